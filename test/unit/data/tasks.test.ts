import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../src/core/config/read.js';
import { trainingData } from '../../../src/core/data/dataset.js';
import { loadData } from '../../../src/core/data/load.js';
import { readCharacters } from '../../../src/core/data/tasks/digitAddition.js';
import { answers, type Task } from '../../../src/core/data/tasks/task.js';
import { taskOf } from '../../../src/core/data/tasks/tasks.js';
import { Random } from '../../../src/core/random.js';
import { nodeFiles } from '../../../src/worker/nodeFiles.js';
import { prepare } from '../../../src/worker/prepare.js';

const split = { validation: 0 };
const made = { samples: 2, length: 5, features: 1, standardize: true, split };

/** Inputs and answers of some sequences, each an array of its own. */
function drawn(task: Task, count: number): { input: Float64Array; answer: Float64Array }[] {
  const size = task.length * task.features.length;
  const inputs = new Float64Array(count * size);
  task.draw(inputs, Random.for(1, 'data'));
  const all = answers(task, inputs);
  const width = all.length / count;
  return Array.from({ length: count }, (_, n) => ({
    input: inputs.subarray(n * size, (n + 1) * size),
    answer: all.subarray(n * width, (n + 1) * width),
  }));
}

describe('subtraction', () => {
  const task = taskOf({ ...made, task: 'subtraction', length: 3, features: 2 });

  it('takes every second step away', () => {
    for (const { input, answer } of drawn(task, 50)) {
      const [a, b, c, d, e, f] = input;
      expect(answer[0]).toBeCloseTo(a + b - c - d + e + f, 12);
      expect(Math.min(...input)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...input)).toBeLessThan(1);
    }
  });

  it('knows what each step adds or takes away, measured from the baseline', () => {
    const input = Float64Array.of(1, 2, 3, 4, 5, 6);
    expect([...task.contribution!(input, new Float64Array(6))]).toEqual([3, -7, 11]);
    expect([...task.contribution!(input, Float64Array.of(1, 1, 1, 1, 1, 1))]).toEqual([1, -5, 9]);
  });
});

describe('the running sum', () => {
  it('has the sum so far as its target at every step', () => {
    const task = taskOf({ ...made, task: 'runningSum', features: 2 });
    expect(task.targetSteps).toBe(5);
    for (const { input, answer } of drawn(task, 20)) {
      let sum = 0;
      for (let t = 0; t < 5; t++) {
        sum += input[2 * t] + input[2 * t + 1];
        expect(answer[t]).toBeCloseTo(sum, 12);
      }
    }
  });
});

describe('the flip-flop', () => {
  it('keeps the last pulse of every bit, and begins with one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 30 }), (bits, length) => {
        const task = taskOf({ task: 'flipFlop', samples: 2, length, bits, split });
        expect(task.features).toHaveLength(bits);
        expect(task.targetNames).toHaveLength(bits);
        expect(task.targetSteps).toBe(length);
        for (const { input, answer } of drawn(task, 5)) {
          const memory = new Array(bits).fill(0);
          for (let t = 0; t < length; t++) {
            for (let bit = 0; bit < bits; bit++) {
              const pulse = input[t * bits + bit];
              expect([-1, 0, 1]).toContain(pulse);
              if (pulse !== 0) memory[bit] = pulse;
              expect(Math.abs(memory[bit])).toBe(1);
              expect(answer[t * bits + bit]).toBe(memory[bit]);
            }
          }
        }
      }),
    );
  });

  it('gives a pulse at one step in five, of either sign as often', () => {
    const task = taskOf({ task: 'flipFlop', samples: 2, length: 51, bits: 1, split });
    const pulses = drawn(task, 1000).flatMap(({ input }) => [...input.subarray(1)]);
    const share = (value: number) => pulses.filter((pulse) => pulse === value).length / pulses.length;
    // Five standard errors of 50,000 draws.
    for (const sign of [-1, 1]) expect(Math.abs(share(sign) - 0.1)).toBeLessThan(5 * Math.sqrt(0.09 / 50_000));
  });

  it('owes each answer to one pulse, and what the baseline answers to one of its own', () => {
    const task = taskOf({ task: 'flipFlop', samples: 2, length: 3, bits: 2, split });
    const input = Float64Array.of(1, -1, 0, 1, -1, 0);
    const silence = new Float64Array(6).fill(0.1);
    expect([...task.answer(input)]).toEqual([1, -1, 1, 1, -1, 1]);
    expect([...task.answer(silence)]).toEqual([0, 0, 0, 0, 0, 0]);
    expect([...task.contribution!(input, silence)]).toEqual([0, 0, -1]);
    expect([...task.contribution!(input, silence, 2)]).toEqual([1, 0, 0]);
    expect([...task.contribution!(input, silence, 3, 1)]).toEqual([0, 1, 0]);
    expect([...task.contribution!(input, Float64Array.of(1, 0, 0, 0, 0, 0))]).toEqual([-1, 0, -1]);
  });
});

describe('the cumulative return', () => {
  it('adds up normal log returns of one percent a day', () => {
    const task = taskOf({ ...made, task: 'cumulativeReturn', length: 20 });
    const all = drawn(task, 2000);
    const values = all.flatMap(({ input }) => [...input]);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    // Five standard errors.
    expect(Math.abs(mean)).toBeLessThan((5 * 0.01) / Math.sqrt(values.length));
    expect(Math.abs(deviation - 0.01)).toBeLessThan((5 * 0.01) / Math.sqrt(2 * values.length));
    for (const { input, answer } of all)
      expect(answer[0]).toBeCloseTo(Math.log(input.reduce((p, r) => p * Math.exp(r), 1)), 12);
  });
});

describe('the adding problem', () => {
  it('marks one step of each half and adds up their values', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), (length) => {
        const task = taskOf({ ...made, task: 'addingProblem', length });
        for (const { input, answer } of drawn(task, 20)) {
          const marked = Array.from({ length }, (_, t) => t).filter((t) => input[2 * t + 1] === 1);
          expect(marked).toHaveLength(2);
          expect(marked[0]).toBeLessThan(Math.floor(length / 2));
          expect(marked[1]).toBeGreaterThanOrEqual(Math.floor(length / 2));
          expect(answer[0]).toBeCloseTo(input[2 * marked[0]] + input[2 * marked[1]], 12);
        }
      }),
    );
  });
});

describe('every task whose rule adds up', () => {
  it('has contributions that add up to the change of the last answer', () => {
    const kinds = ['sum', 'subtraction', 'runningSum', 'cumulativeReturn', 'addingProblem'] as const;
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.integer({ min: 2, max: 9 }), fc.nat(100), (kind, length, seed) => {
        const task = taskOf({ ...made, task: kind, length });
        const size = length * task.features.length;
        const random = Random.for(seed, 'noise');
        const one = () => Float64Array.from({ length: size }, () => 2 * random.uniform() - 1);
        const [input, baseline] = [one(), one()];
        const parts = task.contribution!(input, baseline).reduce((sum, part) => sum + part, 0);
        expect(parts).toBeCloseTo(task.answer(input).at(-1)! - task.answer(baseline).at(-1)!, 10);
        for (let step = 1; step <= (task.targetSteps ?? 0); step++) {
          const soFar = task.contribution!(input, baseline, step).reduce((sum, part) => sum + part, 0);
          expect(soFar).toBeCloseTo(task.answer(input)[step - 1] - task.answer(baseline)[step - 1], 10);
        }
      }),
    );
  });
});

describe('digit addition', () => {
  const task = taskOf({ task: 'digitAddition', samples: 2, digits: 3, split });
  const text = (classes: Float64Array) => Array.from(classes, (index) => task.features[index]).join('');

  it('asks for the sum of two numbers, character by character', () => {
    const lengths = new Set<number>();
    for (const { input, answer } of drawn(task, 500)) {
      // One character a step.
      for (let t = 0; t < 8; t++) expect(input.subarray(t * 13, (t + 1) * 13).reduce((sum, x) => sum + x, 0)).toBe(1);
      const question = /^ *(\d{1,3})\+(\d{1,3})=$/.exec(readCharacters(input));
      expect(question).not.toBeNull();
      const sum = Number(question?.[1]) + Number(question?.[2]);
      expect(text(answer)).toBe(String(sum).padEnd(4));
      lengths.add(question![1].length);
    }
    expect(lengths).toEqual(new Set([1, 2, 3]));
  });

  it('has one class or one column a character, as the loss wants it', async () => {
    const data = { task: 'digitAddition', samples: 30, digits: 2, split: { validation: 0.2 } } as const;
    const load = (type: 'categoricalCrossentropy' | 'sparseCategoricalCrossentropy') => {
      const wanted = { seed: 4, loss: { type, fromLogits: false }, everyStep: true } as const;
      return loadData(data, wanted, '.', nodeFiles, () => {
        throw new Error('No problem is expected.');
      });
    };
    const set = await load('sparseCategoricalCrossentropy');
    expect([set.length, set.features.length, set.targetSteps]).toEqual([6, 13, 3]);
    const sparse = trainingData(set, { type: 'sparseCategoricalCrossentropy', fromLogits: false });
    const oneHot = trainingData(set, { type: 'categoricalCrossentropy', fromLogits: false });
    expect([...sparse.targets]).toEqual([...set.targets]);
    expect(oneHot.targets).toHaveLength(30 * 3 * 13);
    for (const [row, index] of set.targets.entries()) {
      const columns = [...oneHot.targets.subarray(row * 13, (row + 1) * 13)];
      expect(columns.map((value, c) => [value, c]).filter(([value]) => value !== 0)).toEqual([[1, index]]);
    }
  });
});

describe('a config with a task', () => {
  const lstm = { type: 'lstm', units: 4 };
  const every = { ...lstm, returnSequences: true };
  const dense = { type: 'dense', units: 1 };
  const softmax = { type: 'timeDistributed', layer: { type: 'dense', units: 13, activation: 'softmax' } };
  const decoder = [lstm, { type: 'repeatVector', n: 4 }, every, softmax];
  const digits = { task: 'digitAddition', samples: 10 };
  const categorical = { loss: 'categoricalCrossentropy' };

  const problems = async (data: object, layers: object[], train: object = {}, inspect: object = {}) => {
    const text = JSON.stringify({ data, model: { layers }, train, inspect }, null, 1);
    const found = await readConfig('a', text);
    return found.problems.map(
      ({ line, column, message }) =>
        `${text
          .split('\n')
          [line - 1].slice(column - 1)
          .trim()} ${message}`,
    );
  };

  it.each([
    ['sum', [lstm, dense], {}],
    ['cumulativeReturn', [lstm, dense], {}],
    ['addingProblem', [lstm, dense], {}],
    ['runningSum', [every, dense], {}],
    ['digitAddition', decoder, categorical],
  ])('is read: %s', async (task, layers, train) => {
    expect(await problems({ task, samples: 10 }, layers, train)).toEqual([]);
  });

  it.each<[string, object, object[], object, RegExp]>([
    [
      'one answer where one a step is needed',
      { task: 'runningSum' },
      [lstm, dense],
      {},
      /gives one value a sequence, but there is a target for each of 5 steps: set "returnSequences": true/,
    ],
    [
      'answers at every step where one is needed',
      { task: 'sum' },
      [every, dense],
      {},
      /the target is one value a sequence: remove "returnSequences"/,
    ],
    [
      'as many answers as the question has steps',
      digits,
      [every, softmax],
      categorical,
      /gives values for 8 steps, but there is a target for each of 4 steps: put \{ "type": "repeatVector", "n": 4 \}/,
    ],
    [
      'too few classes',
      digits,
      [...decoder.slice(0, 3), { type: 'timeDistributed', layer: { ...softmax.layer, units: 10 } }],
      categorical,
      /10 Dense gives 10 values, but there are 13 classes|gives 10 values, but there are 13 classes/,
    ],
    [
      'numbers for characters',
      digits,
      decoder,
      {},
      /characters, which are classes: write "loss": "categoricalCrossentropy"/,
    ],
    [
      'classes for numbers',
      { task: 'sum' },
      [lstm, { type: 'dense', units: 3, activation: 'softmax' }],
      categorical,
      /those of "sum" are numbers: write "loss": "meanSquaredError"/,
    ],
    [
      'an embedding of numbers',
      { task: 'sum' },
      [{ type: 'embedding', inputDim: 5, outputDim: 3 }, lstm, dense],
      {},
      /reads ids, but the task "sum" gives numbers/,
    ],
    [
      'an embedding of standardized ids',
      { file: 'a.csv', sequence: 'id', inputs: ['x'], target: 'y' },
      [{ type: 'embedding', inputDim: 5, outputDim: 3 }, lstm, dense],
      {},
      /reads ids, which cannot be standardized: write "standardize": false/,
    ],
    [
      'a key of another task',
      { task: 'addingProblem', features: 3 },
      [lstm, dense],
      {},
      /Property features is not allowed/,
    ],
  ])('names %s', async (_, data, layers, train, message) => {
    const found = await problems({ ...data }, layers, train);
    expect(found.some((problem) => message.test(problem))).toBe(true);
  });

  it('takes questions as they are written', async () => {
    expect(await problems(digits, decoder, categorical, { inputs: ['535+61='] })).toEqual([]);
    expect(await problems(digits, decoder, categorical, { inputs: ['535*61='] })).toEqual([
      expect.stringMatching(/No character of the task: it knows 0123456789\+= and the blank/),
    ]);
    expect(await problems(digits, decoder, categorical, { inputs: ['53500+61='] })).toEqual([
      expect.stringMatching(/The sample has 9 steps, but the data has 8/),
    ]);
    expect(await problems({ task: 'sum' }, [lstm, dense], {}, { inputs: ['1+1='] })).toEqual([
      expect.stringMatching(/Only the task "digitAddition" and the characters of a text file/),
    ]);
    const text = JSON.stringify({
      data: digits,
      model: { layers: decoder },
      train: categorical,
      inspect: { inputs: ['5+61='] },
    });
    const { experiment } = await prepare({ path: 'a', text }, nodeFiles);
    expect(readCharacters(experiment.inspect.inputs![0].flat())).toBe('   5+61=');
  });
});
