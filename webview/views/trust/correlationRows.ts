/** Where the state changes with the input, as data. Pure. */
import type { InputCorrelation } from '../../../src/core/analysis/correlation/inputCorrelation.js';
import type { Table } from '../../export/table.js';
import { formatFixed, isNumber } from '../../format.js';

/** As is usual. */
export const SIGNIFICANT = 0.05;
/** More rows nobody reads; the others are in what is saved. */
export const MOST_ROWS = 100;
/** Units that are named. */
const MOST_UNITS = 10;

export interface CorrelationRow {
  readonly step: number;
  /** Samples that count at this step. */
  readonly samples: number;
  readonly feature: string;
  readonly pearson: number;
  readonly pearsonP: number;
  readonly spearman: number;
  readonly spearmanP: number;
  readonly previousCosine: number;
  /** Of the layer that the output reads. */
  readonly readoutCosine?: number;
}

/** One a step and feature. */
export function correlationRows(entry: InputCorrelation, features: readonly string[]): CorrelationRow[] {
  const { steps, samples, counted, previousCosine, readoutCosine } = entry;
  return Array.from(steps.pearson, (pearson, at) => {
    const step = Math.floor(at / features.length);
    return {
      step: step + 1,
      samples: counted?.[step] ?? samples,
      feature: features[at % features.length],
      pearson,
      pearsonP: steps.pearsonP[at],
      spearman: steps.spearman[at],
      spearmanP: steps.spearmanP[at],
      previousCosine: previousCosine[step],
      ...(readoutCosine ? { readoutCosine: readoutCosine[step] } : {}),
    };
  });
}

/** What is beyond chance, in a sentence. */
export function correlationSentence({ samples, counted, steps }: InputCorrelation): string {
  const tests = Array.from(steps.pearsonP).filter(isNumber);
  const found = tests.filter((p) => p < SIGNIFICANT).length;
  const which =
    found === 0 ? 'At no step' : found === tests.length ? 'At every step' : `At ${found} of ${tests.length} steps`;
  return `${which} does the size of the change of state go with the input beyond chance (n = ${counted ? `${Math.min(...counted)} to ${Math.max(...counted)}` : samples}, p < ${SIGNIFICANT} after Holm’s correction).`;
}

/** The units whose change goes most closely with an input of the same step, beyond chance. */
export function unitSentence({ units, steps }: InputCorrelation, features: readonly string[]): string | undefined {
  if (!units) return undefined;
  const perStep = units.pearson.length / (steps.pearson.length / features.length);
  const found = Array.from(units.pearson.keys())
    .filter((at) => units.pearsonP[at] < SIGNIFICANT)
    .sort((a, b) => Math.abs(units.pearson[b]) - Math.abs(units.pearson[a]));
  if (found.length === 0) return 'No unit changes with an input beyond chance.';
  const named = found.slice(0, MOST_UNITS).map((at) => {
    const place = at % perStep;
    const unit = Math.floor(place / features.length) + 1;
    const feature = features.length > 1 ? ` with ${features[place % features.length]}` : '';
    return `${unit} at step ${Math.floor(at / perStep) + 1}${feature} (r = ${formatFixed(units.pearson[at], 2)})`;
  });
  const tests = Array.from(units.pearsonP).filter(isNumber).length;
  return `${found.length} of ${tests} pairs of unit and step change with their input beyond chance; most closely unit ${named.join(', ')}.`;
}

/** Below a thousandth there is nothing to tell apart. */
export function pText(p: number): string {
  return isNumber(p) && p < 0.001 ? '<\u202f0.001' : formatFixed(p, 3);
}

export function correlationsAsTable(entries: readonly InputCorrelation[], features: readonly string[]): Table {
  return {
    columns: [
      ...['layer', 'n', 'step', 'feature', 'pearson', 'pearson p', 'spearman', 'spearman p'],
      ...['cosine with previous change', 'cosine with readout'],
    ],
    rows: entries.flatMap((entry) =>
      correlationRows(entry, features).map((row) => [
        ...[entry.layer, row.samples, row.step, row.feature, row.pearson, row.pearsonP, row.spearman, row.spearmanP],
        ...[row.previousCosine, row.readoutCosine],
      ]),
    ),
  };
}
