/**
 * NumPy's `.npy` and `.npz` (numpy/lib/format.py says how they are laid out): arrays of numbers, [sequences, steps,
 * features] or one series [steps, features].
 */
import { unzipSync } from 'fflate';
import type { FileData } from '../../config/experiment.js';
import { targetNames } from '../../config/fileDataFacts.js';
import { fileFault } from '../../problems.js';
import { entryCounter } from '../../zipEntries.js';
import { type Header, readHeader, valueReader } from './npyHeader.js';
import { RECORD } from './records.js';
import { PART, type ReadingTurns, type Source, wholeFile } from './source.js';
import { type Choose, locateRows, type Table, TableBuilder } from './table.js';

/** An archive, and what is unpacked of it. */
const LARGEST_ARCHIVE = 1024 * 1024 * 1024;
/** Deflate makes at most so much of a byte. */
const LARGEST_RATIO = 1040;

/** One array of a file. */
interface ArraySource extends Header {
  readonly name: string;
  /** Bytes of its values, from the first. */
  part(offset: number, length: number): Promise<Uint8Array>;
}

/**
 * @param open another file beside this one, of whose array the targets are.
 * @throws {BadInputError} where a file is damaged, or holds what are no numbers.
 */
export async function readNumpy(
  source: Source,
  data: FileData,
  choose: Choose,
  turns: ReadingTurns,
  open: (name: string) => Promise<Source>,
): Promise<Table> {
  const arrays = await arraysIn(source);
  for (const name of targetNames(data)) {
    if (/\.npy$/i.test(name) && !arrays.some((array) => array.name === name))
      arrays.push(await single(await open(name), name));
  }
  return tableOf(source.path, arrays, data, choose, turns);
}

/** Names and shapes of the arrays of a file. @throws {BadInputError} where it is damaged, or holds what are no numbers. */
export async function arrayHeaders(source: Source): Promise<{ name: string; shape: readonly number[] }[]> {
  const arrays = await arraysIn(source);
  return arrays.map(({ name, shape }) => ({ name, shape }));
}

async function arraysIn(source: Source): Promise<ArraySource[]> {
  return /\.npz$/i.test(source.path) ? archived(source) : [await single(source, arrayName(source.path))];
}

/** The name of a file's one array. */
export function arrayName(path: string): string {
  return path.replace(/^.*[/\\]/, '').replace(/\.npy$/i, '');
}

async function single(source: Source, name: string): Promise<ArraySource> {
  const header = readHeader(source.path, await source.part(0, PART), source.size);
  return { ...header, name, part: (offset, length) => source.part(header.begin + offset, length) };
}

async function archived(source: Source): Promise<ArraySource[]> {
  const { path } = source;
  const zip = await wholeFile(source, LARGEST_ARCHIVE);
  let total = 0;
  let entries: Record<string, Uint8Array>;
  const count = entryCounter(zip);
  try {
    entries = unzipSync(zip, {
      filter: ({ name, size, originalSize }) => {
        count();
        if (!name.endsWith('.npy')) return false;
        total += originalSize;
        if (total > LARGEST_ARCHIVE) throw new Error(`its arrays claim more than ${LARGEST_ARCHIVE} bytes`);
        if (originalSize > LARGEST_RATIO * size + 1024)
          throw new Error(`"${name}" claims ${originalSize} bytes in ${size}`);
        return true;
      },
    });
  } catch (error) {
    throw fileFault(path, `The archive is damaged: ${(error as Error).message}.`);
  }
  return Object.entries(entries).map(([file, bytes]) => {
    const header = readHeader(`${path}/${file}`, bytes, bytes.length, path);
    const values = bytes.subarray(header.begin);
    return {
      ...header,
      name: arrayName(file),
      part: async (offset, length) => values.subarray(offset, offset + length),
    };
  });
}

interface Laid extends ArraySource {
  readonly rank: number;
  readonly records: number;
  readonly steps: number;
  readonly width: number;
}

/** Arrays beside each other: each value has its column, and arrays without steps say the same at each step. */
async function tableOf(
  path: string,
  arrays: readonly ArraySource[],
  data: FileData,
  choose: Choose,
  turns: ReadingTurns,
): Promise<Table> {
  const inputs = arrays.filter(({ name }) => data.inputs.some((input) => belongs(input, name)));
  const [main] = inputs.length > 0 ? inputs : arrays;
  if (!main) throw fileFault(path, 'The archive has no arrays.');
  const series = data.window !== undefined;
  const records = series ? (main.shape.length === 3 ? main.shape[0] : 1) : (main.shape[0] ?? 1);
  const steps = series ? (main.shape.length === 3 ? main.shape[1] : main.shape[0]) : (main.shape[1] ?? 1);
  const names = [...data.inputs, ...targetNames(data)];
  const laid = arrays
    .filter(({ name }) => names.some((wanted) => belongs(wanted, name)))
    .map((array) => lay(path, array, array === main || inputs.includes(array), records, steps));
  const header = laid.flatMap(({ name, width }) => columnsOf(name, width));
  if (!series || main.shape.length === 3) header.push(RECORD);
  const places = new Map(laid.map((array) => [array, header.indexOf(columnsOf(array.name, array.width)[0])]));
  const builder = new TableBuilder(path, header, choose(header), turns, () => []);
  const rows = records * steps;
  builder.reserve(rows);
  let done = 0;
  for (const array of laid) {
    await fill(builder, array, places.get(array) as number, records, steps, turns, done / laid.length);
    done += 1;
  }
  if (header[header.length - 1] === RECORD) {
    const place = header.length - 1;
    for (let n = 0; n < records; n++) builder.put(place, n * steps, new Array(steps).fill(String(n + 1)));
  }
  builder.rows = rows;
  return builder.table(
    locateRows(path, header, ({ row, column = 0 }) => (builder.isGap(row, column) ? '' : 'infinite')),
  );
}

/** A name stands for an array, or for one of its columns: "x" or "x[2]". */
function belongs(wanted: string, array: string): boolean {
  return wanted === array || wanted.startsWith(`${array}[`);
}

function columnsOf(name: string, width: number): string[] {
  return width === 1 ? [name] : Array.from({ length: width }, (_, column) => `${name}[${column + 1}]`);
}

/** How an array's axes are to be read: its first are the sequences' and steps' where they are as long. */
function lay(path: string, array: ArraySource, isInput: boolean, records: number, steps: number): Laid {
  const { name, shape } = array;
  const axes = records === 1 && shape[0] === steps ? [1, ...shape] : shape;
  const [first, second, ...rest] = axes;
  const stepwise = isInput || (second === steps && (axes.length === 3 || steps > 1));
  if (first !== records || axes.length > 3 || (isInput && second !== undefined && second !== steps)) {
    throw fileFault(
      path,
      `The array "${name}" has the shape [${shape}], which does not fit ${records} sequences of ${steps} steps.`,
    );
  }
  const width = (stepwise ? rest : [second ?? 1, ...rest]).reduce((product, size) => product * size, 1);
  return { ...array, rank: stepwise ? 2 : 1, records, steps, width };
}

/** Values go to their columns part by part, in the order of the file. */
async function fill(
  builder: TableBuilder,
  array: Laid,
  firstColumn: number,
  records: number,
  steps: number,
  turns: ReadingTurns,
  share: number,
): Promise<void> {
  const { width, rank, fortran, itemSize } = array;
  const count = records * (rank === 2 ? steps : 1) * width;
  const read = valueReader(array);
  const rows = rank === 2 ? records * steps : records;
  const span = Math.floor(PART / itemSize) * itemSize;
  const columns = builder.columnsAt(firstColumn, width);
  for (let offset = 0, i = 0; i < count; offset += span) {
    const bytes = await array.part(offset, Math.min(span, (count - i) * itemSize));
    const values = read(bytes);
    for (const value of values) {
      // In Fortran's order the first axis runs fastest.
      const column = fortran ? Math.floor(i / rows) : i % width;
      const at = fortran ? i % rows : Math.floor(i / width);
      const row = fortran && rank === 2 ? (at % records) * steps + Math.floor(at / records) : at;
      i += 1;
      for (const into of columns[column]) {
        if (rank === 2) into.put(row, value);
        else for (let step = 0; step < steps; step++) into.put(row * steps + step, value);
      }
    }
    turns.progress(share + (i / count) * (1 - share));
    await turns.pause();
  }
}
