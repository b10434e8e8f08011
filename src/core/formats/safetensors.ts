/**
 * safetensors: eight bytes that say how long the header is, the header in JSON, then all numbers
 * (https://github.com/huggingface/safetensors, "Format").
 */
import { concatenate } from '../bytes.js';
import { ModelFormatError } from './formatError.js';
import { fromBfloat16, fromFloat16 } from './halfFloats.js';

export interface StoredTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** The format's name of its numbers, for example "F32". */
  readonly dtype: string;
  /** First byte in the file. */
  readonly at: number;
  /** Little-endian, row-major. */
  readonly bytes: Uint8Array;
}

export interface Safetensors {
  /** In the order of the header. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The format's own limit, bytes. */
const LARGEST_HEADER = 100_000_000;
const LENGTH_BYTES = 8;
const METADATA = '__metadata__';

/** Bytes a number. */
const SIZES: Readonly<Record<string, number>> = {
  ...{ F64: 8, F32: 4, F16: 2, BF16: 2, I64: 8, I32: 4, I16: 2, I8: 1, U64: 8, U32: 4, U16: 2, U8: 1, BOOL: 1 },
  ...{ F8_E4M3: 1, F8_E5M2: 1 },
};

/**
 * Reads the header and checks that the tensors fill the file, one after the other; numbers are not touched.
 * @throws {ModelFormatError} naming the tensor and the byte.
 */
export function readSafetensors(file: Uint8Array): Safetensors {
  const { text, end } = headerText(file);
  const header = parseHeader(text);
  const tensors = new Map<string, StoredTensor>();
  let metadata: Record<string, string> = {};
  for (const [name, entry] of Object.entries(header)) {
    if (name === METADATA) metadata = textEntries(entry);
    else tensors.set(name, readEntry(name, entry, file, end));
  }
  checkLayout([...tensors.values()], end, file.length);
  return { tensors, metadata };
}

/**
 * @returns its numbers as float32; those of F64 are rounded.
 * @throws {ModelFormatError} where they are no floating-point numbers.
 */
export function floatsOf({ name, dtype, bytes }: StoredTensor): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = bytes.length / (SIZES[dtype] ?? 1);
  const each = (value: (index: number) => number) => {
    const values = new Float32Array(count);
    for (let i = 0; i < count; i++) values[i] = value(i);
    return values;
  };
  if (dtype === 'F32') return each((i) => view.getFloat32(4 * i, true));
  if (dtype === 'F64') return each((i) => view.getFloat64(8 * i, true));
  if (dtype === 'F16') return each((i) => fromFloat16(view.getUint16(2 * i, true)));
  if (dtype === 'BF16') return each((i) => fromBfloat16(view.getUint16(2 * i, true)));
  throw new ModelFormatError(`Tensor "${name}" has the type ${dtype}; F32, F64, F16 and BF16 can be read.`);
}

export interface FloatTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** The file's content: the numbers as float32, in the order given. */
export function writeSafetensors(
  tensors: readonly FloatTensor[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  let at = 0;
  const entries = tensors.map(({ name, shape, values }) => {
    const begin = at;
    at += 4 * values.length;
    return [name, { dtype: 'F32', shape, data_offsets: [begin, at] }];
  });
  const text = JSON.stringify({ [METADATA]: metadata, ...Object.fromEntries(entries) });
  const plain = new TextEncoder().encode(text);
  // Blanks bring the numbers to a multiple of eight bytes.
  const header = new Uint8Array(Math.ceil(plain.length / 8) * 8).fill(0x20);
  header.set(plain);
  const length = new DataView(new ArrayBuffer(LENGTH_BYTES));
  length.setBigUint64(0, BigInt(header.length), true);
  const numbers = new DataView(new ArrayBuffer(at));
  let next = 0;
  for (const { values } of tensors) for (const value of values) numbers.setFloat32(4 * next++, value, true);
  return concatenate([new Uint8Array(length.buffer), header, new Uint8Array(numbers.buffer)]);
}

function headerText(file: Uint8Array): { text: string; end: number } {
  if (file.length < LENGTH_BYTES) {
    throw new ModelFormatError(`It ends at byte ${file.length}, before the length of its header is told.`);
  }
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = view.getBigUint64(0, true);
  if (length > BigInt(LARGEST_HEADER)) {
    throw new ModelFormatError(`Byte 0 says a header of ${length} bytes; at most ${LARGEST_HEADER} are allowed.`);
  }
  const end = LENGTH_BYTES + Number(length);
  if (end > file.length) {
    throw new ModelFormatError(`Its header ends at byte ${end}, but the file has ${file.length} bytes.`);
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(file.subarray(LENGTH_BYTES, end));
    return { text, end };
  } catch {
    throw new ModelFormatError(`Its header (bytes ${LENGTH_BYTES} to ${end}) is no UTF-8 text.`);
  }
}

function parseHeader(text: string): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch (error) {
    throw new ModelFormatError(`Its header, from byte ${LENGTH_BYTES} on, is no JSON: ${(error as Error).message}.`);
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw new ModelFormatError(`Its header, from byte ${LENGTH_BYTES} on, is no object of tensors.`);
  }
  checkNames(text);
  return header as Record<string, unknown>;
}

/** A name that comes twice: JSON would keep the last without a word. @param text valid JSON. */
function checkNames(text: string): void {
  const names = new Set<string>();
  let depth = 0;
  let before = '';
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:,]/g)) {
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    if (token.startsWith('"') && depth === 1 && before !== ':') {
      const name: string = JSON.parse(token);
      if (names.has(name)) {
        const at = LENGTH_BYTES + new TextEncoder().encode(text.slice(0, index)).length;
        throw new ModelFormatError(`Its header names the tensor "${name}" twice, the second time at byte ${at}.`);
      }
      names.add(name);
    }
    before = token;
  }
}

function textEntries(entry: unknown): Record<string, string> {
  if (typeof entry !== 'object' || entry === null) return {};
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => typeof value === 'string'));
}

function readEntry(name: string, entry: unknown, file: Uint8Array, start: number): StoredTensor {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  const sizes = (value: unknown): value is number[] =>
    Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
  if (typeof dtype !== 'string' || !sizes(shape) || !sizes(offsets) || offsets.length !== 2) {
    throw new ModelFormatError(`Tensor "${name}" lacks a usable dtype, shape or data_offsets in the header.`);
  }
  const [at, end] = [start + offsets[0], start + offsets[1]];
  if (end < at || end > file.length) {
    const place = `at bytes ${at} to ${end}`;
    throw new ModelFormatError(`Tensor "${name}" is said to lie ${place}, but the file has ${file.length} bytes.`);
  }
  const size = SIZES[dtype];
  const wanted = size === undefined ? undefined : shape.reduce((product, length) => product * length, size);
  if (wanted !== undefined && wanted !== end - at) {
    const told = `${end - at} bytes from byte ${at} on`;
    throw new ModelFormatError(`Tensor "${name}" has ${told}, but ${dtype} [${shape}] takes ${wanted}.`);
  }
  return { name, dtype, shape, at, bytes: file.subarray(at, end) };
}

/** No byte is told twice, and none is told by nobody. */
function checkLayout(tensors: readonly StoredTensor[], start: number, end: number): void {
  const placed = [...tensors].sort((a, b) => a.at - b.at || a.bytes.length - b.bytes.length);
  let next = start;
  let before = 'the header';
  for (const { name, at, bytes } of placed) {
    if (at < next) {
      throw new ModelFormatError(`Tensor "${name}" begins at byte ${at}, within ${before}, which ends at ${next}.`);
    }
    if (at > next) throw new ModelFormatError(`Bytes ${next} to ${at}, before tensor "${name}", belong to no tensor.`);
    next = at + bytes.length;
    before = `tensor "${name}"`;
  }
  if (next < end) throw new ModelFormatError(`Bytes ${next} to ${end}, behind ${before}, belong to no tensor.`);
}
