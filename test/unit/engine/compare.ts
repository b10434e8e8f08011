/** Holds the forward pass of an engine against the reference. */
import { expect } from 'vitest';
import { type Engine, type LayerTrace, type TraceName, traceValues } from '../../../src/core/engine/engine.js';
import type { ModelSpec } from '../../../src/core/model/spec.js';
import { doubles, forward, type Trace } from '../../reference/lstm.js';
import { inputsFor } from './stacks.js';
import { largestError, makeCase } from './support.js';

/** Beyond this size linear and rectified gates multiply each other up, and rounding with them. */
const BOUNDED = 100;

/** An engine's worst disagreement with the reference over outputs and all inner values, and whether these are bounded. */
export async function compare(engine: Engine, spec: ModelSpec, batchSize: number, samples: number, seed: number) {
  const { weights, random } = makeCase(spec, batchSize, seed);
  const network = await engine.createNetwork(spec, weights, batchSize);
  const size = spec.length * spec.features;
  const inputs = inputsFor(spec, samples, random);
  const { outputs, layers, attention } = network.trace(inputs);
  expect(network.predict(inputs)).toEqual(outputs);
  network.dispose();
  const errors: number[] = [];
  const values: number[] = [];
  for (let n = 0; n < samples; n++) {
    const expected = forward(spec, doubles(weights), inputs.subarray(n * size, (n + 1) * size));
    errors.push(largestError(sample(outputs, n, samples), expected.outputs));
    values.push(...expected.outputs, ...expected.traces.flatMap((trace) => Object.values(trace).flat()));
    expect(layers).toHaveLength(expected.traces.length);
    for (const [index, trace] of expected.traces.entries()) errors.push(traceError(layers[index], trace, n, samples));
    expect(attention).toHaveLength(expected.attention.length);
    for (const [index, weights] of expected.attention.entries()) {
      errors.push(largestError(sample(attention[index].weights, n, samples), weights));
    }
  }
  return { error: Math.max(...errors), bounded: values.every((value) => Math.abs(value) < BOUNDED) };
}

function traceError(actual: LayerTrace, expected: Trace, n: number, samples: number): number {
  const kinds = ['hidden', ...(actual.cell ? ['cell'] : []), ...Object.keys(actual.gates)] as TraceName[];
  expect(kinds.sort()).toEqual(Object.keys(expected).sort());
  return Math.max(...kinds.map((kind) => largestError(sample(traceValues(actual, kind)!, n, samples), expected[kind])));
}

function sample(values: Float32Array, n: number, samples: number): Float32Array {
  const size = values.length / samples;
  return values.subarray(n * size, (n + 1) * size);
}
