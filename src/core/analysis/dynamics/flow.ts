/** Where states move to, seen in the plane in which they differ most. */
import { type Axes, project } from '../stateSpace/projection.js';
import type { StateMap } from './stateMap.js';

/** Arrows on a square grid over the plane, G a side, row by row from the smallest second coordinate. */
export interface Flow {
  /** [G,G,2] where an arrow begins. */
  readonly from: Float32Array;
  /** [G,G,2] how far it goes in one step, along the two axes. */
  readonly change: Float32Array;
}

/** Arrows on a side. */
const GRID = 15;
/** Room around the trajectories, as a share of their extent. */
const ROOM = 0.1;

/**
 * The step that the map takes from points of the plane, which is laid through the trajectories' mean. What a state has
 * besides the plane is that mean's, so the arrows tell of the neighbourhood of the plane, not of far trajectories.
 * @param axes two directions of the state, [2,S].
 * @param seen [R,2] trajectories along them.
 */
export function flowField(map: StateMap, axes: Axes, seen: Float32Array): Flow {
  const [across, up] = [extent(seen, 0), extent(seen, 1)];
  const from = new Float32Array(2 * GRID * GRID);
  const after = new Float64Array(GRID * GRID * map.size);
  for (let cell = 0; cell < GRID * GRID; cell++) {
    const [column, row] = [cell % GRID, Math.floor(cell / GRID)];
    const place = [at(across, column), at(up, row)];
    from.set(place, 2 * cell);
    const state = axes.mean.map((value, i) =>
      place.reduce((sum, along, d) => sum + along * (axes.directions[d * map.size + i] ?? 0), value),
    );
    after.set(map.next(state), cell * map.size);
  }
  const change = project(after, axes, 2).map((value, i) => value - from[i]);
  return { from, change };
}

function at([low, high]: readonly [number, number], index: number): number {
  return low + ((high - low) * index) / (GRID - 1);
}

function extent(seen: Float32Array, column: number): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = column; i < seen.length; i += 2) {
    low = Math.min(low, seen[i]);
    high = Math.max(high, seen[i]);
  }
  const room = ROOM * (high - low) || 1;
  return [low - room, high + room];
}
