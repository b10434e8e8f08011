/** Influences of many samples at once, in target units. */
import type { InfluenceMethod } from '../config/schema.js';
import type { Network } from '../engine/engine.js';
import { leavesOut } from '../model/spec.js';
import { countedSteps, ownBaselines } from './countedSteps.js';
import { type InfluenceResult, isUnfit, predictionWork } from './influence/influence.js';
import { influenceMethods } from './influence/methods.js';
import type { UnfitEntry } from './inspection.js';

/** What is explained, and against what. */
export interface Subject {
  readonly network: Network;
  /** Which of the outputs of a sample is explained. */
  readonly output: number;
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

/** With fewer nothing can be said of many. */
const LEAST_SAMPLES = 10;
/** Multiplications of a portion of samples, about. */
const PORTION_WORK = 1e9;
/** Predictions that the methods may cost that take gradients along a path. */
const GRADIENTS = 100;

/**
 * @param inputs [N,T,F], the model's units.
 * @param evaluations about how many predictions a sample may cost a method that can be had exactly or by sampling.
 * @param report told the share that is done, in [0,1].
 */
export async function influencesOf(
  subject: Subject,
  inputs: Float32Array,
  methods: readonly InfluenceMethod[],
  evaluations: number,
  report?: (share: number) => void,
): Promise<Influences> {
  const { network, output, baseline, deviation, seed, pause } = subject;
  // No method looks at more than one sample at a time, so they may come in portions.
  const dear = methods.includes('shapley') ? Math.min(evaluations, 2 ** network.spec.length) : 0;
  const work = Math.max(GRADIENTS, dear) * predictionWork(network);
  const leaves = leavesOut(network.spec);
  // Steps that are left out are no information to begin with: each sample has them in its own baseline.
  const samples = leaves ? 1 : Math.max(1, Math.floor(PORTION_WORK / work));
  const portion = samples * baseline.length;
  const parts = new Map<InfluenceMethod, InfluenceResult[]>(methods.map((method) => [method, []]));
  const unfit = new Map<InfluenceMethod, string>();
  for (let from = 0; from < inputs.length; from += portion) {
    report?.(from / inputs.length);
    const some = inputs.subarray(from, from + portion);
    const { outputs, layers } = network.trace(some);
    const own = leaves ? ownBaselines(baseline, some, countedSteps(network, some)) : baseline;
    const input = { network, inputs: some, baseline: own, layers, outputs, output, seed, evaluations, pause };
    for (const [method, found] of parts) {
      await pause();
      const result = await influenceMethods[method](input);
      if (isUnfit(result)) unfit.set(method, result.reason);
      else found.push(result.unit === 'output' ? inTargetUnits(result, deviation) : result);
    }
  }
  return {
    results: Object.fromEntries(
      Array.from(parts).flatMap(([method, found]) => (found.length > 0 ? [[method, joined(found)]] : [])),
    ),
    unfit: Array.from(unfit, ([id, reason]) => ({ id, reason })),
  };
}

/**
 * Samples that a measure over many may take: fewer where a prediction is dear.
 * @param work multiplications that one prediction of each may take together.
 */
export function affordableSamples(network: Network, most: number, work: number): number {
  return Math.max(LEAST_SAMPLES, Math.min(most, Math.floor(work / predictionWork(network))));
}

/** Results of samples that follow each other. */
function joined(parts: readonly InfluenceResult[]): InfluenceResult {
  const join = (of: (part: InfluenceResult) => Float64Array | undefined) => {
    const arrays = parts.flatMap((part) => of(part) ?? []);
    const whole = new Float64Array(arrays.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const array of arrays) {
      whole.set(array, at);
      at += array.length;
    }
    return arrays.length > 0 ? whole : undefined;
  };
  return {
    ...parts[0],
    values: join(({ values }) => values),
    perStep: join(({ perStep }) => perStep) ?? new Float64Array(0),
    completenessError: join(({ completenessError }) => completenessError),
    standardError: join(({ standardError }) => standardError),
  };
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
