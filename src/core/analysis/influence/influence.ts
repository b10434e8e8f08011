/** What every influence method takes and gives. */
import type { LayerTrace, Network } from '../../engine/engine.js';

export interface InfluenceInput {
  readonly network: Network;
  /** [N,T,F], the model's units. */
  readonly inputs: Float32Array;
  /** [T,F], the model's units. */
  readonly baseline: Float32Array;
  /** Traces of `inputs`, one entry per recurrent layer. */
  readonly layers: readonly LayerTrace[];
  /** [N,outputSize] of `inputs`. */
  readonly outputs: Float32Array;
  /** Which of the outputs is explained. */
  readonly output: number;
  /** Decides the draws of methods that sample. */
  readonly seed: number;
  /** About how many predictions a sample may cost a method that can be had exactly or by sampling. */
  readonly evaluations: number;
  /** Called between two steps of a method that takes many: gives others a turn, throws to cancel. */
  readonly pause: () => Promise<void>;
}

export interface InfluenceResult {
  /** [N,T,F], where the method is defined per element. */
  readonly values?: Float64Array;
  /** [N,T] */
  readonly perStep: Float64Array;
  /** [N] |sum - (y(x) - y(baseline))|, of methods that promise the sum. */
  readonly completenessError?: Float64Array;
  /** [N,T] standard error of `perStep`, of methods that sampled. */
  readonly standardError?: Float64Array;
  /** What a reader has to know of how it was computed, as one sentence. */
  readonly note?: string;
  /** Whether the numbers are in units of the model's output (else in units of the state). */
  readonly unit: 'output' | 'state';
}

/** Why a method has no answer for this model, as one sentence. */
export interface Unfit {
  readonly reason: string;
}

export type Method = (input: InfluenceInput) => InfluenceResult | Unfit | Promise<InfluenceResult | Unfit>;

export function isUnfit(result: object): result is Unfit {
  return 'reason' in result;
}

export const READS_IDS: Unfit = { reason: 'The model reads ids, which have no derivative.' };

export const NO_RECURRENT_LAYER: Unfit = { reason: 'The model has no recurrent layer.' };

/** Multiplications of one prediction, about. */
export function predictionWork({ spec, shapes }: Network): number {
  return spec.length * shapes.reduce((sum, { parameters }) => sum + parameters, 1);
}

/** A result per element, whose steps are the sums over their features. @param values [N,T,F] */
export function elementwise(values: Float64Array, { spec }: Network): InfluenceResult & { values: Float64Array } {
  const perStep = new Float64Array(values.length / spec.features);
  for (let i = 0; i < values.length; i++) perStep[Math.floor(i / spec.features)] += values[i];
  return { values, perStep, unit: 'output' };
}

/** A result per step, which is one per element where there is one feature. @param perStep [N,T] */
export function stepwise(perStep: Float64Array, { spec }: Network): InfluenceResult {
  return { perStep, ...(spec.features === 1 ? { values: perStep } : {}), unit: 'output' };
}
