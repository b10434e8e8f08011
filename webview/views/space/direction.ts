/** The direction along which a probe's quantity grows, as a line through a state space. Pure. */
import type { CarriedLayer } from '../../../src/core/analysis/dynamics/results.js';
import { DIMENSIONS } from '../../../src/core/analysis/population/shape.js';
import type { Axes } from '../../../src/core/analysis/stateSpace/projection.js';
import type { DirectionKind } from '../options.js';
import type { Bounds, Points } from './geometry.js';

export interface Direction {
  readonly name: string;
  /** Two of them: from less to more. */
  readonly ends: Points;
  /** Of the direction's square, the share that lies along the components that can be shown. */
  readonly share: number;
}

/** How far the line goes from the middle, as a share of the space's radius. */
const REACH = 0.85;

/**
 * @param step from 0, whose probe it is.
 * @param axes of the hidden states; of the probe's direction the part in h is drawn.
 * @returns undefined where there is no such probe, or it reads nothing.
 */
export function directionOf(
  { probes, units }: Pick<CarriedLayer, 'probes' | 'units'>,
  kind: DirectionKind,
  step: number,
  axes: Axes,
  { center, radius }: Bounds,
): Direction | undefined {
  if ('reason' in probes) return undefined;
  const quantity = kind === 'running' ? probes.running : probes.target;
  if ('reason' in quantity || axes.mean.length !== units) return undefined;
  const size = quantity.directions.length / probes.steps;
  const at = Math.min(step, probes.steps - 1) * size;
  const hidden = quantity.directions.subarray(at, at + units);
  const seen = Array.from({ length: DIMENSIONS }, (_, d) =>
    hidden.reduce((sum, value, i) => sum + value * (axes.directions[d * units + i] ?? 0), 0),
  );
  const length = Math.hypot(...seen);
  const whole = Math.hypot(...hidden);
  if (!(length > 0)) return undefined;
  const end = (sign: number) => seen.map((value, d) => (center[d] ?? 0) + (sign * REACH * radius * value) / length);
  return {
    name: quantity.name,
    ends: { coordinates: Float32Array.from([...end(-1), ...end(1)]), width: DIMENSIONS },
    share: (length / whole) ** 2,
  };
}
