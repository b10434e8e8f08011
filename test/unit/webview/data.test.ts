import { describe, expect, it } from 'vitest';
import type { ColumnPreview, DataPreview, PreviewSequence } from '../../../src/core/data/preview/preview.js';
import { readMessage } from '../../../webview/messages.js';
import { INITIAL_PAGE, reduce, type State } from '../../../webview/store.js';
import { distributionPlot } from '../../../webview/views/data/distributionSpec.js';
import { receivePreview } from '../../../webview/views/data/known.js';
import { answerWords, cancelledWords, previewFacts, readingWords } from '../../../webview/views/data/previewWords.js';
import { sequencePlot } from '../../../webview/views/data/sequenceSpec.js';
import { draw } from './draw.js';
import { snapshot } from './fixtures.js';

const summary = { values: 4, min: 0, max: 3, mean: 1.5, deviation: 1 };
const column: ColumnPreview = {
  name: '<b>y</b>',
  role: 'target',
  kind: 'whole numbers',
  missing: 0,
  training: summary,
  validation: summary,
  bins: { low: -0.5, high: 3.5, bins: 4 },
  counts: { training: [2, 0, 1, 1], validation: [0, 1, 0, 0] },
};
const preview: DataPreview = {
  source: { kind: 'file', file: 'a.csv', window: 3, horizon: 2 },
  rows: 40,
  length: 3,
  features: ['x', '<b>y</b>'],
  target: { kind: 'numbers' },
  targetNames: ['<b>y</b>'],
  parts: { training: 30, validation: 6 },
  columns: [column],
  warnings: [{ kind: 'constant', path: ['data', 'inputs', 0], message: 'm', why: 'w', advice: 'a' }],
};
const sequence: PreviewSequence = {
  part: 'training',
  index: 0,
  input: Float64Array.of(1, 2, Number.NaN, 4, 5, 6),
  target: Float64Array.of(7),
};

describe('the data view', () => {
  it('draws the distribution of a target in both parts, as numbers and as classes', async () => {
    for (const classes of [undefined, ['a', 'b', 'c', 'd']]) {
      const plot = distributionPlot(column, classes);
      expect(plot.data.bins.map(({ share }) => share)).toEqual([0.5, 0, 0.25, 0.25, 0, 1, 0, 0]);
      const { svg, warnings } = await draw(plot);
      expect(warnings).toEqual([]);
      expect(svg).toContain('validation');
      // A bar for each bin of each part.
      expect(svg.match(/aria-roledescription="bar"/g)).toHaveLength(8);
    }
  });

  it('draws an input over the steps, with the answer only where it is the same column', async () => {
    const other = sequencePlot(preview, sequence, 0);
    expect(other.data.input.map(({ value }) => value)).toEqual([1, null, 5]);
    expect(other.data.answer).toEqual([]);
    const own = sequencePlot(preview, sequence, 1);
    expect(own.data.answer).toEqual([{ value: 7, answer: 7 }]);
    const { svg, warnings } = await draw(own);
    expect(warnings).toEqual([]);
    expect(svg).not.toContain('<b>');
  });

  it('says where the data come from and what is to be learned', () => {
    const facts = previewFacts(preview).map(([term, value]) => `${term} ${value}`);
    expect(facts).toEqual([
      'File a.csv',
      'Sequences 36',
      'Steps 3',
      'Inputs 2',
      'Targets <b>y</b>',
      'Training 30',
      'Validation 6',
      'Rows 40',
    ]);
    const classes = { ...preview, target: { kind: 'classes', classes: ['no', 'yes'] }, targetSteps: 10 } as const;
    const target = Float64Array.of(0, 1, 1, 0, 0, 0, 0, 0, 0, 1);
    expect(answerWords(classes, { ...sequence, target })).toBe('no · yes · yes · no … yes');
  });

  it('keeps what it knows until it knows better', () => {
    const done = receivePreview(undefined, { kind: 'done', data: preview });
    const stale = receivePreview(done, { kind: 'stale' });
    expect([stale.data, stale.stale]).toEqual([preview, true]);
    const reading = receivePreview(stale, { kind: 'reading', file: 'a.csv' });
    expect([reading.data, reading.stale, reading.reading?.file]).toEqual([preview, false, 'a.csv']);
    const failed = receivePreview(reading, { kind: 'failed', message: 'no' });
    expect([failed.data, failed.failure?.message, failed.reading]).toEqual([undefined, 'no', undefined]);
    const cancelled = receivePreview(reading, { kind: 'cancelled', file: 'a.csv' });
    expect([cancelled.data, cancelled.cancelled?.file, cancelled.reading]).toEqual([preview, 'a.csv', undefined]);
    const late = receivePreview(cancelled, { kind: 'reading', file: 'a.csv', share: 0.5 });
    expect(late).toBe(cancelled);
    const again = receivePreview(cancelled, { kind: 'reading' });
    expect([again.cancelled, again.reading]).toEqual([undefined, { kind: 'reading' }]);
  });

  it('says which file is read and how far, and what cancelling leaves', () => {
    expect(readingWords()).toBe('Reading the data…');
    expect(readingWords({ file: 'a.csv', phase: 'reading', share: 0.429 })).toBe('Reading a.csv: 42 %');
    expect(readingWords({ file: 'a.csv', phase: 'looking', share: 0.999 })).toBe('Looking at what a.csv holds: 99 %');
    expect(cancelledWords('a.csv')).toBe('Reading a.csv was cancelled. Nothing of it is shown.');
    expect(cancelledWords(undefined, true)).toMatch(/^Reading the data was cancelled. What is shown was true before/);
  });
});

describe('messages about data', () => {
  it('are read where they fit the protocol', () => {
    for (const message of [
      { type: 'preview', preview: { kind: 'done', data: preview } },
      { type: 'preview', preview: { kind: 'reading', file: 'a', phase: 'looking', share: 0.5 } },
      { type: 'preview', preview: { kind: 'cancelled', file: 'a' } },
      { type: 'preview', preview: { kind: 'failed', message: 'no', place: { file: 'a', line: 1, column: 2 } } },
      { type: 'previewSequence', sequence },
    ]) {
      expect(readMessage(message)).toBe(message);
    }
    const wrong = { ...preview, columns: [{ ...column, role: 'both' }] };
    expect(() => readMessage({ type: 'preview', preview: { kind: 'done', data: wrong } })).toThrow(
      'message.preview.data.columns[0].role should be one of input, target.',
    );
  });

  it('belong to one config, and a training that begins takes the place of the data', () => {
    const receive = (state: State, message: Parameters<typeof readMessage>[0]) =>
      reduce(state, { type: 'received', message: readMessage(message) });
    const none = { inspection: undefined, epochs: [] };
    const empty = snapshot({ ...none, status: { kind: 'empty' }, select: { view: 'data' } });
    let state = receive({ page: INITIAL_PAGE }, { type: 'snapshot', snapshot: empty });
    state = receive(state, { type: 'preview', preview: { kind: 'done', data: preview } });
    expect([state.preview?.data, state.page.selection.view]).toEqual([preview, 'data']);
    const reading = receive(state, { type: 'preview', preview: { kind: 'reading', file: 'a.csv' } });
    expect(reduce(reading, { type: 'stopPreview' }).preview).toMatchObject({
      ...{ data: preview, reading: undefined, cancelled: { file: 'a.csv' } },
    });
    const training = snapshot({ ...none, status: { kind: 'training' } });
    state = receive(state, { type: 'snapshot', snapshot: training });
    expect([state.preview?.data, state.page.selection.view]).toEqual([preview, 'overview']);
    const other = receive(state, { type: 'snapshot', snapshot: snapshot({ uri: 'file:///other.lstm.json' }) });
    expect(other.preview).toBeUndefined();
  });
});
