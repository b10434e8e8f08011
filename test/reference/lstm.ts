/**
 * What a stacked LSTM computes, in double precision and plain loops, one sample at a time: the yardstick of the
 * kernels. Equations and gate order as in Keras (https://keras.io/api/layers/recurrent_layers/lstm/).
 */
import type { Activation, DenseLayer, LayerWeights, LstmLayer, ModelSpec } from '../../src/core/model/spec.js';

/** Per layer kernel, recurrentKernel (lstm only) and bias (where there is one), each row-major. */
export type Weights = number[][][];

/** Each [T,H]. */
export interface Trace {
  hidden: number[];
  cell: number[];
  input: number[];
  forget: number[];
  candidate: number[];
  output: number[];
}

export function doubles(weights: readonly LayerWeights[]): Weights {
  return weights.map(({ tensors }) => tensors.map(({ values }) => Array.from(values)));
}

export function activate(activation: Activation, x: number): number {
  switch (activation) {
    case 'linear':
      return x;
    case 'tanh':
      return Math.tanh(x);
    case 'sigmoid':
      return 1 / (1 + Math.exp(-x));
    case 'hardSigmoid':
      return Math.min(1, Math.max(0, 0.2 * x + 0.5));
    case 'relu':
      return Math.max(0, x);
  }
}

/**
 * @param x [T,F] of one sample.
 * @returns outputs [K] or [T,K], and one trace per recurrent layer.
 */
export function forward(spec: ModelSpec, weights: Weights, x: ArrayLike<number>) {
  let values = Array.from(x);
  let units = spec.features;
  const traces: Trace[] = [];
  spec.layers.forEach((layer, index) => {
    if (layer.type === 'lstm') {
      const trace = lstm(layer, weights[index], values, units);
      traces.push(trace);
      values = layer.returnSequences ? trace.hidden : trace.hidden.slice(-layer.units);
    } else {
      values = dense(layer, weights[index], values, units);
    }
    units = layer.units;
  });
  return { outputs: values, traces };
}

function lstm(layer: LstmLayer, [kernel, recurrentKernel, bias]: number[][], x: number[], features: number): Trace {
  const units = layer.units;
  const trace: Trace = { hidden: [], cell: [], input: [], forget: [], candidate: [], output: [] };
  let h: number[] = new Array(units).fill(0);
  let c: number[] = new Array(units).fill(0);
  for (let start = 0; start < x.length; start += features) {
    const z: number[] = [];
    for (let column = 0; column < 4 * units; column++) {
      let sum = layer.useBias ? bias[column] : 0;
      for (let f = 0; f < features; f++) sum += x[start + f] * kernel[f * 4 * units + column];
      for (let u = 0; u < units; u++) sum += h[u] * recurrentKernel[u * 4 * units + column];
      z.push(sum);
    }
    const i = z.slice(0, units).map((value) => activate(layer.recurrentActivation, value));
    const f = z.slice(units, 2 * units).map((value) => activate(layer.recurrentActivation, value));
    const g = z.slice(2 * units, 3 * units).map((value) => activate(layer.activation, value));
    const o = z.slice(3 * units).map((value) => activate(layer.recurrentActivation, value));
    c = c.map((before, unit) => f[unit] * before + i[unit] * g[unit]);
    h = c.map((cell, unit) => o[unit] * activate(layer.activation, cell));
    trace.hidden.push(...h);
    trace.cell.push(...c);
    trace.input.push(...i);
    trace.forget.push(...f);
    trace.candidate.push(...g);
    trace.output.push(...o);
  }
  return trace;
}

function dense(layer: DenseLayer, [kernel, bias]: number[][], x: number[], inputs: number): number[] {
  const y: number[] = [];
  for (let start = 0; start < x.length; start += inputs) {
    for (let unit = 0; unit < layer.units; unit++) {
      let sum = layer.useBias ? bias[unit] : 0;
      for (let i = 0; i < inputs; i++) sum += x[start + i] * kernel[i * layer.units + unit];
      y.push(activate(layer.activation, sum));
    }
  }
  return y;
}

/** Mean over all values of all samples. @param inputs [N,T,F] @param targets [N,outputSize] */
export function meanSquaredError(
  spec: ModelSpec,
  weights: Weights,
  inputs: ArrayLike<number>,
  targets: ArrayLike<number>,
): number {
  const size = spec.length * spec.features;
  let sum = 0;
  let at = 0;
  for (let start = 0; start < inputs.length; start += size) {
    const x = Array.from({ length: size }, (_, i) => inputs[start + i]);
    for (const y of forward(spec, weights, x).outputs) sum += (y - targets[at++]) ** 2;
  }
  return sum / targets.length;
}
