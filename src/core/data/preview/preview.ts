/** What there is to see of the data before anything is trained. */
import type { DataConfig, Experiment } from '../../config/experiment.js';
import { layerShapes } from '../../model/spec.js';
import { type Dataset, sequenceInputs, sequenceTargets, type TargetKind } from '../dataset.js';
import type { Turns } from '../reading/source.js';
import { type ColumnPreview, columnValues, previewColumn } from './columns.js';
import { columnWarnings } from './columnWarnings.js';
import { leakWarnings } from './leaks.js';
import { partWarnings } from './parts.js';
import type { DataWarning } from './warning.js';

export type { ColumnPreview } from './columns.js';
export type { DataWarning } from './warning.js';

/** Share of the whole look that the columns are. */
const COLUMNS = 0.4;

export type Part = 'training' | 'validation';

export interface DataPreview {
  readonly source:
    | { readonly kind: 'task'; readonly task: string }
    /** @param window steps of a window over a series; undefined where a column names sequences. */
    | { readonly kind: 'file'; readonly file: string; readonly window?: number; readonly horizon?: number };
  /** Rows that the sequences are windows of. */
  readonly rows: number;
  readonly length: number;
  readonly features: readonly string[];
  readonly target: TargetKind;
  readonly targetSteps?: number;
  readonly targetNames: readonly string[];
  readonly parts: { readonly training: number; readonly validation: number };
  /** The inputs, then the targets. */
  readonly columns: readonly ColumnPreview[];
  readonly warnings: readonly DataWarning[];
}

/** One sequence as the file has it, or as the config transforms it: raw units. */
export interface PreviewSequence {
  readonly part: Part;
  /** Its place in its part, from 0. */
  readonly index: number;
  /** [T,F] */
  readonly input: Float64Array;
  /** [(S,)K] */
  readonly target: Float64Array;
}

/** @param turns told how far this is; its pause throws where the preview is no longer wanted. */
export async function previewData(
  { data: config, model }: Pick<Experiment, 'data' | 'model'>,
  data: Dataset,
  turns: Turns,
): Promise<DataPreview> {
  const { rows, length, features, target, targetSteps, targetNames, training, validation, gaps } = data;
  const values = columnValues(data);
  const columns: ColumnPreview[] = [];
  for (const [index, column] of values.entries()) {
    turns.progress((index / values.length) * COLUMNS);
    await turns.pause();
    const input = index < features.length;
    const name = input ? features[index] : targetNames[index - features.length];
    const classes = !input && target.kind === 'classes' ? target.classes : undefined;
    const found = await previewColumn(name, input ? 'input' : 'target', column, turns, classes);
    columns.push({ ...found, missing: found.missing + (gaps?.get(name) ?? 0) });
  }
  const { layers } = model;
  const parameters = layers && parametersOf({ length, features: features.length, layers });
  const look = { config, data, rows: rows.length / features.length, layers, parameters, columns, values, turns };
  return {
    source: sourceOf(config),
    rows: rows.length / features.length,
    ...{ length, features, target, targetSteps, targetNames, columns },
    parts: { training: training.length, validation: validation.length },
    warnings: [...(await leakWarnings(look)), ...(await partWarnings(look)), ...columnWarnings(look)],
  };
}

/** @throws {RangeError} where the part has no such sequence. */
export function previewSequence(data: Dataset, part: Part, index: number): PreviewSequence {
  const sequence: number | undefined = data[part][index];
  if (sequence === undefined) throw new RangeError(`The ${part} part has no sequence ${index + 1}.`);
  return { part, index, input: sequenceInputs(data, [sequence]), target: sequenceTargets(data, [sequence]) };
}

function sourceOf(config: DataConfig): DataPreview['source'] {
  if ('task' in config) return { kind: 'task', task: config.task };
  return { kind: 'file', file: config.file, window: config.window, horizon: config.horizon };
}

/** Undefined where the layers do not fit each other: that is said elsewhere. */
function parametersOf(spec: Parameters<typeof layerShapes>[0]): number | undefined {
  try {
    return layerShapes(spec).reduce((sum, { parameters }) => sum + parameters, 0);
  } catch {
    return undefined;
  }
}
