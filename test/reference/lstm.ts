/**
 * What a whole model computes, in double precision, one sample at a time; see `layers.ts`.
 */
import { type LayerWeights, layerShapes, type ModelSpec } from '../../src/core/model/spec.js';
import { runLayer, type Values } from './layers.js';
import type { States } from './recurrent.js';

/** Per layer its tensors in their order, each row-major. */
export type Weights = number[][][];

/** Each [T,H]; what the layer's type has of them. */
export type Trace = { readonly hidden: number[] } & Readonly<Record<string, number[]>>;

export function doubles(weights: readonly LayerWeights[]): Weights {
  return weights.map(({ tensors }) => tensors.map(({ values }) => Array.from(values)));
}

/**
 * @param x [T,F] of one sample.
 * @returns outputs [K] or [T,K], and one trace per recurrent layer (two for a bidirectional one).
 */
export function forward(spec: ModelSpec, weights: Weights, x: ArrayLike<number>) {
  const { length, features } = spec;
  const rows = Array.from({ length }, (_, t) => Array.from({ length: features }, (_, f) => x[t * features + f]));
  let values: Values = { rows, sequence: true };
  const traces: Trace[] = [];
  const attention: number[][] = [];
  for (const [index, { layer, tensors }] of layerShapes(spec).entries()) {
    const named = Object.fromEntries(tensors.map(({ name }, at) => [name, weights[index][at]]));
    values = runLayer(layer, named, values);
    traces.push(...(values.states ?? []).map(flat));
    if (values.attention) attention.push(values.attention.flat(2));
  }
  return { outputs: values.rows.flat(), traces, attention, mask: values.mask };
}

function flat(states: States): Trace {
  return Object.fromEntries(Object.entries(states).map(([name, rows]) => [name, (rows ?? []).flat()])) as Trace;
}

/** Mean over all values of all samples, but those of steps that are left out. @param inputs [N,T,F] @param targets [N,outputSize] */
export function meanSquaredError(
  spec: ModelSpec,
  weights: Weights,
  inputs: ArrayLike<number>,
  targets: ArrayLike<number>,
): number {
  const size = spec.length * spec.features;
  let sum = 0;
  let at = 0;
  let counted = 0;
  for (let start = 0; start < inputs.length; start += size) {
    const x = Array.from({ length: size }, (_, i) => inputs[start + i]);
    const { outputs, mask } = forward(spec, weights, x);
    const width = outputs.length / (mask?.length ?? 1);
    for (const [i, y] of outputs.entries()) {
      const error = (y - targets[at++]) ** 2;
      if (mask && !mask[Math.floor(i / width)]) continue;
      sum += error;
      counted++;
    }
  }
  return counted === 0 ? 0 : sum / counted;
}
