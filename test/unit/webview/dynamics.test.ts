import { describe, expect, it } from 'vitest';
import type { LayerRest, RestPoint } from '../../../src/core/analysis/dynamics/layerRest.js';
import type { Question } from '../../../src/core/analysis/dynamics/question.js';
import { findingOf, withFinding, withoutSample } from '../../../webview/findings.js';
import { readMessage } from '../../../webview/messages.js';
import type { Finding } from '../../../webview/protocol.js';
import { INITIAL_PAGE } from '../../../webview/store.js';
import { eigenvaluesPlot } from '../../../webview/views/dynamics/eigenvaluesSpec.js';
import { flowPlot } from '../../../webview/views/dynamics/flowSpec.js';
import { halfLivesPlot } from '../../../webview/views/dynamics/halfLivesSpec.js';
import { scorePlot, sizePlot } from '../../../webview/views/dynamics/lagSpec.js';
import { kindOf, kindText, pointsAsTable, restReading } from '../../../webview/views/dynamics/pointWords.js';
import { type DataColumn, sortedRows } from '../../../webview/views/sorting.js';
import { draw, drawn, THEME } from './draw.js';
import { layerRest, restPoint, snapshot } from './fixtures.js';

const mode = (real: number, imaginary = 0) => {
  const size = Math.hypot(real, imaginary);
  return { real, imaginary, size, timeConstant: Math.abs(1 / Math.log(size)) };
};
const working = (layer: string, share = 0): Finding => ({
  question: { about: 'rest', layer, input: { kind: 'mean' } },
  kind: 'working',
  share,
});
const done = (layer: string): Finding => ({
  question: { about: 'rest', layer, input: { kind: 'mean' } },
  kind: 'done',
  answer: layerRest(),
});

describe('findings', () => {
  it('are kept by their question; another question ends the one of its kind that is open', () => {
    const first = withFinding([], working('a'));
    expect(withFinding(first, working('a', 0.5))).toEqual([working('a', 0.5)]);
    expect(withFinding(first, working('b'))).toEqual([working('b')]);
    const both = withFinding(withFinding(first, done('a')), working('b'));
    expect(both).toEqual([done('a'), working('b')]);
    expect(findingOf(both, { about: 'rest', layer: 'a', input: { kind: 'mean' } })).toEqual(done('a'));
    expect(findingOf(both, { about: 'rest', layer: 'a', input: { kind: 'zero' } })).toBeUndefined();
  });

  it('are forgotten, the oldest of their kind first, when there are very many', () => {
    const memory: Finding = { question: { about: 'memory' }, kind: 'failed', message: 'no' };
    let all: readonly Finding[] = [memory];
    for (let n = 0; n < 40; n++) all = withFinding(all, done(`layer ${n}`));
    expect(all).toHaveLength(9);
    expect(all[0]).toBe(memory);
    expect(all.at(-1)).toEqual(done('layer 39'));
  });

  it('about a sample are forgotten when there is another one in its place', () => {
    const about = (question: Question) => ({ question, kind: 'failed', message: 'no' }) as Finding;
    const rest = (sample: number) => about({ about: 'rest', layer: 'a', input: { kind: 'step', sample, step: 0 } });
    const held = (sample: number) => about({ about: 'interventions', interventions: [], sample });
    const pattern = { layer: 'a', from: 1, to: 2, threshold: 0.3 };
    const units = (sample: number) => about({ about: 'units', pattern: { ...pattern, sample } });
    const others = [working('a'), rest(1), held(1), units(1), about({ about: 'memory' })];
    expect(withoutSample([...others, rest(3), held(3), units(3)], 3)).toEqual(others);
  });

  it('are read from messages, and refused with their place', () => {
    for (const finding of [working('a'), done('a'), { ...working('a'), kind: 'failed', message: 'no' }]) {
      const message = { type: 'finding', finding };
      expect(readMessage(message)).toBe(message);
    }
    const whole = { type: 'snapshot', snapshot: snapshot({ findings: [done('a')] }) };
    expect(readMessage(whole)).toBe(whole);
    const bad = (finding: unknown) => () => readMessage({ type: 'finding', finding });
    expect(bad({ ...working('a'), question: { about: 'toString' } })).toThrow(
      'finding.question.about should be one of',
    );
    expect(bad({ ...working('a'), share: 'half' })).toThrow('message.finding.share should be a number.');
    const { flow, ...found } = layerRest().found!;
    const short = { ...layerRest(), found: { ...found, flow: { ...flow, points: new Float32Array(3) } } };
    const about = (answer: unknown, question: unknown) => bad({ kind: 'done', question, answer });
    const layers = [{ layer: 'a', type: 'lstm', units: 2, steps: 3, halfLives: new Float64Array(1) }];
    expect(about({ part: 'validation', sequences: 1, layers }, { about: 'memory' })).toThrow(
      'finding.a.halfLives should be 2 numbers and not 1.',
    );
    expect(about({ part: 'validation', sequences: 1, rows: [{}], unfit: [] }, { about: 'ablations' })).toThrow(
      'answer.rows[0].layer should be text.',
    );
    expect(bad({ ...done('a'), answer: short })).toThrow('finding.flow.points should be 4 numbers and not 3.');
  });
});

describe('fixed points in words', () => {
  it('are stable, unstable in every mode, or saddles', () => {
    const point = (modes: RestPoint['modes'], unstable: number): RestPoint => ({ ...restPoint(), modes, unstable });
    expect(kindText(point([mode(0.5), mode(0.1)], 0))).toBe('stable');
    expect(kindText(point([mode(1.2), mode(0.1)], 1))).toBe('saddle, 1 mode grows');
    expect(kindText(point([mode(1, 0.5), mode(0.1)], 2))).toBe('saddle, 2 modes grow');
    // A pair of complex modes is two of a state of two numbers.
    expect(kindOf(point([mode(1, 0.5)], 2))).toBe('unstable');
  });

  it('are counted, and where there is none the nearest speed is told', () => {
    const [headline, search] = restReading(layerRest(), 'rnn');
    expect(headline).toBe('rnn has 2 fixed points: 1 stable, 1 saddle.');
    expect(search).toContain('3 ended where it still moves');
    const found = layerRest().found!;
    const none = (slowest: number): LayerRest => ({
      ...layerRest(),
      found: { ...found, points: [], search: { ...found.search, slowest } },
    });
    expect(restReading(none(0.02), 'rnn')[0]).toContain('keeps moving');
    expect(restReading(none(0.02), 'rnn')[1]).toContain('q = 0.02');
    expect(restReading(none(1e-9), 'rnn')[0]).toContain('but nearly');
    expect(restReading({ ...layerRest(), found: undefined, unfit: 'Why.' }, 'rnn')).toEqual([
      'rnn cannot be analysed.',
      'Why.',
    ]);
  });

  it('are a table of one row a mode', () => {
    const { columns, rows } = pointsAsTable(layerRest());
    expect(rows).toHaveLength(4);
    expect(rows.every((row) => row.length === columns.length)).toBe(true);
  });
});

describe('the plots of fixed points', () => {
  const { flow, points } = layerRest().found!;
  const drawing = { flow, points, layer: 'rnn', width: 400 };

  it.each([
    ['flow', flowPlot(drawing)],
    ['eigenvalues', eigenvaluesPlot(points[1], 'point 2', 400)],
    ['eigenvalues of a pair', eigenvaluesPlot({ ...points[0], modes: [mode(0.9, 0.4)] }, 'point 1', 400)],
    [
      'flow along a line',
      flowPlot({
        ...drawing,
        flow: {
          ...flow,
          explained: [1],
          grid: {
            columns: 3,
            rows: 1,
            ends: [
              [-1, 1],
              [-1, 1],
            ],
            moves: Float32Array.of(0.1, 0, 0, 0, -0.1, 0),
            speeds: Float32Array.of(0.005, 0, 0.005),
          },
        },
      }),
    ],
  ])('are drawn without a warning: %s', async (_, plot) => {
    for (const kind of ['light', 'highContrast'] as const) {
      const { svg, warnings } = await draw(plot, { ...THEME, kind });
      expect(warnings).toEqual([]);
      expect(svg).not.toMatch(/NaN|undefined/);
    }
  });

  it('have arrows that begin at their state and go the way of the move', () => {
    const plot = flowPlot(drawing);
    const arrows = plot.data.arrows;
    expect(arrows).toHaveLength(flow.grid.columns * flow.grid.rows);
    for (const [at, { x, y, x2, y2, angle }] of arrows.entries()) {
      const [right, up] = [Number(x2) - Number(x), Number(y2) - Number(y)];
      const [moveRight, moveUp] = [flow.grid.moves[2 * at], flow.grid.moves[2 * at + 1]];
      expect(right * moveUp - up * moveRight).toBeCloseTo(0, 6);
      expect(right * moveRight + up * moveUp).toBeGreaterThanOrEqual(0);
      // Clockwise from the top.
      if (moveRight > 0 && moveUp === 0) expect(angle).toBeCloseTo(90, 6);
    }
  });

  it('tell the speed under the pointer, and which fixed point is there', () => {
    const { rowAt, link } = flowPlot(drawing);
    expect(rowAt?.(0, 1)).toEqual({ speed: '0.5' });
    // The second point is in the middle.
    expect(rowAt?.(0.5, 0.5)).toMatchObject({ point: '2', kind: 'saddle, 1 mode grows' });
    expect(link?.pick(0.5, 0.49)).toEqual({ point: 1, layer: 'rnn' });
    expect(link?.pick(0.9, 0.9)).toBeUndefined();
  });

  it('show a pair of modes on both sides of the axis, and how long it turns', async () => {
    const plot = eigenvaluesPlot({ ...points[0], modes: [mode(0, 0.5)] }, 'point 1', 400);
    expect(plot.data.modes.map(({ imaginary }) => imaginary)).toEqual([0.5, -0.5]);
    expect(plot.data.modes[0].turn).toBe('4');
    const { view } = await drawn(plot);
    const [x, y] = [view.scale('x'), view.scale('y')];
    const [across, up] = [x(1) - x(0), y(0) - y(1)];
    // The unit circle is round, about.
    expect(across / up).toBeGreaterThan(0.85);
    expect(across / up).toBeLessThan(1.15);
    view.finalize();
  });
});

describe('the plots of memory', () => {
  const halfLives = Float64Array.of(2, Number.POSITIVE_INFINITY, 0.5, 8);

  it.each([
    ['half-lives', halfLivesPlot(halfLives, 'first', 5)],
    ['one half-life', halfLivesPlot(Float64Array.of(5), 'first', 5)],
    [
      'scores',
      scorePlot(
        [
          { name: 'x', values: [0.9, Number.NaN, -3] },
          { name: 'x', values: [0.1, 0, 0], control: true },
        ],
        'R²',
        'lag',
        0,
      ),
    ],
    [
      'sizes',
      sizePlot(
        [
          { name: 'a', values: [1, 0.1, 0] },
          { name: 'b', values: [1, 2, 4] },
        ],
        'sizes',
        'lag',
        'norm',
      ),
    ],
  ])('are drawn without a warning: %s', async (_, plot) => {
    const { svg, warnings } = await draw(plot);
    expect(warnings).toEqual([]);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('have the units in the order of their half-lives, and pick them where they are drawn', async () => {
    const plot = halfLivesPlot(halfLives, 'first', 5);
    expect(plot.data.units.map(({ unit, halfLife }) => [unit, halfLife])).toEqual([
      [2, '∞'],
      [4, 8],
      [1, 2],
      [3, 0.5],
    ]);
    const { view } = await drawn(plot);
    const y = view.scale('y');
    const [bottom, top] = [view.height(), 0];
    const [shape] = plot.link!.shapes({ ...INITIAL_PAGE.selection, layer: 'first', unit: 3 });
    expect(shape).toMatchObject({ kind: 'dot', right: 0.375 });
    expect(shape.kind === 'dot' && shape.down).toBeCloseTo((y(8) - top) / (bottom - top), 6);
    expect(plot.link!.pick(0.375, (y(8) - top) / (bottom - top))).toEqual({ unit: 3, layer: 'first' });
    view.finalize();
  });
});

describe('a table that can be sorted', () => {
  const columns: DataColumn<{ name: string; size: number }>[] = [
    { id: 'name', name: 'Name', value: ({ name }) => name, text: ({ name }) => name },
    { id: 'size', name: 'Size', value: ({ size }) => size, text: ({ size }) => String(size) },
  ];
  const rows = [
    { name: 'b', size: 2 },
    { name: 'a', size: Number.NaN },
    { name: 'c', size: 3 },
  ];
  const names = (sort: Parameters<typeof sortedRows>[2]) => sortedRows(rows, columns, sort).map(({ name }) => name);

  it('has what is no number last, whichever way it is sorted', () => {
    expect(names(undefined)).toEqual(['b', 'a', 'c']);
    expect(names({ column: 'name', descending: false })).toEqual(['a', 'b', 'c']);
    expect(names({ column: 'size', descending: true })).toEqual(['c', 'b', 'a']);
    expect(names({ column: 'size', descending: false })).toEqual(['b', 'c', 'a']);
  });
});
