/** Inputs that are names: a feature for each name, or one id for an embedding. */
import type { ColumnNames } from '../names.js';
import type { FileColumns } from './fileColumns.js';
import { refuseUnknown } from './knownNames.js';
import type { Steps } from './missing.js';
import type { NumberColumn, TextColumn } from './reading/columns.js';
import { areNumbers, parseNumber } from './reading/numbers.js';
import { type Table, TableError } from './reading/table.js';
import { fileRow, type Series } from './series.js';

/** More names are for an embedding. */
const MOST_FEATURES = 1000;
const MOST_VALUES = 2 ** 28;
/** Ids before those of names, as Keras's StringLookup has them: nothing, and a name that the training part does not have. */
const NOTHING = 0;
const UNKNOWN = 1;
const FIRST_ID = 2;

export interface CategorySteps extends Steps {
  readonly features: readonly string[];
  /** Whether each feature is a quantity. */
  readonly quantities: readonly boolean[];
  /** Ids that an embedding must know, where names are ids. */
  readonly ids?: number;
  /** One for each column of names. */
  readonly names: readonly ColumnNames[];
}

/**
 * The inputs as rows of steps. Names are those of the training part, in the order of their numbers or else of their
 * texts; one that only the validation part has is zero in all of its features, or the id 1. Where a model was trained
 * already, its names decide, whatever the file holds of them.
 * @param training rows of the series that the training part reads.
 * @param asIds whether the model begins with an embedding.
 * @param given names of the model, one for each column of names.
 * @throws {TableError} where a column has too many names, or one that the model does not know.
 */
export function categorySteps(
  table: Table,
  columns: FileColumns,
  series: Series,
  training: Uint32Array,
  asIds: boolean,
  given?: readonly ColumnNames[],
): CategorySteps {
  const inputs = columns.inputs[0].map((index) => table.columns[index]);
  let count = 0;
  const parts = inputs.map((column) =>
    column.kind === 'text'
      ? namedPart(
          column,
          given ? givenNames(given[count++], column, series) : ownNames(column, series, training),
          asIds,
        )
      : numberPart(column),
  );
  const width = parts.reduce((sum, { features }) => sum + features.length, 0);
  if (series.rows * width > MOST_VALUES) {
    const message = `${series.rows} rows of ${width} features are more than ${MOST_VALUES} numbers: begin with an embedding layer, which reads names as ids.`;
    throw new TableError([{ row: 0, message }]);
  }
  const values = new Float64Array(series.rows * width);
  const owner = parts.flatMap(({ features }, index) => features.map(() => index));
  let lane = 0;
  for (const { features, write } of parts) {
    for (let row = 0; row < series.rows; row++) write(values, row * width + lane, fileRow(series, row));
    lane += features.length;
  }
  return {
    values,
    width,
    bounds: series.bounds,
    place: (row, feature) => ({ row: fileRow(series, row), column: inputs[owner[feature]].place }),
    features: parts.flatMap(({ features }) => features),
    quantities: owner.map((index) => inputs[index].kind !== 'text'),
    ids: parts.find(({ ids }) => ids !== undefined)?.ids,
    names: parts.flatMap(({ names }) => names ?? []),
  };
}

/** @param place among the names that the model knows; negative where it is none of them. */
export function idOf(place: number): number {
  return place < 0 ? UNKNOWN : place + FIRST_ID;
}

interface Part {
  readonly features: readonly string[];
  readonly ids?: number;
  readonly names?: ColumnNames;
  /** Writes the features of a row of the file from a place on; NaN where the cell is empty. */
  write(values: Float64Array, at: number, row: number): void;
}

function numberPart(column: NumberColumn): Part {
  return {
    features: [column.name],
    write(values, at, row) {
      values[at] = column.at(row);
    },
  };
}

function namedPart(column: TextColumn, own: ColumnNames, asIds: boolean): Part {
  const { name } = column;
  const names = own.known;
  const order = new Map(names.map((one, index) => [one, index]));
  const places = column.names.map((one) => order.get(one) ?? -1);
  if (asIds) {
    return {
      features: [name],
      names: own,
      ids: names.length + FIRST_ID,
      write(values, at, row) {
        const code = column.codes[row];
        values[at] = code === NOTHING ? Number.NaN : idOf(places[code]);
      },
    };
  }
  if (names.length > MOST_FEATURES) {
    const message = `Column "${name}" has ${names.length} names, too many for a feature each: begin with an embedding layer, which reads them as ids.`;
    throw new TableError([{ row: 0, column: column.place, message }]);
  }
  return {
    features: names.map((one) => `${name}=${one}`),
    names: own,
    write(values, at, row) {
      const code = column.codes[row];
      if (code === NOTHING) values.fill(Number.NaN, at, at + names.length);
      else if (places[code] >= 0) values[at + places[code]] = 1;
    },
  };
}

/** As the file has them. */
function ownNames({ codes, names, name: column }: TextColumn, series: Series, training: Uint32Array): ColumnNames {
  const used = new Uint8Array(names.length);
  for (let row = 0; row < series.rows; row++) used[codes[fileRow(series, row)]] = 1;
  const learned = new Uint8Array(names.length);
  for (const row of training) learned[codes[fileRow(series, row)]] = 1;
  const known = names.filter((name, code) => learned[code] === 1 && name !== '');
  const others = names.filter((name, code) => used[code] === 1 && learned[code] === 0 && name !== '');
  const numeric = areNumbers(known);
  return {
    column,
    known: known.sort(numeric ? (a, b) => parseNumber(a) - parseNumber(b) : undefined),
    others: others.sort(),
  };
}

function givenNames(given: ColumnNames, column: TextColumn, series: Series): ColumnNames {
  refuseUnknown([column], fileRows(series), given.known, given.others);
  return given;
}

/** Rows of the file that a series has. */
function* fileRows(series: Series): Generator<number, void, void> {
  for (let row = 0; row < series.rows; row++) yield fileRow(series, row);
}
