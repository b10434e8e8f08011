/** How far the stand-ins look where a real attention layer looks. */
import type { AttentionKind } from '../../config/schema.js';
import { spearman } from '../trust/statistics.js';
import type { AttentionMatrix } from './attention.js';

type Matrices = Readonly<Partial<Record<AttentionKind, readonly AttentionMatrix[]>>>;

/** One stand-in beside one attention layer. */
export interface AttentionAgreement {
  readonly kind: AttentionKind;
  readonly layer: string;
  /** The attention layer. */
  readonly attention: string;
  /**
   * [T] Spearman's correlation of row t of both, over the steps up to t that both can see, mean over the samples; NaN
   * where there are fewer than three.
   */
  readonly rows: Float64Array;
  /** Of the rows that have one. */
  readonly mean: number;
}

/** With fewer steps a correlation of ranks is 1 or -1. */
const LEAST_STEPS = 3;

/** @param samples matrices of each; heads of a layer are averaged. @param length T. @returns none without an attention layer */
export function attentionAgreement(samples: readonly Matrices[], length: number): AttentionAgreement[] {
  const [first] = samples;
  const layers = [...new Set((first?.selfAttention ?? []).map(({ layer }) => layer))];
  const standIns = Object.entries(first ?? {}).flatMap(([kind, matrices]) =>
    kind === 'selfAttention'
      ? []
      : matrices.flatMap(({ layer, ahead }, index) => (ahead ? [] : [{ kind: kind as AttentionKind, layer, index }])),
  );
  return layers.flatMap((attention) =>
    standIns.map(({ kind, layer, index }) => {
      const rows = Float64Array.from({ length }, (_, t) =>
        meanOfNumbers(
          samples.map((matrices) =>
            rowAgreement(headMean(matrices, attention), matrices[kind]?.[index].values ?? [], t, length),
          ),
        ),
      );
      return { kind, layer, attention, rows, mean: meanOfNumbers([...rows]) };
    }),
  );
}

function rowAgreement(one: ArrayLike<number>, other: ArrayLike<number>, t: number, length: number): number {
  if (t + 1 < LEAST_STEPS) return Number.NaN;
  const row = (values: ArrayLike<number>) => Float64Array.from({ length: t + 1 }, (_, s) => values[t * length + s]);
  return spearman(row(one), row(other));
}

function headMean({ selfAttention = [] }: Matrices, layer: string): Float64Array {
  const heads = selfAttention.filter((matrix) => matrix.layer === layer);
  return heads[0].values.map((_, i) => heads.reduce((sum, { values }) => sum + values[i] / heads.length, 0));
}

function meanOfNumbers(values: readonly number[]): number {
  const numbers = values.filter((value) => !Number.isNaN(value));
  return numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}
