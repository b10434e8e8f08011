import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LossSpec } from '../../../src/core/engine/trainingSpec.js';
import { loss as lossOperation, lossParameter } from '../../../src/core/engine/wasm/trainingOperations.js';
import type { DenseActivation } from '../../../src/core/model/spec.js';
import { doubles, forward } from '../../reference/lstm.js';
import { lossOf } from '../../reference/training.js';
import { dense, lstm } from '../support/specs.js';
import { KernelMemory } from './kernels.js';
import { ADAM, makeCase, randomData, wasmEngine } from './support.js';

const memory = await KernelMemory.create();
const engine = await wasmEngine();

/** The kernel on its own: its mean, and its gradient by every output. */
function kernelLoss(spec: LossSpec, outputs: number[][], targets: number[][], mask?: number[], activated = false) {
  memory.clear();
  const [rows, units] = [outputs.length, outputs[0].length];
  const y = memory.put(Float32Array.from(outputs.flat()));
  const target = memory.put(Float32Array.from(targets.flat()));
  const dy = memory.put(new Float32Array(rows * units).fill(7));
  const at = mask ? memory.put(Float32Array.from(mask)) : 0;
  const [, kind] = lossOperation(spec, { y, dy, targets: target, parameter: 0, loss: 0, mask: at }, { rows, units });
  const value = memory.kernels.loss(kind, y, target, dy, rows, units, lossParameter(spec, activated), at);
  const slopes = Array.from(memory.view(dy, rows * units));
  expect(memory.view(dy + 4 * rows * units, 1)[0], 'nothing is written behind the gradient').toBe(0);
  return { value, slopes };
}

const SPECS: LossSpec[] = [
  { type: 'meanSquaredError' },
  { type: 'meanAbsoluteError' },
  { type: 'huber', delta: 0.5 },
  { type: 'huber', delta: 1 },
  ...([true, false] as const).flatMap((fromLogits): LossSpec[] => [
    { type: 'binaryCrossentropy', fromLogits },
    { type: 'categoricalCrossentropy', fromLogits },
    { type: 'sparseCategoricalCrossentropy', fromLogits },
  ]),
];

/** Outputs and targets that fit a loss, all of them float32 numbers. */
function cases(spec: LossSpec) {
  const probabilities = 'fromLogits' in spec && !spec.fromLogits;
  const output = probabilities ? { min: 0.03125, max: 0.96875 } : { min: -4, max: 4 };
  const target = 'fromLogits' in spec ? { min: 0, max: 1 } : { min: -3, max: 3 };
  const float = (limits: object) => fc.float({ ...limits, noNaN: true });
  return fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 7 })).chain(([rows, units]) => {
    const table = (element: fc.Arbitrary<number>, width: number) => {
      const row = fc.array(element, { minLength: width, maxLength: width });
      return fc.array(row, { minLength: rows, maxLength: rows });
    };
    const sparse = spec.type === 'sparseCategoricalCrossentropy';
    const targets = sparse ? table(fc.nat(units - 1), 1) : table(float(target), units);
    return fc.record({ outputs: table(float(output), units), targets });
  });
}

/** Both one-sided slopes of the reference: they differ where it has a kink. */
function slopesAround(spec: LossSpec, outputs: number[][], targets: number[][], row: number, k: number) {
  const shifted = (step: number) =>
    lossOf(
      spec,
      outputs.map((values, r) => (r === row ? values.map((value, u) => (u === k ? value + step : value)) : values)),
      targets,
    );
  const [below, here, above] = [shifted(-1e-6), shifted(0), shifted(1e-6)];
  return [(here - below) / 1e-6, (above - here) / 1e-6].sort((a, b) => a - b);
}

describe.each(SPECS)('the loss %o', (spec) => {
  it('is the mean of the definition, and its gradient that of finite differences', () => {
    fc.assert(
      fc.property(cases(spec), ({ outputs, targets }) => {
        const { value, slopes } = kernelLoss(spec, outputs, targets);
        const expected = lossOf(spec, outputs, targets);
        expect(Math.abs(value - expected)).toBeLessThan(2e-6 * Math.max(1, expected));
        const units = outputs[0].length;
        for (const [i, slope] of slopes.entries()) {
          const [low, high] = slopesAround(spec, outputs, targets, Math.floor(i / units), i % units);
          expect(slope).toBeGreaterThan(low - 2e-5 * Math.max(1, Math.abs(low)));
          expect(slope).toBeLessThan(high + 2e-5 * Math.max(1, Math.abs(high)));
        }
      }),
    );
  });

  it('counts only the rows that the mask lets through', () => {
    fc.assert(
      fc.property(cases(spec), fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), ({ outputs, targets }, mask) => {
        const kept = outputs.map((_, row) => mask[row]);
        const only = <T>(rows: readonly T[]) => rows.filter((_, row) => kept[row]);
        const { value, slopes } = kernelLoss(spec, outputs, targets, kept.map(Number));
        const units = outputs[0].length;
        const alone = only(outputs).length > 0 ? kernelLoss(spec, only(outputs), only(targets)) : undefined;
        expect(value).toBe(alone?.value ?? 0);
        expect(slopes.filter((_, i) => kept[Math.floor(i / units)])).toEqual(alone?.slopes ?? []);
        expect(slopes.filter((_, i) => !kept[Math.floor(i / units)]).every((slope) => slope === 0)).toBe(true);
      }),
    );
  });

  it('hands NaN on', () => {
    const outputs = [[0.5, Number.NaN, 0.25]];
    const targets = spec.type === 'sparseCategoricalCrossentropy' ? [[1]] : [[0, 1, 0]];
    expect(kernelLoss(spec, outputs, targets).value).toBeNaN();
  });
});

describe('crossentropies', () => {
  it('of logits have the gradient probability less target', () => {
    const logits = [0.5, -1.25, 2];
    const total = logits.reduce((sum, x) => sum + Math.exp(x), 0);
    const { value, slopes } = kernelLoss({ type: 'sparseCategoricalCrossentropy', fromLogits: true }, [logits], [[2]]);
    expect(value).toBeCloseTo(Math.log(total) - 2, 12);
    for (const [k, x] of logits.entries()) expect(slopes[k]).toBeCloseTo(Math.exp(x) / total - Number(k === 2), 6);
  });

  it('of huge logits stay finite', () => {
    for (const type of ['binaryCrossentropy', 'categoricalCrossentropy'] as const) {
      const { value, slopes } = kernelLoss({ type, fromLogits: true }, [[1e30, -1e30]], [[0, 1]]);
      expect(value).toBeGreaterThan(1e29);
      expect(slopes.every(Number.isFinite)).toBe(true);
    }
  });

  it('keep probabilities 1e-7 away from 0 and 1, where the gradient ends', () => {
    const binary = kernelLoss({ type: 'binaryCrossentropy', fromLogits: false }, [[0, 1]], [[1, 0]]);
    expect(binary.value).toBeCloseTo(-Math.log(1e-7), 6);
    expect(binary.slopes).toEqual([0, 0]);
    const categorical = kernelLoss({ type: 'categoricalCrossentropy', fromLogits: false }, [[0, 1]], [[1, 0]]);
    expect(categorical.value).toBeCloseTo(-Math.log(1e-7), 6);
    expect(categorical.slopes).toEqual([0, 0]);
  });

  it('of a sigmoid or softmax of their own have the gradient before it, even where it has saturated', () => {
    const activated = (spec: LossSpec, outputs: number[], target: number[]) =>
      kernelLoss(spec, [outputs], [target], undefined, true);
    const binary = { type: 'binaryCrossentropy', fromLogits: false } as const;
    expect(activated(binary, [0, 1, 0.25], [1, 0, 1]).slopes).toEqual([-1, 1, -0.75].map((x) => Math.fround(x / 3)));
    const sparse = { type: 'sparseCategoricalCrossentropy', fromLogits: false } as const;
    expect(activated(sparse, [0, 1, 0], [0]).slopes).toEqual([-1, 1, 0]);
    const categorical = { type: 'categoricalCrossentropy', fromLogits: false } as const;
    expect(activated(categorical, [0.25, 0.75], [0.5, 0]).slopes).toEqual([-0.375, 0.375]);
    expect(activated(binary, [0, 1], [1, 0]).value).toBe(kernelLoss(binary, [[0, 1]], [[1, 0]]).value);
  });

  it('divide probabilities by their sum first', () => {
    const spec = { type: 'categoricalCrossentropy', fromLogits: false } as const;
    expect(kernelLoss(spec, [[2, 6]], [[0, 1]]).value).toBeCloseTo(-Math.log(0.75), 12);
  });
});

describe('the gradients of a whole network', () => {
  /** The end that a loss wants: probabilities of their own activation, of another one, or logits. */
  const ENDS: [LossSpec, DenseActivation][] = [
    [{ type: 'huber', delta: 0.3 }, 'tanh'],
    [{ type: 'meanAbsoluteError' }, 'linear'],
    [{ type: 'binaryCrossentropy', fromLogits: false }, 'sigmoid'],
    [{ type: 'binaryCrossentropy', fromLogits: false }, 'softmax'],
    [{ type: 'binaryCrossentropy', fromLogits: true }, 'linear'],
    [{ type: 'categoricalCrossentropy', fromLogits: false }, 'softmax'],
    [{ type: 'categoricalCrossentropy', fromLogits: false }, 'sigmoid'],
    [{ type: 'sparseCategoricalCrossentropy', fromLogits: false }, 'softmax'],
    [{ type: 'sparseCategoricalCrossentropy', fromLogits: true }, 'tanh'],
  ];
  const UNITS = 3;

  it.each(ENDS)(
    'of %o after %s agree with finite differences, at one step and at several',
    async (loss, activation) => {
      for (const returnSequences of [false, true]) {
        const layers = [lstm('l', 4, { returnSequences }), dense('d', UNITS, { activation })];
        const spec = { length: 3, features: 2, layers };
        const { weights, random } = makeCase(spec, 4, 1);
        const network = await engine.createNetwork(spec, weights, 4);
        const sparse = loss.type === 'sparseCategoricalCrossentropy';
        const width = sparse ? 1 : UNITS;
        const count = 4 * (returnSequences ? 3 : 1) * width;
        const targets = Float32Array.from({ length: count }, () =>
          sparse ? Math.floor(UNITS * random.uniform()) : random.uniform(),
        );
        const data = { ...randomData(network, 4, random), targets };
        const { loss: value, gradients } = network
          .createTrainer(data, { optimizer: ADAM, loss })
          .gradients(Uint32Array.of(0, 1, 2, 3));
        const reference = doubles(weights);
        const lossNow = () => {
          const outputs = [0, 1, 2, 3].flatMap(
            (n) => forward(spec, reference, data.rows.slice(6 * n, 6 * n + 6)).outputs,
          );
          return lossOf(loss, rowsOf(outputs, UNITS), rowsOf(Array.from(targets), width));
        };
        expect(Math.abs(value - lossNow())).toBeLessThan(1e-5);
        for (const [layer, { tensors }] of gradients.entries()) {
          for (const [tensor, { name, values }] of tensors.entries()) {
            for (const [i, slope] of values.entries()) {
              const expected = difference(reference[layer][tensor], i, lossNow);
              expect(Math.abs(slope - expected), `${name}[${i}]`).toBeLessThan(
                1e-4 * Math.max(0.1, Math.abs(expected)),
              );
            }
          }
        }
      }
    },
  );
});

function rowsOf(values: readonly number[], width: number): number[][] {
  return Array.from({ length: values.length / width }, (_, row) => values.slice(row * width, (row + 1) * width));
}

/** Central difference of f by one of the values. */
function difference(values: number[], i: number, f: () => number): number {
  const here = values[i];
  const [above, below] = [1e-5, -1e-5].map((shift) => {
    values[i] = here + shift;
    return f();
  });
  values[i] = here;
  return (above - below) / 2e-5;
}
