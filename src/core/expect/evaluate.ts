/** Holds a run's numbers against what its config expects of them. */
import type { Fit, Inspection } from '../analysis/inspection.js';
import { COMPARISON, type ExpectedScore } from '../config/expected.js';
import type { Bound } from '../config/experiment.js';
import type { EpochMetrics } from '../training/metrics.js';

/** What is known of a model: `inspect` gives it, a run its epochs besides. */
export interface Measured {
  readonly inspection: Pick<Inspection, 'fit' | 'trust' | 'trustNote' | 'unfit'>;
  readonly epochs?: readonly EpochMetrics[];
  readonly bestEpoch?: number;
}

export interface Outcome {
  /** For example `influence.lrp.pearson`. */
  readonly path: string;
  /** The bound in words, for example ">= 0.99" or "0.9 to 1". */
  readonly expected: string;
  readonly met: boolean;
  /** Undefined where it was not measured. */
  readonly actual?: number;
  /** Why it was not measured, in a sentence. */
  readonly reason?: string;
}

export function evaluate(expect: Readonly<Record<string, Bound>>, measured: Measured): Outcome[] {
  return Object.entries(expect).map(([path, bound]) => {
    const expected = boundText(bound);
    const actual = numberAt(path, measured);
    if (typeof actual !== 'number' || !Number.isFinite(actual)) {
      return { path, expected, met: false, reason: reasonOf(path, measured) };
    }
    return { path, expected, met: isWithin(bound, actual), actual };
  });
}

/** @throws {RangeError} where it is no bound: the schema lets none of those through. */
export function isWithin(bound: Bound, value: number): boolean {
  if (typeof bound !== 'string') return bound[0] <= value && value <= bound[1];
  const [, sign, number] = COMPARISON.exec(bound) ?? [];
  const limit = Number(number);
  switch (sign) {
    case '>=':
      return value >= limit;
    case '>':
      return value > limit;
    case '<=':
      return value <= limit;
    case '<':
      return value < limit;
    default:
      throw new RangeError(`"${bound}" is no bound.`);
  }
}

function boundText(bound: Bound): string {
  return typeof bound === 'string' ? bound.trim() : `${bound[0]} to ${bound[1]}`;
}

/** NaN or undefined where it was not measured; null where it was no number, and came as JSON. */
function numberAt(path: string, { inspection, epochs = [], bestEpoch }: Measured): number | null | undefined {
  const [metric, method, score] = path.split('.');
  if (method !== undefined) {
    const row = inspection.trust.find((other) => other.method === method);
    const value = row?.[score as ExpectedScore];
    return typeof value === 'object' && value !== null ? value.value : value;
  }
  const kept = bestEpoch === undefined ? epochs.at(-1) : epochs.find(({ epoch }) => epoch === bestEpoch);
  if (metric === 'loss' || metric === 'validationLoss') return kept?.[metric];
  return (inspection.fit as Fit & Readonly<Record<string, unknown>>)[metric] as number | undefined;
}

function reasonOf(path: string, { inspection, epochs = [] }: Measured): string {
  const [metric, method, score] = path.split('.');
  if (method === undefined) {
    const needsTraining = metric === 'loss' || metric === 'validationLoss';
    if (needsTraining && epochs.length === 0) return 'A model that was loaded and not trained has no losses.';
    return metric in inspection.fit ? 'It is not a finite number.' : 'This model has no such number.';
  }
  const left = inspection.unfit.find(({ id }) => id === method);
  if (left) return left.reason;
  if (inspection.trust.length === 0) return inspection.trustNote;
  return `${method} has no ${score} on this model.`;
}
