/** Operators that only move numbers: the same for those that are known and for marks of those that are not. */
import type { Marks } from './chain.js';
import {
  axisOf,
  type Context,
  input,
  int,
  numbers,
  type Operator,
  tensor,
  UnsupportedNode,
  wholes,
} from './context.js';
import {
  broadcast,
  commonShape,
  concatenated,
  type Grid,
  isWhole,
  MOST_AXES,
  type Numbers,
  selected,
  size,
  strided,
  strides,
  transposed,
} from './tensors.js';

export const GLUE: Readonly<Record<string, Operator>> = {
  Identity: (context) => [input(context, 0)],
  Dropout: (context) => [input(context, 0)],
  Constant: (context) => [constant(context)],
  ConstantOfShape: (context) => {
    const value = tensor(context, 'value');
    const dims = shapeFrom([...numbers(context, 0).data]);
    const one = value ?? { data: new Float32Array(1), whole: false };
    const filled = strided({ dims: [1], data: one.data }, dims, zeros(dims), context.budget);
    return [{ kind: 'numbers', ...filled, whole: one.whole }];
  },
  Cast: (context) => {
    const value = input(context, 0);
    if (value.kind === 'marks') return [value];
    const whole = isWhole(int(context, 'to', 1));
    context.budget.spend(value.dims);
    const data = whole ? Float64Array.from(value.data, Math.trunc) : Float32Array.from(value.data);
    return [{ ...value, data, whole }];
  },
  Shape: (context) => {
    const { dims } = input(context, 0);
    const place = (at: number) => (at < 0 ? at + dims.length : at);
    return [wholeNumbers(dims.slice(place(int(context, 'start', 0)), place(int(context, 'end', dims.length))))];
  },
  Size: (context) => [{ ...wholeNumbers([size(input(context, 0).dims)]), dims: [] }],
  Transpose: (context) => {
    const value = input(context, 0);
    const order =
      context.node.attributes.get('perm')?.ints ?? value.dims.map((_, axis) => value.dims.length - 1 - axis);
    const axes = new Set(order.map((axis) => axisOf(axis, value.dims.length)));
    if (axes.size !== value.dims.length) throw new UnsupportedNode(`has the order [${order}] of axes`);
    return [alike(value, transposed(value, order, context.budget))];
  },
  Reshape: (context) => {
    const value = input(context, 0);
    const wanted = wholes(context, 1, 'shape') ?? [];
    return [
      alike(value, { dims: resolvedShape(value.dims, wanted, int(context, 'allowzero', 0) !== 0), data: value.data }),
    ];
  },
  Flatten: (context) => {
    const value = input(context, 0);
    const axis = int(context, 'axis', 1);
    const outer = size(value.dims.slice(0, axis < 0 ? axis + value.dims.length : axis));
    return [alike(value, { dims: [outer, outer === 0 ? 0 : size(value.dims) / outer], data: value.data })];
  },
  Squeeze: (context) => {
    const value = input(context, 0);
    const axes = wholes(context, 1, 'axes')?.map((axis) => axisOf(axis, value.dims.length));
    if (axes?.some((axis) => value.dims[axis] !== 1))
      throw new UnsupportedNode('squeezes an axis that is not of size 1');
    const dims = value.dims.filter((length, axis) => (axes ? !axes.includes(axis) : length !== 1));
    return [alike(value, { dims, data: value.data })];
  },
  Unsqueeze: (context) => {
    const value = input(context, 0);
    const added = wholes(context, 1, 'axes') ?? [];
    const rank = value.dims.length + added.length;
    if (rank > MOST_AXES) throw new UnsupportedNode(`gives an array of ${rank} axes`);
    const axes = added.map((axis) => axisOf(axis, rank));
    const rest = [...value.dims];
    const dims = Array.from({ length: rank }, (_, axis) => (axes.includes(axis) ? 1 : (rest.shift() ?? 1)));
    return [alike(value, { dims, data: value.data })];
  },
  Expand: (context) => {
    const value = input(context, 0);
    const dims = commonShape(value.dims, shapeFrom([...numbers(context, 1).data]));
    if (!dims) throw new UnsupportedNode('repeats an array to a shape that it does not fit');
    return [alike(value, broadcast(value, dims, context.budget))];
  },
  Tile: (context) => {
    let value: Grid = input(context, 0);
    const repeats = shapeFrom([...numbers(context, 1).data]);
    if (repeats.length !== value.dims.length) throw new UnsupportedNode(`repeats [${value.dims}] [${repeats}] times`);
    for (const [axis, times] of repeats.entries()) {
      const length = value.dims[axis];
      context.budget.spend([length, times]);
      const places = Array.from({ length: length * times }, (_, place) => place % length);
      value = selected(value, axis, places, context.budget);
    }
    return [alike(input(context, 0), value)];
  },
  Concat: (context) => {
    const parts = context.inputs.map((_, index) => input(context, index)).filter(({ data }) => data.length > 0);
    if (parts.length === 0) return [input(context, 0)];
    const [first] = parts;
    const axis = axisOf(int(context, 'axis', 0), first.dims.length);
    if (parts.some(({ kind }) => kind !== first.kind))
      throw new UnsupportedNode('joins what it is given with fixed numbers');
    const rest = ({ dims }: Grid) => dims.filter((_, other) => other !== axis).join();
    if (parts.some((part) => rest(part) !== rest(first) || part.dims.length !== first.dims.length)) {
      throw new UnsupportedNode('joins arrays that do not fit each other');
    }
    return [alike(first, concatenated(parts, axis, context.budget))];
  },
  Gather: (context) => {
    const value = input(context, 0);
    const indices = numbers(context, 1);
    const axis = axisOf(int(context, 'axis', 0), value.dims.length);
    const picked = selected(value, axis, places([...indices.data], value.dims[axis]), context.budget);
    const dims = [...value.dims.slice(0, axis), ...indices.dims, ...value.dims.slice(axis + 1)];
    return [alike(value, { dims, data: picked.data })];
  },
  Slice: (context) => [slice(context)],
  Split: (context) => split(context),
};

function constant(context: Context): Numbers {
  const { attributes } = context.node;
  const value = tensor(context, 'value');
  if (value) return value;
  const whole = attributes.get('value_int') ?? attributes.get('value_ints');
  if (whole) return attributes.has('value_int') ? { ...wholeNumbers([whole.int]), dims: [] } : wholeNumbers(whole.ints);
  const broken = attributes.get('value_float') ?? attributes.get('value_floats');
  if (!broken) throw new UnsupportedNode('holds no numbers');
  const single = attributes.has('value_float');
  const data = Float32Array.from(single ? [broken.float] : broken.floats);
  return { kind: 'numbers', dims: single ? [] : [data.length], data, whole: false };
}

function slice(context: Context): Numbers | Marks {
  const value = input(context, 0);
  const rank = value.dims.length;
  const starts = wholes(context, 1, 'starts') ?? [];
  const ends = wholes(context, 2, 'ends') ?? [];
  const axes = wholes(context, 3, 'axes') ?? starts.map((_, axis) => axis);
  const steps = wholes(context, 4, 'steps') ?? [];
  let result: Grid = value;
  for (const [index, start] of starts.entries()) {
    const axis = axisOf(axes[index], rank);
    const length = value.dims[axis];
    const step = steps[index] ?? 1;
    if (!Number.isInteger(step) || step === 0) throw new UnsupportedNode(`has the step ${step}`);
    const bound = (at: number, least: number, most: number) =>
      Math.min(most, Math.max(least, at < 0 ? at + length : at));
    const [least, most] = step > 0 ? [0, length] : [-1, length - 1];
    const [from, to] = [bound(start, Math.max(0, least), most), bound(ends[index], least, most)];
    context.budget.spend([Math.max(0, Math.ceil((to - from) / step))]);
    const chosen: number[] = [];
    for (let place = from; step > 0 ? place < to : place > to; place += step) chosen.push(place);
    result = selected(result, axis, chosen, context.budget);
  }
  return alike(value, result);
}

function split(context: Context): (Numbers | Marks)[] {
  const value = input(context, 0);
  const axis = axisOf(int(context, 'axis', 0), value.dims.length);
  const length = value.dims[axis];
  const count = context.node.outputs.length;
  const each = Math.ceil(length / count);
  const sizes =
    wholes(context, 1, 'split') ?? Array.from({ length: count }, (_, part) => Math.min(each, length - part * each));
  if (shapeFrom(sizes).reduce((sum, own) => sum + own, 0) !== length) {
    throw new UnsupportedNode(`cuts ${length} into [${sizes}]`);
  }
  let start = 0;
  return sizes.map((own) => {
    context.budget.spend([own]);
    const chosen = places(
      Array.from({ length: own }, (_, place) => start + place),
      length,
    );
    start += own;
    return alike(value, selected(value, axis, chosen, context.budget));
  });
}

/** @throws {UnsupportedNode} where one is outside. */
function places(indices: readonly number[], length: number): number[] {
  return indices.map((index) => {
    const place = index < 0 ? index + length : index;
    if (Number.isInteger(place) && place >= 0 && place < length) return place;
    throw new UnsupportedNode(`takes the place ${index} of ${length}`);
  });
}

function resolvedShape(dims: readonly number[], wanted: readonly number[], zeroIsZero: boolean): number[] {
  const copied = wanted.map((length, axis) => (length === 0 && !zeroIsZero ? (dims[axis] ?? 0) : length));
  if (wanted.length > MOST_AXES) throw new UnsupportedNode(`gives an array of ${wanted.length} axes`);
  const rest = copied.filter((length) => length !== -1).reduce((product, length) => product * length, 1);
  const whole = copied.map((length) => (length === -1 ? size(dims) / rest : length));
  if (size(whole) === size(dims) && whole.every((length) => Number.isInteger(length) && length >= 0)) return whole;
  throw new UnsupportedNode(`reshapes [${dims}] to [${wanted}]`);
}

function shapeFrom(dims: readonly number[]): number[] {
  if (dims.every((length) => Number.isInteger(length) && length >= 0)) return [...dims];
  throw new UnsupportedNode(`has the shape [${dims}]`);
}

function zeros(dims: readonly number[]): number[] {
  return strides(dims).map(() => 0);
}

function wholeNumbers(values: readonly number[]): Numbers {
  return { kind: 'numbers', dims: [values.length], data: Float64Array.from(values), whole: true };
}

/** What has been moved means what it has meant. */
export function alike(value: Numbers | Marks, grid: Grid): Numbers | Marks {
  return { ...value, ...grid };
}
