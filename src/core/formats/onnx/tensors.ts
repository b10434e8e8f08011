/** Arrays of a graph that is followed: how they are cut, turned and joined, whatever their elements mean. */
import { ModelFormatError } from '../formatError.js';
import { fromBfloat16, fromFloat16 } from '../halfFloats.js';
import type { OnnxTensor } from './messages.js';

/** Row-major. */
export interface Grid {
  readonly dims: readonly number[];
  readonly data: Float32Array | Float64Array;
}

/** Values known from the file alone; `whole` where they are integers, which divide as such. */
export interface Numbers extends Grid {
  readonly kind: 'numbers';
  readonly whole: boolean;
}

/** More elements are not made on the way through a graph, all of its nodes together. */
const MOST_ELEMENTS = 2 ** 26;
/** Elements that are looked at, all nodes together. */
const MOST_VISITS = 2 ** 31;
/** Axes of an array. */
export const MOST_AXES = 32;

/** Counts what is made, so that a small file cannot ask for much memory or time. */
export class Budget {
  private left = MOST_ELEMENTS;
  private visits = MOST_VISITS;

  /** @throws {ModelFormatError} where the nodes of the graph look at too much. */
  visit(count: number): void {
    this.visits -= count;
    if (this.visits < 0) throw new ModelFormatError('It has too many nodes with large arrays to be followed.');
  }

  /** @returns the number of elements of an array of this shape. @throws {ModelFormatError} where it is too much. */
  spend(dims: readonly number[]): number {
    const count = size(dims);
    this.left -= count;
    if (this.left >= 0) return count;
    throw new ModelFormatError(`Its arrays are too large to be followed: one of [${dims}] comes on top.`);
  }
}

export function size(dims: readonly number[]): number {
  return dims.reduce((product, length) => product * length, 1);
}

/** Steps in memory between neighbours along each axis. */
export function strides(dims: readonly number[]): number[] {
  const steps = dims.map(() => 1);
  for (let axis = dims.length - 2; axis >= 0; axis--) steps[axis] = steps[axis + 1] * dims[axis + 1];
  return steps;
}

/** Elements with the given steps between neighbours along each axis of the result; 0 repeats. */
export function strided({ data }: Grid, dims: readonly number[], steps: readonly number[], budget: Budget): Grid {
  const result = like(data, budget.spend(dims));
  const at = dims.map(() => 0);
  let from = 0;
  for (let i = 0; i < result.length; i++) {
    result[i] = data[from];
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      from += steps[axis];
      if (++at[axis] < dims[axis]) break;
      from -= steps[axis] * dims[axis];
      at[axis] = 0;
    }
  }
  return { dims, data: result };
}

export function transposed(grid: Grid, order: readonly number[], budget: Budget): Grid {
  const steps = strides(grid.dims);
  return strided(
    grid,
    order.map((axis) => grid.dims[axis]),
    order.map((axis) => steps[axis]),
    budget,
  );
}

/** The given places along an axis, in the given order. */
export function selected({ dims, data }: Grid, axis: number, places: readonly number[], budget: Budget): Grid {
  const outer = size(dims.slice(0, axis));
  const inner = size(dims.slice(axis + 1));
  const chosen = [...dims.slice(0, axis), places.length, ...dims.slice(axis + 1)];
  const result = like(data, budget.spend(chosen));
  let to = 0;
  // An array without elements may have many rows all the same.
  for (let block = 0; result.length > 0 && block < outer; block++) {
    for (const place of places) {
      const from = (block * dims[axis] + place) * inner;
      result.set(data.subarray(from, from + inner), to);
      to += inner;
    }
  }
  return { dims: chosen, data: result };
}

/** @param parts alike but along the axis. */
export function concatenated(parts: readonly Grid[], axis: number, budget: Budget): Grid {
  const [{ dims: first, data }] = parts;
  const length = parts.reduce((sum, { dims }) => sum + dims[axis], 0);
  const dims = first.map((own, index) => (index === axis ? length : own));
  const result = like(data, budget.spend(dims));
  const outer = size(first.slice(0, axis));
  let to = 0;
  for (let block = 0; block < outer; block++) {
    for (const part of parts) {
      const inner = size(part.dims.slice(axis));
      result.set(part.data.subarray(block * inner, (block + 1) * inner), to);
      to += inner;
    }
  }
  return { dims, data: result };
}

/** The shape that two arrays have together; undefined where they do not fit (as in NumPy). */
export function commonShape(a: readonly number[], b: readonly number[]): number[] | undefined {
  const rank = Math.max(a.length, b.length);
  const dims: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const [x, y] = [a, b].map((own) => own[axis - rank + own.length] ?? 1);
    if (x !== y && x !== 1 && y !== 1) return undefined;
    dims.push(x === 1 ? y : x);
  }
  return dims;
}

/** @param dims a shape that the array can be repeated to. */
export function broadcast(grid: Grid, dims: readonly number[], budget: Budget): Grid {
  if (grid.dims.join() === dims.join()) return grid;
  const steps = strides(grid.dims);
  const rank = dims.length - grid.dims.length;
  const wanted = dims.map((_, axis) => (axis < rank || grid.dims[axis - rank] === 1 ? 0 : steps[axis - rank]));
  return strided(grid, dims, wanted, budget);
}

/** Float32Array stays what it is; whole numbers and codes need 64 bits. */
function like(data: Grid['data'], length: number): Float32Array | Float64Array {
  return data instanceof Float32Array ? new Float32Array(length) : new Float64Array(length);
}

/** Of TensorProto.DataType: name, bytes, and how a number is read. */
const TYPES: Readonly<Record<number, [name: string, bytes: number, read: (view: DataView, at: number) => number]>> = {
  1: ['FLOAT', 4, (view, at) => view.getFloat32(at, true)],
  2: ['UINT8', 1, (view, at) => view.getUint8(at)],
  3: ['INT8', 1, (view, at) => view.getInt8(at)],
  6: ['INT32', 4, (view, at) => view.getInt32(at, true)],
  7: ['INT64', 8, (view, at) => Number(view.getBigInt64(at, true))],
  9: ['BOOL', 1, (view, at) => view.getUint8(at)],
  10: ['FLOAT16', 2, (view, at) => fromFloat16(view.getUint16(at, true))],
  11: ['DOUBLE', 8, (view, at) => view.getFloat64(at, true)],
  16: ['BFLOAT16', 2, (view, at) => fromBfloat16(view.getUint16(at, true))],
};
const FLOATS = [1, 10, 11, 16];
/** Types of two bytes keep their bits where they stand as numbers. */
const BITS: Readonly<Record<number, (bits: number) => number>> = { 10: fromFloat16, 16: fromBfloat16 };

export function isWhole(type: number): boolean {
  return !FLOATS.includes(type);
}

/** @throws {ModelFormatError} naming the tensor that is damaged or stands in another file. */
export function numbersOf({ name, dims, type, raw, values, external }: OnnxTensor): Numbers {
  const fault = (what: string) => new ModelFormatError(`Tensor "${name}" ${what}.`);
  if (external) {
    throw fault('stands in another file (external data): save the model with its weights inside, in one file');
  }
  const known = TYPES[type];
  if (!known) throw fault(`has numbers of type ${type}, which cannot be read`);
  const [typeName, bytes, read] = known;
  const usable = dims.length <= MOST_AXES && dims.every((length) => Number.isSafeInteger(length) && length >= 0);
  if (!usable) throw fault(`has the shape [${dims}]`);
  const count = size(dims);
  const given = raw ? raw.length / bytes : values.length;
  if (given !== count) throw fault(`has ${given} numbers, but ${typeName} [${dims}] is ${count}`);
  const whole = isWhole(type);
  const data = whole ? new Float64Array(count) : new Float32Array(count);
  if (raw) {
    const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
    for (let i = 0; i < count; i++) data[i] = read(view, i * bytes);
  } else {
    const value = BITS[type] ?? ((number: number) => number);
    for (let i = 0; i < count; i++) data[i] = value(values[i]);
  }
  return { kind: 'numbers', dims, data, whole };
}
