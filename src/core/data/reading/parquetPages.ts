/**
 * Pages of a Parquet column are looked through before the library decodes them: it believes lengths and counts, and one
 * that is wrong would keep it busy for ever, or have it fill all memory.
 * https://parquet.apache.org/docs/file-format/data-pages/
 */
import type { ColumnMetaData, Compressors, PageHeader, SchemaElement } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { decompressPage } from 'hyparquet/src/datapage.js';
import { deltaBinaryUnpack } from 'hyparquet/src/delta.js';
import { getMaxDefinitionLevel, getMaxRepetitionLevel, getSchemaPath } from 'hyparquet/src/schema.js';

/** Encodings whose beginning is a header of blocks of differences. */
const DELTAS = ['DELTA_BINARY_PACKED', 'DELTA_LENGTH_BYTE_ARRAY', 'DELTA_BYTE_ARRAY'];
const RUNS = ['PLAIN_DICTIONARY', 'RLE_DICTIONARY'];
const ENCODINGS = ['PLAIN', 'RLE', 'BYTE_STREAM_SPLIT', ...RUNS, ...DELTAS];
/** Values of a block; writers have some hundred. */
const LARGEST_BLOCK = 1 << 16;
/** Characters of a page's texts that are those of the texts before them. */
const MOST_REPEATED = 2 ** 26;

interface Levels {
  /** Bits of a level; 0 where there are none. */
  readonly repetition: number;
  readonly definition: number;
}

/**
 * @param bytes of one column in one group of rows.
 * @param most values that a page may have.
 * @throws {Error} that says what of a page is wrong.
 */
export function checkPages(
  bytes: Uint8Array,
  { codec, path_in_schema, type }: ColumnMetaData,
  schema: SchemaElement[],
  most: number,
  compressors: Compressors,
): void {
  const path = getSchemaPath(schema, path_in_schema);
  const levels = { repetition: bitsOf(getMaxRepetitionLevel(path)), definition: bitsOf(getMaxDefinitionLevel(path)) };
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset: 0 };
  // As the library does, so that both find the same pages.
  while (reader.offset < bytes.length - 1) {
    const header = parquetHeader(reader);
    const { compressed_page_size: size, uncompressed_page_size: full } = header;
    if (!(size >= 0 && full >= 0 && reader.offset + size <= bytes.length))
      throw new Error(`a page claims ${size} bytes`);
    const body = bytes.subarray(reader.offset, reader.offset + size);
    reader.offset += size;
    const data = header.data_page_header ?? header.data_page_header_v2;
    const values = (data ?? header.dictionary_page_header)?.num_values ?? 0;
    if (!(values >= 0 && values <= most)) throw new Error(`a page claims ${values} values`);
    if (!data || header.type === 'DICTIONARY_PAGE') continue;
    if (!ENCODINGS.includes(data.encoding)) throw new Error(`a page has the encoding ${data.encoding}`);
    const unpack = (part: Uint8Array, length: number) => decompressPage(part, length, codec, compressors);
    const content = header.data_page_header_v2
      ? secondVersion(header, body, levels, unpack)
      : firstVersion(unpack(body, full), levels, values);
    checkValues(content, data.encoding, values, type === 'BOOLEAN');
  }
}

/** Levels and values are packed together. @returns the values. */
function firstVersion(page: Uint8Array, levels: Levels, values: number): Uint8Array {
  let rest = page;
  for (const bits of [levels.repetition, levels.definition]) {
    if (bits === 0) continue;
    const length = uint32(rest);
    checkRuns(rest.subarray(4), bits, values);
    rest = rest.subarray(4 + length);
  }
  return rest;
}

/** Levels stand unpacked before the values. @returns the values. */
function secondVersion(
  { data_page_header_v2: data, uncompressed_page_size: full }: PageHeader,
  body: Uint8Array,
  levels: Levels,
  unpack: (part: Uint8Array, length: number) => Uint8Array,
): Uint8Array {
  if (!data) throw new Error('a page has no header');
  const { num_values: values, num_nulls: nulls, num_rows: rows, is_compressed: packed } = data;
  const [repetition, definition] = [data.repetition_levels_byte_length ?? 0, data.definition_levels_byte_length];
  const begin = repetition + definition;
  if (!(repetition >= 0 && definition >= 0 && begin <= body.length && begin <= full)) {
    throw new Error(`a page claims ${begin} bytes of levels`);
  }
  if (!(nulls >= 0 && nulls <= values && rows >= 0 && rows <= values)) throw new Error(`a page claims ${rows} rows`);
  if (levels.repetition > 0) checkRuns(body, levels.repetition, values);
  if (levels.definition > 0) checkRuns(body.subarray(repetition), levels.definition, values);
  const content = body.subarray(begin);
  return packed !== false && full > begin ? unpack(content, full - begin) : content;
}

function checkValues(content: Uint8Array, encoding: string, values: number, booleans: boolean): void {
  if (values === 0) return;
  if (encoding === 'RLE') checkRuns(content.subarray(4), 1, values);
  if (RUNS.includes(encoding)) {
    if (booleans) checkRuns(content.subarray(4), 1, values);
    else checkRuns(content.subarray(1), content[0], values);
  }
  if (!DELTAS.includes(encoding)) return;
  checkBlocks(content);
  if (encoding === 'DELTA_BYTE_ARRAY') checkRepeated(content, values);
}

/** The header of blocks of differences. */
function checkBlocks(content: Uint8Array): void {
  const [block, next] = varint(content, 0);
  const [parts] = varint(content, next);
  if (block > LARGEST_BLOCK || parts < 1 || parts > block) throw new Error(`a page has blocks of ${block} values`);
}

/** How much each text has of the one before it; the lengths of the rest follow. */
function checkRepeated(content: Uint8Array, values: number): void {
  const reader = { view: new DataView(content.buffer, content.byteOffset, content.length), offset: 0 };
  const repeated = new Int32Array(values);
  deltaBinaryUnpack(reader, values, repeated);
  const total = repeated.reduce((sum, length) => sum + length, 0);
  if (total > MOST_REPEATED || repeated.some((length) => length < 0)) {
    throw new Error(`the texts of a page repeat ${total} characters`);
  }
  checkBlocks(content.subarray(reader.offset));
}

/** Runs of equal values, and stretches of eight packed ones: none may have more values than are left. */
function checkRuns(bytes: Uint8Array, bits: number, values: number): void {
  for (let at = 0, seen = 0; seen < values && at < bytes.length; ) {
    const [header, next] = varint(bytes, at);
    const packed = header % 2 === 1;
    const count = Math.floor(header / 2) * (packed ? 8 : 1);
    // The last eight may be filled up.
    if (count > values - seen + (packed ? 7 : 0)) throw new Error(`a page has a run of ${count} values`);
    at = next + (packed ? (count / 8) * bits : Math.ceil(bits / 8));
    seen += count;
    if (count === 0 && packed) throw new Error('a page has a run without values');
  }
}

/** @returns the number, and the place behind it. */
function varint(bytes: Uint8Array, at: number): [number, number] {
  let value = 0;
  for (let i = 0; i < 5; i++) {
    const byte = bytes[at + i] ?? 0;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return [value, at + i + 1];
  }
  throw new Error('a page has a number that is too long');
}

function uint32(bytes: Uint8Array): number {
  if (bytes.length < 4) throw new Error('a page is cut off');
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
}

function bitsOf(most: number): number {
  return 32 - Math.clz32(most);
}
