/** Scores of an influence that need no rule: what it says against what the model does. */
import type { InfluenceMethod } from '../../config/schema.js';
import { drawWeights } from '../../model/initialize.js';
import { idsOf } from '../../model/spec.js';
import { Random } from '../../random.js';
import { inTurns } from '../../steps.js';
import { influencesOf, type Subject } from '../analyse.js';
import { type CountedSteps, countedSteps } from '../countedSteps.js';
import type { InfluenceResult } from '../influence/influence.js';
import type { RuleFreeScores } from '../inspection.js';
import type { Bootstrap } from './bootstrap.js';
import { CLAIMS } from './kinds.js';
import { curveAreas, importantSteps, infidelity, placesOf, type RandomRemovals, type Remove } from './removal.js';
import { spearman } from './statistics.js';

/** Captum's radius (in the model's units) and number of draws. */
const SENSITIVITY_RADIUS = 0.02;
const SENSITIVITY_DRAWS = 10;
/** Each draw costs as much as the method itself. */
export const SENSITIVITY_SAMPLES = 20;

/** An influence as the scores need it. */
export interface Claimed {
  /** [N,T] what the picture shows. */
  readonly shown: Float64Array;
  /** [N,T] what it claims each step adds to the output, target units; undefined where it claims only sizes. */
  readonly claims?: Float64Array;
}

/** What one method's numbers claim. @param inputs [N,T,F] @param baseline [T,F], both in the model's units */
export function claimOf(
  method: InfluenceMethod,
  { perStep, values }: Pick<InfluenceResult, 'perStep' | 'values'>,
  inputs: Float32Array,
  baseline: Float32Array,
): Claimed {
  const kind = CLAIMS[method];
  if (kind === 'size') return { shown: perStep };
  if (kind === 'contribution' || !values) return { shown: perStep, claims: perStep };
  const claims = new Float64Array(perStep.length);
  const features = values.length / perStep.length;
  for (let i = 0; i < values.length; i++) {
    claims[Math.floor(i / features)] += values[i] * (inputs[i] - baseline[i % baseline.length]);
  }
  return { shown: perStep, claims };
}

/** Scores of one influence by what the output does when steps are replaced. */
export function removalScores(
  { shown, claims }: Claimed,
  remove: Remove,
  removals: RandomRemovals,
  steps: CountedSteps,
  bootstrap: Bootstrap,
): RuleFreeScores {
  const { length } = steps;
  const { deletion, insertion } = curveAreas(remove, placesOf(shown, steps), steps);
  const { comprehensiveness, sufficiency } = importantSteps(remove, placesOf(shown.map(Math.abs), steps), steps);
  const scores = {
    deletion: bootstrap.mean(deletion),
    insertion: bootstrap.mean(insertion),
    comprehensiveness: bootstrap.mean(comprehensiveness),
    sufficiency: bootstrap.mean(sufficiency),
  };
  if (!claims) return scores;
  const error = remove(() => true).map((output, n) => {
    const sum = claims.subarray(n * length, (n + 1) * length).reduce((total, claim) => total + claim, 0);
    return Math.abs(sum - output);
  });
  return {
    ...scores,
    infidelity: bootstrap.mean(infidelity(claims, removals)),
    completenessError: bootstrap.mean(error),
  };
}

/**
 * Max-sensitivity (Yeh 2019): the largest |φ(x + δ) - φ(x)| / |φ(x)| over draws of δ in a cube of half-width 0.02, in
 * which steps that do not count stay as they are.
 * @param shown [N,T] of `inputs`, of which the first samples are measured.
 * @returns per method [samples]; NaN where φ(x) is zero; nothing of a model that reads ids
 */
export async function maxSensitivity(
  subject: Subject,
  inputs: Float32Array,
  shown: ReadonlyMap<InfluenceMethod, Float64Array>,
  evaluations: number,
  report?: (share: number) => void,
): Promise<Map<InfluenceMethod, Float64Array>> {
  const { length, features } = subject.network.spec;
  const size = subject.baseline.length;
  // Beside an id there is another name, not nearly the same.
  if (idsOf(subject.network.spec) !== undefined) return new Map();
  const samples = Math.min(SENSITIVITY_SAMPLES, inputs.length / size);
  const random = Random.for(subject.seed, 'perturbations');
  const draws = new Float32Array(SENSITIVITY_DRAWS * samples * size);
  const steps = countedSteps(subject.network, inputs);
  for (let i = 0; i < draws.length; i++) {
    const at = i % (samples * size);
    const change = SENSITIVITY_RADIUS * (2 * random.uniform() - 1);
    const counts = steps.counts(Math.floor(at / size), Math.floor((at % size) / features));
    draws[i] = counts ? inputs[at] + change : inputs[at];
  }
  const { results } = await influencesOf(subject, draws, [...shown.keys()], evaluations, report);
  const norm = (values: Float64Array) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return new Map(
    Array.from(shown, ([method, values]) => {
      const perStep = results[method]?.perStep ?? new Float64Array(SENSITIVITY_DRAWS * samples * length);
      const largest = new Float64Array(samples);
      for (let i = 0; i < SENSITIVITY_DRAWS * samples; i++) {
        const n = i % samples;
        const at = values.subarray(n * length, (n + 1) * length);
        const size = norm(at) || Number.NaN;
        const change = norm(at.map((value, t) => perStep[i * length + t] - value)) / size;
        largest[n] = Math.max(largest[n], change);
      }
      return [method, largest];
    }),
  );
}

/**
 * The randomization check (Adebayo 2018, https://arxiv.org/abs/1810.03292): Spearman's correlation within each sample
 * with the influence of a network of the same layers whose weights are drawn anew.
 * @param shown [N,T] of `inputs`
 * @returns per method [N]
 */
export async function randomizedAgreement(
  subject: Subject,
  inputs: Float32Array,
  shown: ReadonlyMap<InfluenceMethod, Float64Array>,
  evaluations: number,
  report?: (share: number) => void,
): Promise<Map<InfluenceMethod, Float64Array>> {
  const { network, seed } = subject;
  const { length } = network.spec;
  const steps = countedSteps(network, inputs);
  const learned = network.weights();
  try {
    network.setWeights(await inTurns(drawWeights(network.spec, Random.for(seed, 'redrawnWeights')), subject.pause));
    const { results } = await influencesOf(subject, inputs, [...shown.keys()], evaluations, report);
    return new Map(
      Array.from(shown, ([method, values]) => {
        const other = results[method]?.perStep ?? new Float64Array(values.length);
        const row = (all: Float64Array, n: number) =>
          all.subarray(n * length, (n + 1) * length).filter((_, t) => steps.counts(n, t));
        const agree = Float64Array.from({ length: values.length / length }, (_, n) =>
          spearman(row(values, n), row(other, n)),
        );
        return [method, agree];
      }),
    );
  } finally {
    network.setWeights(learned);
  }
}
