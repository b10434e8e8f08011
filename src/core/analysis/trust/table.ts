/** The trust table: every method against the known rule, where there is one, and against the model itself. */
import type { InfluenceMethod } from '../../config/schema.js';
import { Random } from '../../random.js';
import { affordableSamples, influencesOf, type Subject } from '../analyse.js';
import { type CountedSteps, countedSteps } from '../countedSteps.js';
import type { InfluenceResult } from '../influence/influence.js';
import type { TrustRow, TrustScores, UninformedRow } from '../inspection.js';
import type { InspectionPart, ReportPart } from '../parts.js';
import { Bootstrap } from './bootstrap.js';
import { CLAIMS } from './kinds.js';
import { agreement } from './knownRule.js';
import { randomRemovals, removalOf } from './removal.js';
import {
  type Claimed,
  claimOf,
  maxSensitivity,
  randomizedAgreement,
  removalScores,
  SENSITIVITY_SAMPLES,
} from './ruleFree.js';

/** Predictions a sample of the table may cost a method that can be had exactly or by sampling: exact up to T = 10. */
const EVALUATIONS = 1 << 10;
/** Samples for the scores that need no rule, at most, and multiplications that a prediction of all may take. */
const RULE_FREE = { most: 100, work: 2e7 };
const RANDOM_REMOVALS = 32;

export interface TrustTable {
  /** Best first. */
  readonly rows: readonly TrustRow[];
  readonly uninformed: readonly UninformedRow[];
  /** Samples behind the scores that need no rule. */
  readonly ruleFreeSamples: number;
}

/**
 * @param inputs [N,T,F], the model's units.
 * @param contributions [N,T] true contributions in target units, where the rule is known.
 */
export async function trustTable(
  subject: Subject,
  inputs: Float32Array,
  methods: readonly InfluenceMethod[],
  contributions?: Float64Array,
  report?: ReportPart,
): Promise<TrustTable> {
  const { network, baseline, seed, pause } = subject;
  const { length } = network.spec;
  const size = baseline.length;
  const samples = inputs.length / size;
  const few = Math.min(samples, affordableSamples(network, RULE_FREE.most, RULE_FREE.work));
  const some = inputs.subarray(0, few * size);
  const bootstrapOver = (count: number) => new Bootstrap(count, Random.for(seed, 'bootstrap'));
  const [whole, part] = [bootstrapOver(samples), bootstrapOver(few)];
  const short = bootstrapOver(Math.min(few, SENSITIVITY_SAMPLES));
  const perturbations = Random.for(seed, 'perturbations');
  const steps = countedSteps(network, some);
  const remove = removalOf(subject, some, steps);
  const removals = randomRemovals(remove, length, RANDOM_REMOVALS, () => perturbations.uniform());
  const scores = (shown: Float64Array, signed: boolean, claimed: Claimed): TrustScores => ({
    ...(contributions ? agreement(shown, contributions, length, signed, whole) : unknownRule(few)),
    ...removalScores(claimed, remove, removals, steps, part),
  });

  const reportOf = (part: InspectionPart) => (share: number) => report?.(part, share);
  const measured = contributions ? inputs : some;
  const { results } = await influencesOf(subject, measured, methods, EVALUATIONS, reportOf('trust'));
  const shown = new Map<InfluenceMethod, Float64Array>();
  for (const method of methods) {
    const all = results[method]?.perStep;
    if (all) shown.set(method, all.subarray(0, few * length));
  }
  const sensitivity = await maxSensitivity(subject, some, shown, EVALUATIONS, reportOf('sensitivity'));
  const randomized = await randomizedAgreement(subject, some, shown, EVALUATIONS, reportOf('randomization'));
  const rows: TrustRow[] = [];
  for (const [method, perStep] of shown) {
    await pause();
    const result = results[method] as InfluenceResult;
    const claimed = claimOf(method, { perStep, values: result.values?.subarray(0, few * size) }, some, baseline);
    rows.push({
      method,
      ...scores(result.perStep, CLAIMS[method] !== 'size', claimed),
      maxSensitivity: short.mean(sensitivity.get(method) ?? []),
      randomization: part.mean(randomized.get(method) ?? []),
    });
  }
  const shared = contributions ? countedSteps(network, inputs) : steps;
  const totals = (contributions ? removalOf(subject, inputs, shared) : remove)(() => true);
  const uninformed = Object.entries(uninformedShares(totals, shared, perturbations)).map(([method, shares]) => {
    const claims = shares.subarray(0, few * length);
    return { method: method as UninformedRow['method'], ...scores(shares, true, { shown: claims, claims }) };
  });
  return { rows: rows.sort(bestFirst), uninformed, ruleFreeSamples: few };
}

/** By agreement with the truth, or without one by how far apart insertion and deletion are. */
function bestFirst(a: TrustScores, b: TrustScores): number {
  const quality = ({ pearson, insertion, deletion }: TrustScores) =>
    Number.isNaN(pearson) ? -1e9 + (insertion?.value ?? 0) - (deletion?.value ?? 0) : pearson;
  return quality(b) - quality(a);
}

function unknownRule(samples: number): TrustScores {
  return { pearson: Number.NaN, withinSample: Number.NaN, spearman: Number.NaN, sign: Number.NaN, samples };
}

/**
 * Influences that know only what there is to share out: `uniform` gives every step that counts the same, `random` shares
 * it out by normal draws. Both are complete, so that only the shares are judged.
 * @param totals [N] y(x) - y(baseline)
 * @returns [N,T] each
 */
export function uninformedShares(
  totals: Float64Array,
  { length, numbers, counts }: CountedSteps,
  random: Random,
): Record<UninformedRow['method'], Float64Array> {
  const spread = Math.sqrt(totals.reduce((sum, total) => sum + total * total, 0) / totals.length / length);
  const uniform = new Float64Array(totals.length * length);
  const shares = new Float64Array(totals.length * length);
  for (const [n, total] of totals.entries()) {
    const own = Array.from({ length }, (_, t) => t).filter((t) => counts(n, t));
    const noise = own.map(() => random.normal());
    const mean = noise.reduce((sum, z) => sum + z, 0) / numbers[n];
    for (const [at, t] of own.entries()) {
      uniform[n * length + t] = total / numbers[n];
      shares[n * length + t] = total / numbers[n] + spread * (noise[at] - mean);
    }
  }
  return { random: shares, uniform };
}
