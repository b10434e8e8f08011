/** What other frameworks have said, as test/parity/make_fixtures.py and make_captum.py have written it down. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { resolveExperiment } from '../../../src/core/config/experiment.js';
import type { ExperimentFile } from '../../../src/core/config/schema.js';
import { type LayerWeights, layerShapes, type ModelSpec, valueCount } from '../../../src/core/model/spec.js';
import { spread } from './numbers.js';

/** PARITY_FIXTURES names a folder of freshly made ones. */
export const fixtureFolder = process.env.PARITY_FIXTURES ?? 'test/parity/fixtures';

export function readFixtures<T>(name: string, from = fixtureFolder): T[] {
  return JSON.parse(readFileSync(path.join(from, name), 'utf8'));
}

/** Float32, little-endian, base64. */
export function decoded(text: string): Float32Array {
  const bytes = new Uint8Array(Buffer.from(text, 'base64'));
  return new Float32Array(bytes.buffer);
}

/** A case's layers with every default, and the training that goes with it. */
export function resolved(
  layers: object[],
  train: object,
  { length, features }: Pick<ModelSpec, 'length' | 'features'>,
) {
  const data = { task: 'sum' as const, length, features };
  const file = { data, model: { layers }, train } as unknown as ExperimentFile;
  const { model, train: plan } = resolveExperiment(file, 'parity');
  const spec: ModelSpec = { length, features, layers: model.layers ?? [] };
  return { spec, plan };
}

/** The weights that the fixtures were made with. */
export function fixtureWeights(spec: ModelSpec): LayerWeights[] {
  // Layers without weights count too.
  return layerShapes(spec).map(({ layer, tensors }, index) => ({
    layer: layer.name,
    tensors: tensors.map(({ name, shape }, at) => ({
      name,
      shape,
      values: spread(valueCount(shape), 11 + 17 * index + 3 * at).map((value) => value / 2),
    })),
  }));
}

/** Largest difference, as a share of the largest expected number, or of one where all are smaller. */
export function difference(actual: Float32Array, expected: Float32Array): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  return actual.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i])), 0);
}

export function largest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
