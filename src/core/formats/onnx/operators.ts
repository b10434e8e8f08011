/** Operators that are layers, or parts of them: products, activations, normalization, embeddings. */

import { activationOfNode } from './activations.js';
import { attentionProduct, attentionSoftmax } from './attention.js';
import type { Marks, Rows } from './chain.js';
import { axisOf, type Context, float, input, int, numbers, type Operator, UnsupportedNode } from './context.js';
import { alike, GLUE } from './glue.js';
import { merged, reduced } from './merge.js';
import { pooled } from './pooling.js';
import { recurrent } from './recurrent.js';
import { broadcast, commonShape, type Numbers, transposed } from './tensors.js';

export const LAYERS: Readonly<Record<string, Operator>> = {
  LSTM: recurrent,
  GRU: recurrent,
  RNN: recurrent,
  MatMul: (context) => {
    const [a, b] = [input(context, 0), input(context, 1)];
    if (a.kind === 'marks' && b.kind === 'marks') return [attentionProduct(context, a, b)];
    const weights = numbers(context, 1);
    if (weights.dims.length !== 2) throw new UnsupportedNode(`multiplies by an array of [${weights.dims}]`);
    return [product(context, weights)];
  },
  Gemm: (context) => {
    if (int(context, 'transA', 0) !== 0) throw new UnsupportedNode('multiplies columns instead of rows (transA)');
    const given = numbers(context, 1);
    const turned = int(context, 'transB', 0) !== 0 ? transposed(given, [1, 0], context.budget) : given;
    const alpha = float(context, 'alpha', 1);
    const weights = { ...given, ...turned, data: alpha === 1 ? turned.data : turned.data.map((x) => alpha * x) };
    const marks = product(context, weights);
    if (!context.inputs[2]) return [marks];
    const bias = numbers(context, 2);
    const beta = float(context, 'beta', 1);
    return [affine(context, marks, bias, (shift) => ({ scale: 1, shift: beta * shift }))];
  },
  Add: (context) => [binary(context, (shift) => ({ scale: 1, shift }))],
  Sub: (context) => {
    const minuend = input(context, 0).kind === 'numbers';
    return [binary(context, (shift) => (minuend ? { scale: -1, shift } : { scale: 1, shift: -shift }))];
  },
  Mul: (context) => [binary(context, (scale) => ({ scale, shift: 0 }))],
  Div: (context) => {
    if (input(context, 0).kind === 'numbers') throw new UnsupportedNode('divides by what it is given');
    return [binary(context, (scale) => ({ scale: 1 / scale, shift: 0 }))];
  },
  Neg: (context) => {
    const one: Numbers = { kind: 'numbers', dims: [], data: Float32Array.of(-1), whole: false };
    return [affine(context, marksOf(context, 0), one, (scale) => ({ scale, shift: 0 }))];
  },
  Softmax: (context) => {
    const marks = marksOf(context, 0);
    const rank = marks.dims.length;
    const axis = axisOf(int(context, 'axis', context.opset < 13 ? 1 : -1), rank);
    if (axis !== rank - 1) throw new UnsupportedNode('goes over another axis than the last');
    const attention = attentionSoftmax(context, marks);
    if (attention) return [attention];
    const { source } = wholeRows(context, marks);
    const part = { kind: 'activation', activation: 'softmax' } as const;
    return [context.chain.onEach(source, marks, part, context.node.name)];
  },
  LayerNormalization: (context) => {
    const marks = marksOf(context, 0);
    if (axisOf(int(context, 'axis', -1), marks.dims.length) !== marks.dims.length - 1) {
      throw new UnsupportedNode('normalizes over more than the last axis');
    }
    const rows = wholeRows(context, marks);
    const { units } = rows.source;
    const vector = (index: number) => {
      if (!context.inputs[index]) return undefined;
      const values = Float32Array.from(numbers(context, index).data);
      if (values.length !== units) throw new UnsupportedNode(`has ${values.length} weights for ${units} units`);
      return values;
    };
    const epsilon = float(context, 'epsilon', 1e-5);
    const part = { kind: 'normalization', epsilon, gamma: vector(1), beta: vector(2) } as const;
    return [context.chain.behind(rows, part, context.node.name, units).marks];
  },
  BatchNormalization: (context) => {
    const marks = marksOf(context, 0);
    const [scale, shift, mean, variance] = [1, 2, 3, 4].map((index) => numbers(context, index));
    const epsilon = float(context, 'epsilon', 1e-5);
    const factors = scale.data.map((value, i) => value / Math.sqrt(variance.data[i] + epsilon));
    const offsets = shift.data.map((value, i) => value - mean.data[i] * factors[i]);
    const dims = marks.dims.map((_, axis) => (axis === 1 ? scale.data.length : 1));
    const along = (data: Numbers['data']): Numbers => ({ kind: 'numbers', dims, data, whole: false });
    const scaled = affine(context, marks, along(factors), (factor) => ({ scale: factor, shift: 0 }));
    return [affine(context, scaled, along(offsets), (offset) => ({ scale: 1, shift: offset }))];
  },
  Gather: (context) => {
    const indices = input(context, 1);
    if (indices.kind === 'numbers') return GLUE.Gather(context);
    return [embedding(context, indices)];
  },
  ReduceSum: (context) => [reduced(context, 'sum')],
  ReduceMean: (context) => [pooled(context) ?? reduced(context, 'ave')],
  ReduceProd: (context) => [reduced(context, 'mul')],
};

/** @throws {UnsupportedNode} where the activation is none of ours. */
export function activation(context: Context): Marks[] {
  const { node, chain } = context;
  const marks = marksOf(context, 0);
  const given = (name: string) => node.attributes.get(name)?.float;
  const known = activationOfNode(node.type, { alpha: given('alpha'), beta: given('beta'), gamma: given('gamma') });
  if (!known) throw new UnsupportedNode('has constants that no activation here has');
  const source = chain.sourceOf(marks);
  if (!source || source.part.kind === 'input') throw new UnsupportedNode('does not follow a layer');
  return [chain.onEach(source, marks, { kind: 'activation', activation: known }, node.name)];
}

function marksOf(context: Context, index: number): Marks {
  const value = input(context, index);
  if (value.kind === 'marks') return value;
  throw new UnsupportedNode('reads fixed numbers only');
}

function wholeRows({ chain }: Context, marks: Marks): Rows {
  const rows = chain.rowsOf(marks);
  if (rows) return rows;
  throw new UnsupportedNode('reads something else than all units of one layer, at every step or at the last');
}

/** Rows times weights [inputs, units]. */
function product(context: Context, { dims: [inputs, units], data }: Numbers): Marks {
  const rows = wholeRows(context, marksOf(context, 0));
  if (rows.source.units !== inputs) {
    throw new UnsupportedNode(`multiplies ${rows.source.units} values by weights for ${inputs}`);
  }
  const part = { kind: 'dense', kernel: Float32Array.from(data) } as const;
  return context.chain.behind(rows, part, context.node.name, units).marks;
}

/** What is given with a fixed number, or the two directions of a layer with each other. */
function binary(context: Context, means: (value: number) => { scale: number; shift: number }): Marks {
  const [a, b] = [input(context, 0), input(context, 1)];
  if (a.kind === 'marks' && b.kind === 'marks') return merged(context, a, b);
  const [marks, fixed] = a.kind === 'marks' ? [a, b] : [b, a];
  return affine(context, marks as Marks, fixed as Numbers, means);
}

/** Every unit times a number plus a number, the same at all steps and samples. */
function affine(
  context: Context,
  marks: Marks,
  fixed: Numbers,
  means: (value: number) => { scale: number; shift: number },
): Marks {
  const { chain, budget, node } = context;
  const dims = commonShape(marks.dims, fixed.dims);
  const source = chain.sourceOf(marks);
  if (!dims || !source) throw new UnsupportedNode('joins arrays that do not fit each other');
  const wide = alike(marks, broadcast(marks, dims, budget)) as Marks;
  const values = broadcast(fixed, dims, budget).data;
  const { units, base } = source;
  const scale = new Float32Array(units).fill(1);
  const shift = new Float32Array(units);
  const seen = new Float64Array(units).fill(Number.NaN);
  for (const [i, mark] of wide.data.entries()) {
    const unit = (mark - base) % units;
    if (Number.isNaN(seen[unit])) {
      seen[unit] = values[i];
      ({ scale: scale[unit], shift: shift[unit] } = means(values[i]));
    }
    if (seen[unit] !== values[i]) throw new UnsupportedNode('has other numbers for other steps or samples');
  }
  if (scale.every((one) => one === 1) && shift.every((one) => one === 0)) return wide;
  return chain.onEach(source, wide, { kind: 'affine', scale, shift }, node.name);
}

function embedding(context: Context, indices: Marks): Marks {
  const table = numbers(context, 0);
  const source = context.chain.sourceOf(indices);
  const first = source?.part.kind === 'input' && source.units === 1;
  if (!first || table.dims.length !== 2 || int(context, 'axis', 0) !== 0) {
    throw new UnsupportedNode('looks up what the model does not read as ids');
  }
  const rows = wholeRows(context, { ...indices, dims: [...indices.dims, 1] });
  const part = { kind: 'embedding', table: Float32Array.from(table.data) } as const;
  return context.chain.behind(rows, part, context.node.name, table.dims[1]).marks;
}
