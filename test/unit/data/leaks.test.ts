/** Nothing of the future, and nothing of the validation part, is in what is learned from. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FileData } from '../../../src/core/config/experiment.js';
import { type Dataset, sequenceInputs, sequenceTargets } from '../../../src/core/data/dataset.js';
import { readFileData } from '../../../src/core/data/fileData.js';
import { NO_TURNS } from '../../../src/core/data/reading/source.js';
import { Random } from '../../../src/core/random.js';
import { noOther, sourceOf } from './sources.js';

const read = (text: string, data: Partial<FileData>, everyStep = false): Promise<Dataset> =>
  readFileData(
    {
      ...{ file: 'a.csv', inputs: ['x', 'z'], target: ['y', 'x'], transform: 'none', missing: 'error' },
      ...{ standardize: true, split: { validation: 0.3 } },
      ...data,
    } as FileData,
    sourceOf('a.csv', text),
    {
      ...{ seed: 1, loss: { type: 'meanSquaredError' }, everyStep, random: Random.for(1, 'split') },
      problemAt: (_, message) => {
        throw new Error(message);
      },
      turns: NO_TURNS,
      open: noOther,
    },
  );

/** All that a model learns from. */
const learned = (set: Dataset) => ({
  inputs: sequenceInputs(set, set.training),
  targets: sequenceTargets(set, set.training),
  scalers: [set.inputScaler, set.targetScaler],
  training: set.training,
});

interface Cell {
  readonly series: number;
  readonly time: number;
  readonly x: number;
  readonly z: number | undefined;
  readonly y: number;
}
const csv = (cells: readonly Cell[]) =>
  `id,t,x,z,y\n${cells.map(({ series, time, x, z, y }) => `s${series},${time},${x},${z ?? ''},${y}`).join('\n')}\n`;

const positive = fc.integer({ min: 1, max: 1000 }).map((value) => value / 8);
const table = (series: number, rows: number) =>
  fc
    .array(fc.tuple(positive, fc.option(positive, { nil: undefined, freq: 6 }), positive), {
      minLength: series * rows,
      maxLength: series * rows,
    })
    .map((values) =>
      values.map(([x, z, y], i): Cell => {
        const time = i % rows;
        // There must be something to carry forward, and something to take a mean of.
        return { series: Math.floor(i / rows), time, x, z: time === 0 ? 1 : z, y };
      }),
    );

describe('windows over several series', () => {
  const settings = fc.record({
    window: fc.integer({ min: 1, max: 4 }),
    horizon: fc.integer({ min: 1, max: 4 }),
    transform: fc.constantFrom('none', 'difference', 'logReturn'),
    missing: fc.constantFrom('mean', 'forward'),
    scaling: fc.constantFrom('standardize', 'minMax'),
    everyStep: fc.boolean(),
    clock: fc.boolean(),
  });
  const [series, rows] = [3, 30];

  it('are the same whatever comes after the last training target', async () => {
    await fc.assert(
      fc.asyncProperty(settings, table(series, rows), table(series, rows), async (chosen, now, other) => {
        const { everyStep, clock, ...keys } = chosen;
        const data = { ...keys, sequence: 'id', time: clock ? 't' : undefined } as Partial<FileData>;
        const set = await read(csv(now), data, everyStep);
        const timeOf = (row: number) => row % rows;
        const wanted = (n: number) => timeOf(set.starts[n]) + keys.window - 1 + keys.horizon;
        const last = Math.max(...Array.from(set.training, wanted));
        const then = now.map((cell, i) => (cell.time > last ? other[i] : cell));
        expect(learned(await read(csv(then), data, everyStep))).toEqual(learned(set));
        // No training target lies beyond what the first validation window knows.
        const known = Math.min(...Array.from(set.validation, (n) => timeOf(set.starts[n]) + keys.window - 1));
        expect(last).toBeLessThanOrEqual(known);
      }),
      { numRuns: 60 },
    );
  });

  it('split by group leave the other groups alone', async () => {
    await fc.assert(
      fc.asyncProperty(table(5, 12), table(5, 12), async (now, other) => {
        const data = {
          sequence: 'id',
          time: 't',
          window: 3,
          missing: 'mean',
          split: { validation: 0.4, by: 'group' },
        } as const;
        const set = await read(csv(now), data);
        const groups = (part: Uint32Array) => new Set(Array.from(part, (n) => Math.floor(set.starts[n] / 12)));
        const validating = groups(set.validation);
        expect([...groups(set.training)].filter((group) => validating.has(group))).toEqual([]);
        expect(validating.size).toBe(2);
        const then = now.map((cell, i) => (validating.has(cell.series) ? other[i] : cell));
        expect(learned(await read(csv(then), data))).toEqual(learned(set));
      }),
      { numRuns: 30 },
    );
  });
});

describe('sequences', () => {
  it.each(['random', 'time'] as const)('split by %s are the same whatever the validation part holds', async (by) => {
    await fc.assert(
      fc.asyncProperty(table(10, 4), table(10, 4), async (now, other) => {
        const later = (cells: readonly Cell[]) => cells.map((cell) => ({ ...cell, time: 4 * cell.series + cell.time }));
        const data = { sequence: 'id', time: 't', missing: 'mean', split: { validation: 0.3, by } } as const;
        const set = await read(csv(later(now)), data);
        const validating = new Set(Array.from(set.validation, (n) => set.starts[n] / 4));
        expect(validating.size).toBe(3);
        if (by === 'time') expect([...validating].sort()).toEqual([7, 8, 9]);
        const then = later(now).map((cell, i) => (validating.has(cell.series) ? later(other)[i] : cell));
        expect(learned(await read(csv(then), data))).toEqual(learned(set));
      }),
      { numRuns: 30 },
    );
  });

  it('of one row each are read column by column, with a target a step', async () => {
    const set = await read('a1,a2,a10,y1,y2,y10\n1,2,3,4,5,6\n7,8,9,10,11,12\n', {
      ...{ inputs: ['a{step}'], target: 'y{step}', scaling: 'none', split: { validation: 0 } },
    });
    expect([...sequenceInputs(set, [0, 1])]).toEqual([1, 2, 3, 7, 8, 9]);
    expect([set.targetSteps, set.length, set.features, set.targetNames]).toEqual([3, 3, ['a{step}'], ['y{step}']]);
    expect([...set.targets]).toEqual([4, 5, 6, 10, 11, 12]);
  });

  it('drop what is missing where that is asked for', async () => {
    const text = 'id,t,x,z,y\na,1,1,1,0\na,2,,2,0\na,3,3,3,5\nb,1,4,4,0\nb,2,5,5,\nb,3,6,,\nc,1,7,7,1\nc,2,8,8,2\n';
    const data = { sequence: 'id', target: 'y', missing: 'drop', scaling: 'none', split: { validation: 0 } } as const;
    const set = await read(text, data);
    expect([...sequenceInputs(set, [0, 1])]).toEqual([1, 1, 3, 3, 7, 7, 8, 8]);
    expect([...set.targets]).toEqual([5, 2]);
  });
});
