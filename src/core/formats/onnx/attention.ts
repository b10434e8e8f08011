/**
 * Scaled dot-product attention as exporters write it: queries times keys, softmax, times values, each with glue around
 * it. The three are rows of products of one and the same input.
 */
import type { Marks, Source } from './chain.js';
import { type Context, UnsupportedNode } from './context.js';
import type { Linear, Part } from './parts.js';

/** Rows [places, columns] of one head of one sample, within an array of many. */
interface Block {
  readonly sample: number;
  /** First unit of the head. */
  readonly unit: number;
}

interface Blocks {
  readonly source: Source;
  readonly blocks: readonly Block[];
  /** Units of a head. */
  readonly width: number;
}

/** Product of two arrays that are given. @throws {UnsupportedNode} where it is no part of attention. */
export function attentionProduct(context: Context, a: Marks, b: Marks): Marks {
  const scores = context.chain.sourceOf(a)?.part.kind === 'attentionWeights';
  return scores ? weightedValues(context, a, b) : scoresOf(context, a, b);
}

/** Queries [.., steps, width] times keys [.., width, steps]. */
function scoresOf(context: Context, a: Marks, b: Marks): Marks {
  const { chain, node } = context;
  const queries = blocksOf(context, a, false);
  const keys = blocksOf(context, b, true);
  const { steps } = queries.source;
  if (steps === undefined || steps !== keys.source.steps || queries.width !== keys.width) throw noAttention();
  const [query, key] = [linearPart(queries), linearPart(keys)];
  const heads = headsOf(queries.blocks, keys.blocks, queries.width, chain.samples);
  const part: Part = { kind: 'scores', query, key, heads: heads.count, width: queries.width };
  const parent = query.parent;
  if (parent !== key.parent) throw noAttention();
  const units = heads.count * steps;
  const source = chain.add({ part, node: node.name, parent, reads: 'all', steps, units, end: 'none' });
  const data = new Float64Array(queries.blocks.length * steps * steps);
  let to = 0;
  for (const [index, { sample }] of queries.blocks.entries()) {
    for (let i = 0; i < steps; i++) {
      const start = source.base + (sample * steps + i) * units + heads.of[index] * steps;
      for (let j = 0; j < steps; j++) data[to++] = start + j;
    }
  }
  return { kind: 'marks', dims: [...a.dims.slice(0, -1), steps], data };
}

/** Softmax of scores over the steps that are looked at; undefined where the marks are no scores. */
export function attentionSoftmax({ chain, node }: Context, marks: Marks): Marks | undefined {
  const source = chain.sourceOf(marks);
  const found = source && scoresBehind(source);
  if (!found) return undefined;
  const { steps = 1, base } = source;
  const rows = marks.data.every((mark, i) => (mark - base) % steps === i % steps);
  if (!rows || marks.dims.at(-1) !== steps) throw noAttention();
  return chain.onEach(source, marks, { ...found, kind: 'attentionWeights' }, node.name);
}

/** The scores, with the factor that they have been multiplied by on the way. */
function scoresBehind({ part, parent }: Source): Extract<Part, { kind: 'scores' }> | undefined {
  if (part.kind === 'scores') return part;
  const before = part.kind === 'affine' && parent ? scoresBehind(parent) : undefined;
  if (!before || part.kind !== 'affine') return undefined;
  const [factor] = part.scale;
  if (part.scale.some((one) => one !== factor) || part.shift.some((one) => one !== 0)) throw noAttention();
  return { ...before, query: scaled(before.query, factor) };
}

/** Weights [.., steps, steps] times values [.., steps, width]. */
function weightedValues(context: Context, a: Marks, b: Marks): Marks {
  const { chain, node } = context;
  const source = chain.sourceOf(a)!;
  const { part, steps = 1, units, base, parent } = source;
  const values = blocksOf(context, b, false);
  if (part.kind !== 'attentionWeights' || values.source.steps !== steps) throw noAttention();
  const value = linearPart(values);
  const { heads, width, query, key } = part;
  const blocks = values.blocks.map((_, index): Block => {
    const place = a.data[index * steps * steps] - base;
    return { sample: Math.floor(place / (steps * units)), unit: ((place % units) / steps) * width };
  });
  const order = headsOf(blocks, values.blocks, width, chain.samples);
  const whole = a.data.every((mark, i) => {
    const [block, rest] = [Math.floor(i / (steps * steps)), i % (steps * steps)];
    const { sample, unit } = blocks[block];
    const row = sample * steps + Math.floor(rest / steps);
    return mark - base === row * units + (unit / width) * steps + (rest % steps);
  });
  const same = value.parent === query.parent && values.width === width && order.count === heads;
  if (!whole || !same || !parent || a.data.length !== blocks.length * steps * steps) throw noAttention();
  const joined: Part = { kind: 'attention', heads, width, query, key, value };
  const own = heads * width;
  const given = chain.add({
    part: joined,
    node: node.name,
    parent: value.parent,
    reads: 'all',
    steps,
    units: own,
    end: 'none',
  });
  const data = new Float64Array(blocks.length * steps * width);
  let to = 0;
  for (const { sample, unit } of blocks) {
    for (let i = 0; i < steps; i++) {
      const start = given.base + (sample * steps + i) * own + unit;
      for (let d = 0; d < width; d++) data[to++] = start + d;
    }
  }
  return { kind: 'marks', dims: [...a.dims.slice(0, -1), width], data };
}

/** Cuts an array into matrices, each all steps of one head of one sample; of keys they are turned. */
function blocksOf({ chain }: Context, marks: Marks, turned: boolean): Blocks {
  const source = chain.sourceOf(marks);
  const steps = source?.steps;
  if (!source || steps === undefined || marks.dims.length < 3) throw noAttention();
  const [rows, columns] = marks.dims.slice(-2);
  const width = turned ? rows : columns;
  if ((turned ? columns : rows) !== steps) throw noAttention();
  const { units, base } = source;
  const count = marks.data.length / (steps * width);
  const blocks = Array.from({ length: count }, (_, index): Block => {
    const start = index * steps * width;
    const place = marks.data[start] - base;
    const block = { sample: Math.floor(place / (steps * units)), unit: place % units };
    for (let step = 0; step < steps; step++) {
      for (let d = 0; d < width; d++) {
        const mark = marks.data[start + (turned ? d * steps + step : step * width + d)];
        if (mark - base !== (block.sample * steps + step) * units + block.unit + d) throw noAttention();
      }
    }
    return block;
  });
  return { source, blocks, width };
}

/** The head of each block. @throws {UnsupportedNode} where the two do not go through the same heads. */
function headsOf(a: readonly Block[], b: readonly Block[], width: number, samples: number) {
  const [first, other] = [a, b].map((blocks) => Math.min(...blocks.map(({ unit }) => unit)));
  const of = a.map(({ unit }) => (unit - first) / width);
  const count = a.length / samples;
  const seen = new Set(a.map(({ sample }, index) => sample * count + of[index]));
  const alike = a.every(
    ({ sample }, index) => sample === b[index]?.sample && b[index].unit - other === of[index] * width,
  );
  const whole = of.every((head) => Number.isInteger(head) && head < count) && seen.size === a.length;
  if (!alike || !whole || !Number.isInteger(count)) throw noAttention();
  return { of, count };
}

/** The product of the input from which the rows of all heads come. */
function linearPart({ source, blocks, width }: Blocks): Linear {
  const units = blocks.map(({ unit }) => unit);
  const [from, to] = [Math.min(...units), Math.max(...units) + width];
  const { parent, kernel, bias } = linearOf(source);
  const [inputs, all] = [parent.units, source.units];
  const columns = to - from;
  const cut = new Float32Array(inputs * columns);
  for (let row = 0; row < inputs; row++) cut.set(kernel.subarray(row * all + from, row * all + to), row * columns);
  return { parent, kernel: cut, bias: bias?.slice(from, to) };
}

/** Products, biases and factors on the way, as one product and bias. */
function linearOf({ part, parent, units }: Source): Linear {
  if (!parent) throw noAttention();
  if (part.kind === 'dense') return { parent, kernel: part.kernel };
  if (part.kind !== 'affine') throw noAttention();
  const before = linearOf(parent);
  const { scale, shift } = part;
  const bias = (before.bias ?? new Float32Array(units)).map((value, unit) => value * scale[unit] + shift[unit]);
  const kernel = before.kernel.map((value, i) => value * scale[i % units]);
  return { parent: before.parent, kernel, bias };
}

function scaled({ parent, kernel, bias }: Linear, factor: number): Linear {
  return { parent, kernel: kernel.map((x) => factor * x), bias: bias?.map((x) => factor * x) };
}

function noAttention(): UnsupportedNode {
  return new UnsupportedNode('multiplies what two layers give, but not as attention of a sequence over itself does');
}
