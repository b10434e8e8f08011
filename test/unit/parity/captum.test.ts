/** Influence methods against Captum, on models of PyTorch's own modules with the same weights. */
import { describe, expect, it } from 'vitest';
import type { InfluenceMethod } from '../../../src/core/config/schema.js';
import { explain } from '../analysis/support.js';
import { wasmEngine } from '../engine/support.js';
import { decoded, fixtureWeights, readFixtures, resolved } from './fixtures.js';
import { spread } from './numbers.js';

type Result = { readonly name: string; readonly layers: object[] } & Readonly<Record<Method, string>>;

const METHODS = ['gradient', 'gradientInput', 'integratedGradients', 'occlusion', 'shapley'] as const;
type Method = (typeof METHODS)[number] & InfluenceMethod;

const SAMPLES = 3;
const SHAPE = { length: 5, features: 2 };
const engine = await wasmEngine();

describe.each(readFixtures<Result>('captum.json'))('Captum on a model of $name', (result) => {
  it.each(METHODS)('%s', async (method) => {
    const { spec } = resolved(result.layers, {}, SHAPE);
    const network = await engine.createNetwork(spec, fixtureWeights(spec), 64);
    const size = SHAPE.length * SHAPE.features;
    // Captum's product with the gradient is held against zero.
    const baseline = method === 'gradientInput' ? new Float32Array(size) : spread(size, 2);
    const { values, perStep } = await explain(method, network, spread(SAMPLES * size, 1), baseline);
    const stepwise = method === 'occlusion' || method === 'shapley';
    const actual = stepwise ? perStep : values;
    const expected = decoded(result[method]);
    expect(actual).toHaveLength(expected.length);
    for (const [i, value] of expected.entries())
      expect(Math.abs((actual?.[i] ?? Number.NaN) - value)).toBeLessThan(1e-5);
    network.dispose();
  });
});
