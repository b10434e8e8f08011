/** The influence table as data: which columns it has, what stands in them, and how it is sorted. */
import type { StepValues } from '../../../src/core/analysis/influence/overMany.js';
import type { Inspection, SampleInspection } from '../../../src/core/analysis/inspection.js';
import type { InfluenceMethod } from '../../../src/core/config/schema.js';
import { METHOD_IDS, METHODS, type Unit } from '../../explain.js';
import type { Table } from '../../export/table.js';
import { isNumber } from '../../format.js';
import type { PageState, SortColumn } from '../../store.js';
import type { OverMany } from '../options.js';

/** In what unit a column is: columns of one unit share a scale. Steps and inputs have none. */
export type Scale = 'none' | Unit;

export interface Column {
  readonly id: SortColumn;
  readonly scale: Scale;
  /** [T]; null where there is no number. */
  readonly values: readonly (number | null)[];
  /** [T] what stands there in their place. */
  readonly texts?: readonly string[];
}

/** Methods in the order of their trust, then those that were not measured. */
export function orderedMethods({ trust, samples }: Inspection): InfluenceMethod[] {
  const used = METHOD_IDS.filter((method) => samples.some(({ influence }) => influence[method]));
  const ranked = trust.map(({ method }) => method).filter((method) => used.includes(method));
  return [...ranked, ...used.filter((method) => !ranked.includes(method))];
}

/**
 * The columns of one sample.
 * @param feature the feature that is shown; undefined is the sum over all of them.
 */
export function columnsOf(inspection: Inspection, sampleIndex: number, feature: number | undefined): Column[] {
  const { length, features } = inspection;
  const sample = inspection.samples[sampleIndex];
  const only = features.length === 1 ? 0 : feature;
  return [
    stepColumn(length),
    ...inputColumn(inspection, sample, only),
    ...(sample.contribution && (features.length === 1 || feature === undefined)
      ? [{ id: 'contribution', scale: 'target', values: pick(sample.contribution, length, 1, 0) } satisfies Column]
      : []),
    ...methodColumns(inspection, feature, (method) => sample.influence[method]),
  ];
}

/** What each step reads: its name, or the number of one feature. */
function inputColumn(
  { length, features }: Inspection,
  { input, read }: SampleInspection,
  feature: number | undefined,
): Column[] {
  if (read && (feature === undefined || features.length === 1)) {
    const ranks = new Map([...new Set(read)].sort().map((name, rank) => [name, rank]));
    return [{ id: 'input', scale: 'none', values: read.map((name) => ranks.get(name)!), texts: read }];
  }
  return feature === undefined
    ? []
    : [{ id: 'input', scale: 'none', values: pick(input, length, features.length, feature) }];
}

/** The columns of many sequences; of the steps alone where nothing is known of many. @param feature as of `columnsOf` */
export function columnsOverMany(inspection: Inspection, many: OverMany, feature: number | undefined): Column[] {
  const methods = inspection.overMany?.methods ?? {};
  return [stepColumn(inspection.length), ...methodColumns(inspection, feature, (method) => methods[method]?.[many])];
}

function stepColumn(length: number): Column {
  return { id: 'step', scale: 'none', values: Array.from({ length }, (_, step) => step + 1) };
}

function methodColumns(
  inspection: Inspection,
  feature: number | undefined,
  valuesOf: (method: InfluenceMethod) => StepValues | undefined,
): Column[] {
  const { length, features } = inspection;
  return orderedMethods(inspection).map((method) => {
    const influence = valuesOf(method);
    const perElement = features.length > 1 && feature !== undefined;
    const values = perElement
      ? pick(influence?.values, length, features.length, feature)
      : pick(influence?.perStep, length, 1, 0);
    return { id: method, scale: METHODS[method].unit, values };
  });
}

function pick(values: ArrayLike<number> | undefined, length: number, width: number, offset: number) {
  return Array.from({ length }, (_, step) => {
    const value = values?.[step * width + offset];
    return isNumber(value) ? value : null;
  });
}

/** The largest absolute value of each scale: what a full bar stands for. */
export function scaleSizes(columns: readonly Column[]): Record<Scale, number> {
  const sizes = { none: 0, target: 0, state: 0, slope: 0 };
  for (const { scale, values } of columns) {
    for (const value of values) sizes[scale] = Math.max(sizes[scale], Math.abs(value ?? 0));
  }
  return sizes;
}

/** Indices of the steps in the order of the table. Steps without a number come last, either way. */
export function sortedSteps(columns: readonly Column[], { column, descending }: PageState['sort']): number[] {
  const { values } = columns.find(({ id }) => id === column) ?? columns[0];
  return values
    .map((_, step) => step)
    .sort((a, b) => {
      const [first, second] = [values[a], values[b]];
      if (first === null || second === null) return Number(first === null) - Number(second === null) || a - b;
      return (descending ? second - first : first - second) || a - b;
    });
}

/** The baseline of a feature at every step, or undefined where it differs between the steps. */
export function constantBaseline({ baseline, features }: Inspection, feature: number): number | undefined {
  const value = baseline[feature];
  for (let at = feature; at < baseline.length; at += features.length) if (baseline[at] !== value) return undefined;
  return value;
}

/** Whole numbers, in the order of the steps. */
export function columnsAsTable(columns: readonly Column[]): Table {
  return {
    columns: columns.map(({ id }) => id),
    rows: (columns[0]?.values ?? []).map((_, step) =>
      columns.map(({ values, texts }) => texts?.[step] ?? values[step]),
    ),
  };
}
