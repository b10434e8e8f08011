/** Arithmetic among numbers that the file alone decides: sizes of arrays, scales, constants. */
import { type Context, numbers, UnsupportedNode } from './context.js';
import { broadcast, commonShape, type Numbers } from './tensors.js';

type Binary = (a: number, b: number) => number;

const BINARY: Readonly<Record<string, Binary>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
  Pow: (a, b) => a ** b,
  Min: Math.min,
  Max: Math.max,
  Mod: (a, b) => ((a % b) + b) % b,
  Equal: (a, b) => Number(a === b),
  Less: (a, b) => Number(a < b),
  Greater: (a, b) => Number(a > b),
  And: (a, b) => Number(a && b),
  Or: (a, b) => Number(a || b),
};

const UNARY: Readonly<Record<string, (a: number) => number>> = {
  Neg: (a) => -a,
  Sqrt: Math.sqrt,
  Reciprocal: (a) => 1 / a,
  Floor: Math.floor,
  Ceil: Math.ceil,
  Abs: Math.abs,
  Not: (a) => Number(!a),
};

const TRUTHS = ['Equal', 'Less', 'Greater', 'And', 'Or'];

/** Whether the operator can be computed where all its inputs are numbers. */
export function isArithmetic(type: string): boolean {
  return Object.hasOwn(BINARY, type) || Object.hasOwn(UNARY, type) || type === 'Where' || type === 'ReduceProd';
}

/** @throws {UnsupportedNode} where the arrays do not fit each other. */
export function computed(context: Context): Numbers {
  const { type } = context.node;
  const a = numbers(context, 0);
  context.budget.spend(a.dims);
  if (type === 'Where') return where(context, a);
  if (type === 'ReduceProd') {
    const product = [...a.data].reduce((all, value) => all * value, 1);
    return { ...a, dims: [], data: Float64Array.of(product) };
  }
  if (Object.hasOwn(UNARY, type)) return { ...a, data: a.data.map(UNARY[type]) };
  const b = numbers(context, 1);
  const [left, right] = [a, b].map((one) => spread(one, a, b, context));
  const whole = a.whole && b.whole;
  const operation = BINARY[type];
  const data = left.data.map((value, i) => operation(value, right.data[i]));
  if (whole && type === 'Div') return { ...left, data: data.map(Math.trunc), whole };
  return { ...left, data, whole: whole || TRUTHS.includes(type) };
}

function where(context: Context, condition: Numbers): Numbers {
  const [a, b] = [numbers(context, 1), numbers(context, 2)];
  const dims = commonShape(condition.dims, commonShape(a.dims, b.dims) ?? []);
  if (!dims) throw new UnsupportedNode('joins arrays that do not fit each other');
  const [chosen, left, right] = [condition, a, b].map((one) => broadcast(one, dims, context.budget));
  return { ...a, dims, data: left.data.map((value, i) => (chosen.data[i] ? value : right.data[i])) };
}

function spread(one: Numbers, a: Numbers, b: Numbers, { budget }: Context): Numbers {
  const dims = commonShape(a.dims, b.dims);
  if (!dims) throw new UnsupportedNode(`joins arrays of [${a.dims}] and [${b.dims}]`);
  return { ...one, ...broadcast(one, dims, budget) };
}
