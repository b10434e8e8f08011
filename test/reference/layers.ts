/**
 * What every kind of layer computes outside of training, in double precision and plain loops, one sample at a time:
 * the yardstick of the kernels. Definitions are those of Keras 3 (https://keras.io/api/layers/).
 */
import type { DenseLayer, Layer, LayerNormalizationLayer, SelfAttentionLayer } from '../../src/core/model/spec.js';
import { activateRow } from './activations.js';
import { type Named, product, type Rows, runRecurrent, type States } from './recurrent.js';

/** The values of one sample between two layers: its steps, or a single row where the steps are gone. */
export interface Values {
  readonly rows: Rows;
  readonly sequence: boolean;
  /** Which steps count; all where it is missing. */
  readonly mask?: boolean[];
  /** What a recurrent layer held on the way; two for a bidirectional one. */
  readonly states?: States[];
  /** Weights of an attention layer, [heads][T][T]. */
  readonly attention?: number[][][];
}

export function runLayer(layer: Layer, weights: Named, input: Values): Values {
  const { rows, mask } = input;
  switch (layer.type) {
    case 'lstm':
    case 'gru':
    case 'simpleRnn': {
      const states = runRecurrent(layer, weights, rows, mask);
      return { ...handedOn(states.hidden, layer.returnSequences, input, rows.length - 1), states: [states] };
    }
    case 'bidirectional': {
      const { layer: one, mergeMode } = layer;
      const forward = runRecurrent(one, part(weights, 'forward'), rows, mask);
      const backward = runRecurrent(one, part(weights, 'backward'), rows, mask, true);
      const a = handedOn(forward.hidden, one.returnSequences, input, rows.length - 1);
      const b = handedOn(backward.hidden, one.returnSequences, input, 0);
      return { ...a, rows: a.rows.map((row, t) => merge(mergeMode, row, b.rows[t])), states: [forward, backward] };
    }
    case 'dense':
      return { ...plain(input), rows: rows.map((row) => dense(layer, weights, row)) };
    case 'timeDistributed':
      return { ...plain(input), rows: rows.map((row) => dense(layer.layer, weights, row)) };
    case 'repeatVector':
      return { rows: Array.from({ length: layer.n }, () => rows[0]), sequence: true };
    case 'globalAveragePooling1d': {
      const kept = rows.filter((_, t) => mask?.[t] ?? true);
      const mean = (unit: number) => kept.reduce((sum, row) => sum + row[unit], 0) / Math.max(1, kept.length);
      return { rows: [rows[0].map((_, unit) => mean(unit))], sequence: false };
    }
    case 'dropout':
      return plain(input);
    case 'layerNormalization':
      return { ...plain(input), rows: rows.map((row) => normalize(layer, weights, row)) };
    case 'embedding': {
      const { outputDim } = layer;
      const vectors = rows.map(([id]) => weights.embeddings.slice(id * outputDim, (id + 1) * outputDim));
      return { rows: vectors, sequence: true, mask: layer.maskZero ? rows.map(([id]) => id !== 0) : undefined };
    }
    case 'masking': {
      const kept = rows.map((row) => row.some((value) => value !== layer.maskValue));
      return { rows: rows.map((row, t) => row.map((x) => (kept[t] ? x : 0))), sequence: true, mask: kept };
    }
    case 'selfAttention':
      return attend(layer, weights, input);
  }
}

function plain({ rows, sequence, mask }: Values): Values {
  return { rows, sequence, mask };
}

function handedOn(hidden: Rows, sequences: boolean, { mask }: Values, last: number): Values {
  return sequences ? { rows: hidden, sequence: true, mask } : { rows: [hidden[last]], sequence: false };
}

function part(weights: Named, prefix: string): Named {
  return Object.fromEntries(Object.entries(weights).map(([name, values]) => [name.replace(`${prefix}.`, ''), values]));
}

function merge(mode: string, a: number[], b: number[]): number[] {
  if (mode === 'concat') return [...a, ...b];
  return a.map((value, i) => (mode === 'mul' ? value * b[i] : (value + b[i]) / (mode === 'ave' ? 2 : 1)));
}

function dense({ units, activation }: DenseLayer, weights: Named, row: number[]): number[] {
  const sums = Array.from(
    { length: units },
    (_, k) => product(row, weights.kernel, k, units) + (weights.bias?.[k] ?? 0),
  );
  return activateRow(activation, sums);
}

function normalize({ epsilon }: LayerNormalizationLayer, { gamma, beta }: Named, row: number[]): number[] {
  const mean = row.reduce((sum, x) => sum + x, 0) / row.length;
  const variance = row.reduce((sum, x) => sum + (x - mean) ** 2, 0) / row.length;
  return row.map((x, i) => ((x - mean) / Math.sqrt(variance + epsilon)) * (gamma?.[i] ?? 1) + (beta?.[i] ?? 0));
}

function attend({ numHeads, keyDim }: SelfAttentionLayer, weights: Named, { rows, mask }: Values): Values {
  const width = numHeads * keyDim;
  const project = (name: string, from: Rows, units: number) =>
    from.map((row) =>
      Array.from(
        { length: units },
        (_, k) => product(row, weights[`${name}Kernel`], k, units) + (weights[`${name}Bias`]?.[k] ?? 0),
      ),
    );
  const [q, k, v] = ['query', 'key', 'value'].map((name) => project(name, rows, width));
  const heads = Array.from({ length: numHeads }, (_, head) => {
    const own = (row: number[]) => row.slice(head * keyDim, (head + 1) * keyDim);
    return rows.map((_, t) => {
      const scores = rows.map((_, s) => {
        // In single precision, as Keras adds it, -1e9 swallows the score.
        if (mask && !(mask[t] && mask[s])) return -1e9;
        return own(q[t]).reduce((sum, value, d) => sum + value * own(k[s])[d], 0) / Math.sqrt(keyDim);
      });
      const most = Math.max(...scores);
      return activateRow(
        'softmax',
        scores.map((score) => score - most),
      );
    });
  });
  const context = rows.map((_, t) =>
    Array.from({ length: width }, (_, at) =>
      heads[Math.floor(at / keyDim)][t].reduce((sum, weight, s) => sum + weight * v[s][at], 0),
    ),
  );
  return { rows: project('output', context, rows[0].length), sequence: true, mask, attention: heads };
}
