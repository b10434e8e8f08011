/** Parquet, row group by row group, only the columns that are wished for. */
import { type ColumnMetaData, type FileMetaData, parquetMetadataAsync, parquetRead, snappyUncompress } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { MOST_EXPANSION } from '../../limits.js';
import { fileFault } from '../../problems.js';
import { checkPages } from './parquetPages.js';
import { Records } from './records.js';
import type { ReadingTurns, Source } from './source.js';
import { type Choose, locateRows, type Table, TableBuilder } from './table.js';

/** A page that claims to become larger than this, and than `MOST_EXPANSION` times itself, is refused. */
const LARGEST_PAGE = 16 * 1024 * 1024;
/**
 * A group that claims more rows, and more than `MOST_EXPANSION` times the bytes of the file, is refused: its columns are
 * read as a whole. So is a page that claims more values.
 */
const LARGEST_GROUP = 1 << 21;
const LARGEST_FOOTER = 64 * 1024 * 1024;
const SAMPLE_ROWS = 1000;

/**
 * @param mostRows that are read; the table is cut where there are more.
 * @throws {BadInputError} where the file is truncated, or does not hold what its footer says.
 */
export async function readParquet(
  source: Source,
  choose: Choose,
  turns: ReadingTurns,
  mostRows = Number.POSITIVE_INFINITY,
): Promise<Table> {
  const { path, size } = source;
  const file = {
    byteLength: size,
    slice: async (from: number, to = size) => {
      if (!(from >= 0 && to >= from && to <= size)) throw new Error(`bytes ${from} to ${to} are not in the file`);
      const part = await source.part(from, to - from);
      return part.buffer.slice(part.byteOffset, part.byteOffset + part.byteLength) as ArrayBuffer;
    },
  };
  const damaged = (error: unknown) =>
    fileFault(path, `The file is no Parquet, or damaged: ${(error as Error).message}.`);
  const metadata = await checkedMetadata(source, file).catch((error) => {
    throw damaged(error);
  });
  const header = topColumns(metadata);
  const read = async (column: string, rowStart: number, rowEnd: number): Promise<unknown[]> => {
    const cells: unknown[] = [];
    let count = 0;
    await parquetRead({
      ...{ file, metadata, columns: [column], rowStart, rowEnd, compressors: limited },
      onChunk: ({ columnName, columnData, rowStart: first }) => {
        if (columnName !== column) return;
        for (let i = 0; i < columnData.length; i++) {
          const row = first + i - rowStart;
          if (row >= 0 && row < rowEnd - rowStart) cells[row] = columnData[i];
        }
        count += columnData.length;
      },
    });
    if (count < rowEnd - rowStart) throw new Error(`column "${column}" has ${count} of ${rowEnd - rowStart} rows`);
    return cells;
  };
  const most = mostRowsIn(size);
  const looked = new Set<unknown>();
  /** What the library is about to decode. */
  const look = async (column: string, rowStart: number, rowEnd: number) => {
    for (const { from, rows, chunks } of groups) {
      if (from >= rowEnd || from + rows <= rowStart) continue;
      for (const { meta_data: chunk } of chunks) {
        if (!chunk || chunk.path_in_schema[0] !== column || looked.has(chunk)) continue;
        looked.add(chunk);
        const [begin, end] = rangeOf(chunk);
        checkPages(await source.part(begin, end - begin), chunk, metadata.schema, most, limited);
      }
    }
  };
  const reading = (column: string, from: number, to: number) =>
    look(column, from, to)
      .then(() => read(column, from, to))
      .catch((error) => {
        throw damaged(error);
      });
  const total = Math.min(Number(metadata.num_rows), mostRows);
  const groups = groupsOf(metadata, total);
  const cut = total < Number(metadata.num_rows);
  const wishes = choose(header);
  const names = [...new Set(wishes.map(({ place }) => header[place]))];
  const samples = new Map<string, unknown[]>();
  const [first] = groups;
  if (!first) throw fileFault(path, 'The file has columns but no rows.');
  for (const name of names) samples.set(name, await reading(name, 0, Math.min(SAMPLE_ROWS, first.rows)));
  if ([...samples.values()].some((cells) => cells.some(isList)))
    return { ...(await sequences(source, choose, groups, names, reading, turns)), cut };
  const builder = new TableBuilder(path, header, wishes, turns, (place) => samples.get(header[place]) ?? []);
  builder.reserve(Math.min(total, size * 8));
  for (const { from, rows } of groups) {
    for (const name of names) {
      builder.put(header.indexOf(name), from, await reading(name, from, from + rows));
      turns.progress(from / total);
      await turns.pause();
    }
    builder.rows = from + rows;
  }
  const cell = ({ row, column = 0 }: { row: number; column?: number }) => cellText(builder, row, column);
  return { ...builder.table(locateRows(path, header, cell)), cut };
}

/** What the cell of a fault says: nothing where it is empty. */
function cellText(builder: TableBuilder, row: number, place: number): string {
  return builder.isGap(row, place) ? '' : 'what is no number';
}

interface Group {
  readonly from: number;
  readonly rows: number;
  readonly chunks: FileMetaData['row_groups'][number]['columns'];
}

function mostRowsIn(size: number): number {
  return Math.max(LARGEST_GROUP, MOST_EXPANSION * size);
}

/** Where a column of a group stands in the file, first and last byte. */
function rangeOf(chunk: ColumnMetaData): [begin: number, end: number] {
  // An offset of zero is none: there the file has its mark.
  const begin = Number(chunk.dictionary_page_offset || chunk.data_page_offset);
  return [begin, begin + Number(chunk.total_compressed_size)];
}

/** Columns of lists: each row is a sequence. */
async function sequences(
  { path }: Source,
  choose: Choose,
  groups: readonly Group[],
  names: readonly string[],
  read: (column: string, from: number, to: number) => Promise<unknown[]>,
  turns: ReadingTurns,
): Promise<Table> {
  const located = locateRows(path, names, () => '');
  const records = new Records(path, choose, turns, (faults) =>
    located(
      faults.map((fault) => ({
        ...fault,
        row: fault.record,
        column: fault.name ? names.indexOf(fault.name) : undefined,
      })),
    ),
  );
  for (const { from, rows } of groups) {
    const columns: unknown[][] = [];
    for (const name of names) columns.push(await read(name, from, from + rows));
    await turns.pause();
    for (let row = 0; row < rows; row++) {
      records.add(Object.fromEntries(names.map((name, at) => [name, asList(columns[at][row])])));
    }
  }
  return records.table();
}

function isList(cell: unknown): boolean {
  return Array.isArray(cell) || ArrayBuffer.isView(cell);
}

function asList(cell: unknown): unknown {
  return ArrayBuffer.isView(cell) ? Array.from(cell as Float64Array) : cell;
}

/** Whether what the footer says can be true of a file of this size. */
async function checkedMetadata(
  source: Source,
  file: Parameters<typeof parquetMetadataAsync>[0],
): Promise<FileMetaData> {
  const { size } = source;
  if (size < 12) throw new Error('it is too short');
  const tail = await source.part(size - 8, 8);
  const footer = new DataView(tail.buffer, tail.byteOffset, 8).getUint32(0, true);
  if (footer > size - 12 || footer > LARGEST_FOOTER) throw new Error(`its footer claims ${footer} bytes`);
  const metadata = await parquetMetadataAsync(file);
  let rows = 0;
  for (const [index, group] of metadata.row_groups.entries()) {
    const count = Number(group.num_rows);
    if (!(Number.isInteger(count) && count >= 0 && count <= mostRowsIn(size))) {
      throw new Error(`row group ${index + 1} claims ${count} rows, more than ${mostRowsIn(size)} or none that can be`);
    }
    rows += count;
    for (const { meta_data: chunk } of group.columns) {
      if (!chunk) throw new Error(`row group ${index + 1} has a column without data`);
      const [begin, end] = rangeOf(chunk);
      if (!(begin >= 0 && end >= begin && end <= size)) {
        throw new Error(`column "${chunk.path_in_schema.join('.')}" reaches to byte ${end} of ${size}`);
      }
    }
  }
  if (rows !== Number(metadata.num_rows))
    throw new Error(`it claims ${metadata.num_rows} rows, its groups have ${rows}`);
  return metadata;
}

/** @param most rows of all. */
function groupsOf({ row_groups }: FileMetaData, most: number): Group[] {
  let from = 0;
  return row_groups.flatMap(({ num_rows, columns: chunks }) => {
    const group = { from, rows: Math.min(Number(num_rows), most - from), chunks };
    from += group.rows;
    return group.rows > 0 ? [group] : [];
  });
}

/** Names below the root of the schema, which is a tree written from left to right. */
function topColumns({ schema }: FileMetaData): string[] {
  const names: string[] = [];
  const skip = (index: number): number => {
    let next = index + 1;
    for (let child = 0; child < (schema[index]?.num_children ?? 0) && next < schema.length; child++) next = skip(next);
    return next;
  };
  for (let index = 1; index < schema.length; index = skip(index)) names.push(schema[index].name);
  return names;
}

type Compressor = (input: Uint8Array, outputLength: number) => Uint8Array;

/** The library's, none of which makes more than a page may have. */
const limited = Object.fromEntries(
  Object.entries({
    SNAPPY: (input: Uint8Array, length: number) => {
      const output = new Uint8Array(length);
      snappyUncompress(input, output);
      return output;
    },
    ...compressors,
  } as Record<string, Compressor>).map(([name, decompress]) => [
    name,
    (input: Uint8Array, length: number) => {
      if (length > Math.max(LARGEST_PAGE, MOST_EXPANSION * input.length))
        throw new Error(`a page claims ${length} bytes`);
      return decompress(input, length);
    },
  ]),
);
