/** The header of a `.npy` array. */
import { fileFault } from '../../problems.js';

export interface Header {
  readonly shape: readonly number[];
  readonly fortran: boolean;
  /** Letter and bytes, "f8" for doubles. */
  readonly type: string;
  readonly itemSize: number;
  readonly bigEndian: boolean;
  /** First byte of the values. */
  readonly begin: number;
}

/** Kinds of numbers, by letter and bytes. */
const TYPES = ['f2', 'f4', 'f8', 'i1', 'i2', 'i4', 'i8', 'u1', 'u2', 'u4', 'u8', 'b1'];

/**
 * @param bytes the file's beginning.
 * @param size bytes of the whole.
 * @param file the problem's file, where `name` is a part of it.
 * @throws {BadInputError} where the header lies, or the values are no numbers.
 */
export function readHeader(name: string, bytes: Uint8Array, size: number, file = name): Header {
  const fault = (message: string) =>
    fileFault(file, file === name ? message : `${name.slice(file.length + 1)}: ${message}`);
  const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
  if (bytes.length < 10 || magic.some((byte, at) => bytes[at] !== byte)) throw fault('This is no NumPy array.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[6];
  if (version < 1 || version > 3 || (version > 1 && bytes.length < 12))
    throw fault(`Its version is ${version}; 1 to 3 are known.`);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const first = version === 1 ? 10 : 12;
  const begin = first + length;
  if (begin > bytes.length) throw fault(`Its header claims ${length} bytes; there are ${bytes.length - first}.`);
  const text = new TextDecoder().decode(bytes.subarray(first, begin));
  const descr = /'descr'\s*:\s*(?:'([^']*)'|(\[))/.exec(text);
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const axes = /'shape'\s*:\s*\(([\d\s,L]*)\)/.exec(text)?.[1];
  if (!descr || order === undefined || axes === undefined) throw fault('Its header cannot be read.');
  if (descr[2] !== undefined) throw fault('It has named fields; save each as an array of its own.');
  const [mark, type] = [descr[1][0], descr[1].slice(1)];
  if (type.startsWith('O')) throw fault('It holds Python objects, which are never unpickled; save numbers.');
  if (!TYPES.includes(type)) throw fault(`It holds "${descr[1]}", not numbers that can be read.`);
  const shape = axes
    .split(',')
    .map((axis) => axis.trim().replace(/L$/, ''))
    .filter((axis) => axis !== '')
    .map(Number);
  const itemSize = Number(type.slice(1));
  const values = shape.reduce((product, axis) => product * axis, 1);
  if (values * itemSize !== size - begin) {
    throw fault(`Its header claims [${shape}] values of ${itemSize} bytes, but ${size - begin} bytes follow.`);
  }
  if (values === 0 || shape.length === 0 || shape.length > 3)
    throw fault(`Its shape is [${shape}]; one to three axes are read.`);
  return { shape, fortran: order === 'True', type, itemSize, bigEndian: mark === '>', begin };
}

/** Reads whole values from bytes. */
export function valueReader({ type, itemSize, bigEndian }: Header): (bytes: Uint8Array) => Float64Array {
  const little = !bigEndian;
  const get: Record<string, (view: DataView, at: number) => number> = {
    f2: (view, at) => half(view.getUint16(at, little)),
    f4: (view, at) => view.getFloat32(at, little),
    f8: (view, at) => view.getFloat64(at, little),
    i1: (view, at) => view.getInt8(at),
    i2: (view, at) => view.getInt16(at, little),
    i4: (view, at) => view.getInt32(at, little),
    i8: (view, at) => Number(view.getBigInt64(at, little)),
    u1: (view, at) => view.getUint8(at),
    u2: (view, at) => view.getUint16(at, little),
    u4: (view, at) => view.getUint32(at, little),
    u8: (view, at) => Number(view.getBigUint64(at, little)),
    b1: (view, at) => view.getUint8(at),
  };
  const value = get[type];
  return (bytes) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Float64Array.from({ length: Math.floor(bytes.length / itemSize) }, (_, i) => value(view, i * itemSize));
  };
}

/** IEEE 754 half precision. */
function half(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  const sign = bits & 0x8000 ? -1 : 1;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
