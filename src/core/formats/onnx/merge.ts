/** The two directions of a bidirectional layer, added, averaged or multiplied. */
import type { MergeMode } from '../../model/spec.js';
import type { Marks, Source } from './chain.js';
import { axisOf, type Context, input, int, UnsupportedNode, wholes } from './context.js';
import { selected } from './tensors.js';

type Mode = Exclude<MergeMode, 'concat'>;

/** Add or Mul of two arrays that are given. */
export function merged(context: Context, a: Marks, b: Marks): Marks {
  const { type } = context.node;
  const mode: Mode | undefined = type === 'Add' ? 'sum' : type === 'Mul' ? 'mul' : undefined;
  if (!mode) throw new UnsupportedNode('joins two branches');
  return joinDirections(context, a, b, mode);
}

/** A reduction over the axis of directions. */
export function reduced(context: Context, mode: Mode): Marks {
  const value = input(context, 0);
  const [axis, ...others] = wholes(context, 1, 'axes') ?? [];
  if (value.kind === 'numbers' || axis === undefined || others.length > 0) {
    throw new UnsupportedNode('reduces something else than two directions');
  }
  const along = axisOf(axis, value.dims.length);
  if (value.dims[along] !== 2 || context.chain.sourceOf(value)?.end !== 'halves') {
    throw new UnsupportedNode('reduces something else than two directions');
  }
  const [a, b] = [0, 1].map((place) => ({ ...value, ...selected(value, along, [place], context.budget) }));
  const joined = joinDirections(context, a, b, mode);
  if (int(context, 'keepdims', 1) !== 0) return joined;
  return { ...joined, dims: joined.dims.filter((_, own) => own !== along) };
}

function joinDirections({ chain, node }: Context, a: Marks, b: Marks, mode: Mode): Marks {
  const source = chain.sourceOf(a);
  if (!source || source !== chain.sourceOf(b) || source.end !== 'halves' || source.part.kind !== 'recurrent') {
    throw new UnsupportedNode('joins two branches');
  }
  if (a.dims.join() !== b.dims.join()) throw new UnsupportedNode('joins arrays that do not fit each other');
  const last = isLast(source, a, b);
  const { units, steps = 1, base } = source;
  const own = units / 2;
  const merge = chain.add({
    part: { kind: 'merge', mode },
    node: node.name,
    parent: source,
    reads: last ? 'last' : 'all',
    steps: last ? undefined : steps,
    units: own,
    end: 'none',
  });
  const data = a.data.map((mark) => {
    const [place, unit] = [Math.floor((mark - base) / units), (mark - base) % units];
    return merge.base + (last ? Math.floor(place / steps) : place) * own + unit;
  });
  return { ...a, data };
}

/** Whether it is the last states that are joined, and not those of each step. */
function isLast({ units, steps = 1, base }: Source, a: Marks, b: Marks): boolean {
  const own = units / 2;
  const all = (apart: (step: number) => number) =>
    a.data.every((mark, i) => {
      const [place, unit] = [Math.floor((mark - base) / units), (mark - base) % units];
      return unit < own && b.data[i] === mark + own - apart(place % steps) * units;
    });
  // Of one step both are the same; an array of vectors has two axes.
  if (all(() => 0) && (steps > 1 || a.dims.length > 3)) return false;
  const ends = a.data.every((mark) => Math.floor((mark - base) / units) % steps === steps - 1);
  if (ends && all(() => steps - 1)) return true;
  throw new UnsupportedNode('joins the two directions of different steps');
}
