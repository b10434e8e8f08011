/** The mean of all steps of what a layer gives. */
import type { Marks } from './chain.js';
import { axisOf, type Context, input, int, wholes } from './context.js';

/**
 * ReduceMean over the axis of steps.
 * @returns undefined where it takes the mean of something else.
 */
export function pooled(context: Context): Marks | undefined {
  const { chain, node } = context;
  const value = input(context, 0);
  const [axis, ...others] = wholes(context, 1, 'axes') ?? [];
  if (value.kind === 'numbers' || axis === undefined || others.length > 0) return undefined;
  const along = axisOf(axis, value.dims.length);
  const rows = chain.rowsOf(value);
  const steps = rows?.source.steps;
  if (!rows || steps === undefined || rows.reads !== 'all') return undefined;
  const { source: parent, dims, places } = rows;
  if (dims.length !== 2 || along > 1 || dims[along] !== steps) return undefined;
  // Rows of one sample stand along the axis, whichever of the two it is.
  const stride = along === 0 ? dims[1] : 1;
  const starts = places.filter((_, row) => Math.floor(row / stride) % steps === 0);
  const samples = starts.map((place) => Math.floor(place / steps));
  const alike = places.every((place, row) => {
    const sample = along === 0 ? row % dims[1] : Math.floor(row / steps);
    return Math.floor(place / steps) === samples[sample];
  });
  if (!alike) return undefined;
  const { units } = parent;
  const source = chain.add({
    ...{ part: { kind: 'pooling' }, node: node.name, parent, reads: 'all', steps: undefined, units, end: 'none' },
  });
  const data = Float64Array.from(
    { length: samples.length * units },
    (_, at) => source.base + samples[Math.floor(at / units)] * units + (at % units),
  );
  const kept = value.dims.map((length, own) => (own === along ? 1 : length));
  const keepsAxis = int(context, 'keepdims', 1) !== 0;
  return { ...value, dims: keepsAxis ? kept : kept.filter((_, own) => own !== along), data };
}
