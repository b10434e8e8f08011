/** Sequences from a data file: one row a step, one row a sequence, or windows over one series or several. */
import type { FileData } from '../config/experiment.js';
import { formOf, scalingOf } from '../config/fileDataFacts.js';
import type { ColumnNames, ModelNames } from '../names.js';
import { BadInputError } from '../problems.js';
import type { Random } from '../random.js';
import { fitRange, fitScaler, identityScaler, type Scaler } from '../scaler.js';
import { categorySteps } from './categories.js';
import type { Dataset, TargetKind } from './dataset.js';
import { type FileColumns, findColumns } from './fileColumns.js';
import { namesFor } from './knownNames.js';
import type { ProblemAt, Wanted } from './load.js';
import { fillGaps, requireValues, type Steps } from './missing.js';
import { padded } from './padding.js';
import type { NumberColumn, TextColumn } from './reading/columns.js';
import { readTable } from './reading/readTable.js';
import type { ReadingTurns, Source } from './reading/source.js';
import { placed, type Table, TableError } from './reading/table.js';
import { fileRow, orderRows, type Series } from './series.js';
import { type Shape, sequencesOf, wideRows, windowsOf } from './shape.js';
import { hasTargets, readTargets } from './targets.js';
import { transformSteps } from './transform.js';

/** What reading a file needs besides its content. */
export interface Reading extends Wanted {
  readonly random: Random;
  readonly problemAt: ProblemAt;
  readonly turns: ReadingTurns;
  /** Opens a file that is named beside the data file. */
  readonly open: (name: string) => Promise<Source>;
}

/**
 * @throws {BadInputError} with places in the config (a column that is not there) or in the data file (a wrong cell).
 */
export async function readFileData(data: FileData, source: Source, reading: Reading): Promise<Dataset> {
  let columns: FileColumns | undefined;
  const choose = (header: readonly string[]) => {
    columns = findColumns(data, header, reading.loss, reading.problemAt);
    return columns.wishes;
  };
  const table = await readTable(source, data, choose, reading.turns, reading.open);
  return placed(table.locate, () => fromTable(data, table, columns as FileColumns, reading));
}

async function fromTable(data: FileData, table: Table, columns: FileColumns, reading: Reading): Promise<Dataset> {
  const { pause } = reading.turns;
  const form = formOf(data);
  if (form === 'steps' && columns.sequence === undefined) {
    const message =
      'The rows of this file are no sequences: say by "sequence" (a column) which one a row belongs to, or by "window" how ' +
      'many rows one has.';
    throw new BadInputError([reading.problemAt(['data'], message)]);
  }
  const inputs = columns.inputs.flat().map((index) => table.columns[index]);
  requireValues(table, inputs, data.missing);
  const drop = data.missing === 'drop';
  const whole = (row: number) =>
    inputs.every((column) => (column.kind === 'text' ? column.codes[row] !== 0 : !Number.isNaN(column.at(row))));
  const answered = hasTargets(table, columns);
  // Of a sequence only the last row needs a target.
  const kept = drop ? (row: number) => whole(row) && (form === 'steps' || answered(row)) : undefined;
  await pause();
  const series = orderRows(table, columns.sequence, columns.time, kept);
  await pause();
  const lastRowKept = (row: number) => !drop || answered(fileRow(series, row));
  const shape =
    form === 'windows'
      ? windowsOf(data, table, columns, series, reading)
      : form === 'wide'
        ? wideRows(data, table, columns, series, reading)
        : sequencesOf(data, table, columns, series, lastRowKept, reading);
  if (shape.lengths && reading.everyStep) throw unequal(table, columns, series, shape, shape.lengths);
  await pause();
  const target = readTargets(data, table, columns, series, shape, reading);
  await pause();
  const training = rowsOf(shape, shape.split.training);
  const texts = inputs.filter(({ kind }) => kind === 'text').map(({ name }) => name);
  const given = namesFor(reading.names, texts, reading.problemAt);
  const named = data.categories
    ? categorySteps(table, columns, series, training, reading.ids ?? false, given)
    : undefined;
  const steps = named ?? stepsOf(table, columns, series, form === 'wide');
  const { features = columns.features, quantities = features.map(() => true), ids } = named ?? {};
  const means = fillGaps(steps, data.missing, training, reading.means);
  if (form === 'windows') transformSteps(steps, data.transform, features, quantities);
  await pause();
  const numbers = target.target.kind === 'numbers' ? target.targets : undefined;
  const scalers = scalersOf(data, columns, steps, training, shape, numbers);
  const inputScaler = onlyOf(quantities, scalers.inputScaler);
  return {
    ...rowsOfAll(steps, shape, inputScaler, reading),
    length: shape.length,
    features,
    ids,
    names: namesOf(named?.names, target.target),
    ...target,
    ...shape.split,
    ...scalers,
    inputScaler,
    targetSteps: targetStepsOf(columns, shape, reading),
    targetNames: columns.targetNames,
    means,
    gaps: data.missing === undefined || data.missing === 'error' ? undefined : gapsOf(table, columns),
  };
}

function namesOf(inputs: readonly ColumnNames[] = [], target: TargetKind): ModelNames | undefined {
  const classes = target.kind === 'classes' ? target.classes : undefined;
  return inputs.length > 0 || classes ? { inputs, ...(classes && { classes }) } : undefined;
}

/** Missing values by feature and target, of all steps together where each step has a column. */
function gapsOf({ columns }: Table, { inputs, features, targets, targetNames }: FileColumns): Map<string, number> {
  const summed = (steps: readonly (readonly number[])[], names: readonly string[]) =>
    names.map((name, index) => [name, steps.reduce((sum, step) => sum + columns[step[index]].gaps, 0)] as const);
  return new Map([...summed(targets, targetNames), ...summed(inputs, features)]);
}

/** Names have no statistics. */
function onlyOf(quantities: readonly boolean[], { mean, deviation }: Scaler): Scaler {
  return {
    mean: mean.map((value, f) => (quantities[f] ? value : 0)),
    deviation: deviation.map((value, f) => (quantities[f] ? value : 1)),
  };
}

/** The rows as they are, or filled up where sequences are shorter than others. */
function rowsOfAll({ values }: Steps, shape: Shape, scaler: Scaler, { mask, turns, problemAt }: Reading) {
  const { starts, length, lengths } = shape;
  if (!lengths) return { rows: values, starts };
  return {
    rows: padded(values, starts, lengths, length, scaler, mask, turns.memory, problemAt),
    starts: starts.map((_, n) => n * length),
    padding: { lengths, value: mask?.value ?? 0 },
  };
}

function unequal(table: Table, { sequence }: FileColumns, series: Series, { starts }: Shape, lengths: Uint32Array) {
  const column = table.columns[sequence as number] as TextColumn;
  const n = lengths.findIndex((rows) => rows !== lengths[0]);
  const name = (of: number) => column.at(fileRow(series, starts[of]));
  const message = `Sequence "${name(n)}" has ${lengths[n]} steps, but "${name(0)}" has ${lengths[0]}; all must have the same where there is a target for every step.`;
  return new TableError([{ row: fileRow(series, starts[n]), column: column.place, message }]);
}

function targetStepsOf({ targets }: FileColumns, { length }: Shape, { everyStep }: Reading): number | undefined {
  if (targets.length > 1) return targets.length;
  return everyStep ? length : undefined;
}

/** The inputs as rows of steps: as they were read, unless their order is another. */
function stepsOf(table: Table, columns: FileColumns, series: Series, wide: boolean): Steps {
  const { inputs } = columns;
  const perRow = inputs.length;
  const width = inputs[0].length;
  const size = perRow * width;
  const { lanes } = table.columns[inputs[0][0]] as NumberColumn;
  const read = lanes.values.subarray(0, table.rows * size);
  const place = (row: number, feature: number) => ({
    row: fileRow(series, Math.floor(row / perRow)),
    column: table.columns[inputs[row % perRow][feature]].place,
  });
  const bounds = wide ? Uint32Array.from({ length: series.rows + 1 }, (_, row) => row * perRow) : series.bounds;
  return { values: series.order ? ordered(read, series.order, size) : read, width, bounds, place };
}

function ordered(values: Float64Array, order: Uint32Array, size: number): Float64Array {
  const sorted = new Float64Array(order.length * size);
  for (let row = 0; row < order.length; row++) {
    const from = order[row] * size;
    for (let i = 0; i < size; i++) sorted[row * size + i] = values[from + i];
  }
  return sorted;
}

/** Rows that some sequences read, each once, however many windows overlap there. */
function rowsOf({ starts, length, lengths }: Shape, sequences: Uint32Array): Uint32Array {
  const stretches = (take: (row: number) => void) => {
    let end = 0;
    for (const n of sequences) {
      const last = starts[n] + (lengths?.[n] ?? length);
      for (let row = Math.max(end, starts[n]); row < last; row++) take(row);
      end = Math.max(end, last);
    }
  };
  let count = 0;
  stretches(() => {
    count += 1;
  });
  const rows = new Uint32Array(count);
  let at = 0;
  stretches((row) => {
    rows[at++] = row;
  });
  return rows;
}

/** By the statistics of the training part. @param numbers [N,S,K] targets, where they are numbers. */
function scalersOf(
  data: FileData,
  { targetNames: { length: targets } }: FileColumns,
  { values, width }: Steps,
  training: Uint32Array,
  { split, starts }: Shape,
  numbers: Float64Array | undefined,
): { inputScaler: Scaler; targetScaler: Scaler } {
  const scaling = scalingOf(data);
  const fit = scaling === 'minMax' ? fitRange : fitScaler;
  const perSequence = numbers ? numbers.length / starts.length / targets : 1;
  return {
    inputScaler: scaling === 'none' ? identityScaler(width) : fit(values, width, training),
    targetScaler:
      scaling === 'none' || !numbers
        ? identityScaler(targets)
        : fit(
            numbers,
            targets,
            split.training.map((n) => n * perSequence),
            perSequence,
          ),
  };
}
