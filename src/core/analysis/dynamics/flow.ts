/**
 * Where a layer's state goes under a constant input, seen in the plane in which its states differ most (Sussillo & Barak
 * 2013, figure 2). States of the plane are made up: between the trajectories no state need ever have been there.
 */
import { principalAxes } from '../stateSpace/pca.js';
import { type Axes, project } from '../stateSpace/projection.js';
import { speedAt } from './fixedPoints.js';
import { type Rest, type RunningLayer, sizeOf, statesOf } from './rest.js';
import type { StateMap } from './stateMap.js';

export interface Flow {
  /** Share of the variance of all states along each axis of the plane; one axis where a state is one number. */
  readonly explained: readonly number[];
  /** [N,T,2] states of the first sequences, under their own inputs. */
  readonly trajectories: Float32Array;
  /** [N,T] q = ½|F(s) - s|² of these states under the constant input. */
  readonly speeds: Float32Array;
  /** T */
  readonly steps: number;
  /** [P,2] the fixed points. */
  readonly points: Float32Array;
  readonly grid: FlowGrid;
}

/** States of the plane, from its lower left, row by row. */
export interface FlowGrid {
  readonly columns: number;
  readonly rows: number;
  /** Ends of the plane to the right and upwards; the outer states stand on them. */
  readonly ends: readonly (readonly [number, number])[];
  /** [R,C,2] by how much each state moves within the plane in one step. */
  readonly moves: Float32Array;
  /** [R,C] q of each, with what leads out of the plane. */
  readonly speeds: Float32Array;
}

/** Sequences that are drawn. */
const LINES = 50;
const COLUMNS = 24;
const ROWS = 16;
/** Room around the trajectories, as a share of their extent. */
const MARGIN = 0.1;

/** @throws what `pause` throws. */
export async function flowUnder(layer: RunningLayer, rest: Rest, pause: () => Promise<void>): Promise<Flow> {
  const map = layer.cell.under(rest.input);
  const states = statesOf(layer.trace);
  const size = sizeOf(layer.trace);
  const { steps } = layer.trace;
  const axes = await principalAxes(states, size, 2, pause);
  const shown = states.subarray(0, LINES * steps * size);
  const trajectories = project(shown, axes, 2);
  const speeds = new Float32Array(shown.length / size);
  for (let row = 0; row < speeds.length; row++) {
    await pause();
    speeds[row] = speedAt(map, Float64Array.from(shown.subarray(row * size, (row + 1) * size)));
  }
  const points = project(
    rest.points.flatMap(({ state }) => [...state]),
    axes,
    2,
  );
  const ends = [0, 1].map((d) => endsOf([trajectories, points], d));
  return {
    explained: axes.explained,
    trajectories,
    speeds,
    steps,
    points,
    grid: await gridOf(map, axes, ends, pause),
  };
}

async function gridOf(
  map: StateMap,
  { mean, directions }: Axes,
  ends: readonly (readonly [number, number])[],
  pause: () => Promise<void>,
): Promise<FlowGrid> {
  const { size } = map;
  // A state of one number has a line and no plane.
  const rows = size > 1 ? ROWS : 1;
  const moves = new Float32Array(rows * COLUMNS * 2);
  const speeds = new Float32Array(rows * COLUMNS);
  const place = ([low, high]: readonly [number, number], index: number, count: number) =>
    count > 1 ? low + ((high - low) * index) / (count - 1) : 0;
  for (let at = 0; at < speeds.length; at++) {
    await pause();
    const right = place(ends[0], at % COLUMNS, COLUMNS);
    const up = place(ends[1], Math.floor(at / COLUMNS), rows);
    const state = mean.map((value, i) => value + right * directions[i] + up * (directions[size + i] ?? 0));
    const next = map.next(state);
    const change = next.map((value, i) => value - state[i]);
    moves.set(project(change, { mean: new Float64Array(size), directions }, 2), 2 * at);
    speeds[at] = change.reduce((sum, value) => sum + value * value, 0) / 2;
  }
  return { columns: COLUMNS, rows, ends, moves, speeds };
}

/** @param places lists of [right, up]. @param d which of the two. */
function endsOf(places: readonly Float32Array[], d: number): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const list of places) {
    for (let at = d; at < list.length; at += 2) {
      low = Math.min(low, list[at]);
      high = Math.max(high, list[at]);
    }
  }
  const room = MARGIN * (high - low);
  return room > 0 ? [low - room, high + room] : [low - 1, high + 1];
}
