import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { glorotUniform, orthogonal } from '../../../src/core/model/initialize.js';
import { layerShapes } from '../../../src/core/model/spec.js';
import { Random } from '../../../src/core/random.js';
import { seedSpec } from '../support/specs.js';
import { atOnce, initialWeights } from '../support/weights.js';

describe('initialWeights', () => {
  it('has the shapes and the number of parameters that Keras reports for the seed experiment', () => {
    // model.summary() of Keras 3: 16,896 + 12,416 + 33.
    expect(layerShapes(seedSpec).map(({ parameters }) => parameters)).toEqual([16_896, 12_416, 33]);
    const weights = initialWeights(seedSpec, Random.for(7, 'weights'));
    expect(weights.map(({ tensors }) => tensors.map(({ shape }) => shape))).toEqual([
      [[1, 256], [64, 256], [256]],
      [[64, 128], [32, 128], [128]],
      [[32, 1], [1]],
    ]);
  });

  it('starts with a forget bias of one', () => {
    const [{ tensors }] = initialWeights(seedSpec, Random.for(7, 'weights'));
    const bias = tensors[2].values;
    expect([...bias]).toEqual(Array.from({ length: 256 }, (_, i) => (i >= 64 && i < 128 ? 1 : 0)));
  });

  it('draws recurrent kernels with orthonormal rows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 24 }), fc.nat(1000), (units, seed) => {
        const columns = 4 * units;
        const values = atOnce(orthogonal(units, columns, Random.for(seed, 'weights')));
        const row = (r: number) => values.subarray(r * columns, (r + 1) * columns);
        for (let a = 0; a < units; a++) {
          for (let b = 0; b <= a; b++) {
            const dot = row(a).reduce((sum, x, c) => sum + x * row(b)[c], 0);
            expect(dot).toBeCloseTo(a === b ? 1 : 0, 5);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it('draws kernels within Glorot’s limits and fills them', () => {
    const values = glorotUniform(64, 128, Random.for(1, 'weights'));
    const limit = Math.sqrt(6 / 192);
    const largest = Math.max(...values.map(Math.abs));
    expect(largest).toBeLessThanOrEqual(limit);
    expect(largest).toBeGreaterThan(0.99 * limit);
    const variance = values.reduce((sum, x) => sum + x * x, 0) / values.length;
    expect(variance).toBeCloseTo((limit * limit) / 3, 3);
  });
});
