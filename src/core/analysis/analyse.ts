/** Influences of many samples at once, in target units. */
import type { InfluenceMethod } from '../config/schema.js';
import type { Network } from '../engine/engine.js';
import { type InfluenceResult, isUnfit } from './influence/influence.js';
import { influenceMethods } from './influence/methods.js';
import type { UnfitEntry } from './inspection.js';

/** One sequence output is explained: the first. */
export const OUTPUT = 0;

/** What is explained, and against what. */
export interface Subject {
  readonly network: Network;
  /** [T,F], the model's units. */
  readonly baseline: Float32Array;
  /** Target units per unit of the model's output. */
  readonly deviation: number;
  readonly seed: number;
  /** Called between two steps of the work: gives others a turn, throws to cancel. */
  readonly pause: () => Promise<void>;
}

export interface Influences {
  readonly results: Partial<Record<InfluenceMethod, InfluenceResult>>;
  readonly unfit: readonly UnfitEntry[];
}

/**
 * @param inputs [N,T,F], the model's units.
 * @param evaluations about how many predictions a sample may cost a method that can be had exactly or by sampling.
 */
export async function influencesOf(
  subject: Subject,
  inputs: Float32Array,
  methods: readonly InfluenceMethod[],
  evaluations: number,
): Promise<Influences> {
  const { network, baseline, deviation, seed, pause } = subject;
  const { outputs, layers } = network.trace(inputs);
  const results: Partial<Record<InfluenceMethod, InfluenceResult>> = {};
  const unfit: UnfitEntry[] = [];
  for (const method of methods) {
    await pause();
    const input = { network, inputs, baseline, layers, outputs, output: OUTPUT, seed, evaluations };
    const result = influenceMethods[method](input);
    if (isUnfit(result)) unfit.push({ id: method, reason: result.reason });
    else results[method] = result.unit === 'output' ? inTargetUnits(result, deviation) : result;
  }
  return { results, unfit };
}

function inTargetUnits(result: InfluenceResult, deviation: number): InfluenceResult {
  const times = (values: Float64Array | undefined) => values?.map((value) => value * deviation);
  return {
    ...result,
    values: times(result.values),
    perStep: result.perStep.map((value) => value * deviation),
    completenessError: times(result.completenessError),
    standardError: times(result.standardError),
  };
}
