/** The trust table as sentences. */
import type { Fit, Inspection, TrustRow } from '../../../src/core/analysis/inspection.js';
import { readingOf } from '../../../src/core/analysis/trust/reading.js';
import { METHODS } from '../../explain.js';
import { formatFixed, isNumber } from '../../format.js';

/** From here on a method may be read as the truth, and below it only with care. */
const FOLLOWS = 0.95;
/** Below this a picture says next to nothing about the contributions. */
const HARDLY = 0.5;
/** Below this the model itself has not learned enough for the truth about the task to be its yardstick. */
const LEARNED = 0.9;

export interface Verdict {
  readonly headline: string;
  readonly notes: readonly string[];
}

/** What may be believed, best methods first. */
export function verdict({
  trust,
  trustBaselines,
  trustNote,
  fit,
}: Pick<Inspection, 'trust' | 'trustBaselines' | 'trustNote' | 'fit'>): Verdict {
  const measured = trust.filter(({ pearson }) => isNumber(pearson));
  const notes = [trustNote];
  if (measured.length > 0) notes.push(...unlearned(fit));
  if (trust.length === 0) return { headline: 'How far these pictures may be believed is not known.', notes };
  if (measured.length === 0) {
    return { headline: readingOf(trust, trustBaselines, nameWithin), notes };
  }
  return { headline: sentence(measured), notes };
}

/** A warning where the model itself is often wrong. */
function unlearned(fit: Fit): string[] {
  const share = fit.kind === 'numbers' ? fit.r2 : fit.accuracy;
  if (!isNumber(share) || share >= LEARNED) return [];
  const percent = formatFixed(Math.max(0, share) * 100, 0);
  const what = fit.kind === 'numbers' ? 'explains only' : 'is right in only';
  const of = fit.kind === 'numbers' ? 'of the variance of' : 'of its answers on';
  return [
    `The model ${what} ${percent} % ${of} the ${fit.part} part: where a method differs from the truth, the model may be ` +
      'the one that is wrong.',
  ];
}

function sentence(rows: readonly TrustRow[]): string {
  const good = rows.filter(({ pearson }) => pearson >= FOLLOWS);
  const fair = rows.filter(({ pearson }) => pearson < FOLLOWS && pearson >= HARDLY);
  const poor = rows.filter(({ pearson }) => pearson < HARDLY);
  const parts = [
    good.length > 0 &&
      `${names(good)} ${good.length > 1 ? 'follow' : 'follows'} the true contribution with ${range(good)}`,
    fair.length > 0 && `${names(fair)} only with ${range(fair)}`,
    poor.length > 0 && `${names(poor)} hardly at all, with ${range(poor)}`,
  ].filter((part) => part !== false);
  if (good.length === 0) parts[0] = `No method follows the true contribution closely: ${parts[0]}`;
  const text = parts.join('; ');
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}

/** Within a sentence, where only names of people and of methods begin with a capital. */
function nameWithin(method: TrustRow['method']): string {
  const { name } = METHODS[method];
  return /^(Shapley|SmoothGrad)/.test(name) ? name : name.toLowerCase();
}

function names(rows: readonly TrustRow[]): string {
  const all = rows.map(({ method }) => nameWithin(method));
  const last = all.pop();
  return all.length > 0 ? `${all.join(', ')} and ${last}` : `${last}`;
}

function range(rows: readonly TrustRow[]): string {
  const values = [...new Set(rows.map(({ pearson }) => formatFixed(pearson, 2)))];
  return values.length === 1 ? `r = ${values[0]}` : `r = ${values.at(-1)} to ${values[0]}`;
}
