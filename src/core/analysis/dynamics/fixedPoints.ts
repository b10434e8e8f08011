/**
 * States that a recurrent layer keeps under a constant input (Sussillo & Barak 2013, Opening the black box:
 * low-dimensional dynamics in high-dimensional recurrent neural networks). From many states on real trajectories the
 * speed q = ½|F(s) - s|² is brought down, by Adam (Kingma & Ba 2015) first, which stays in the neighbourhood, then by
 * Levenberg-Marquardt steps, which are Newton's for F(s) = s where the derivative allows it. Limits are those of
 * FixedPointFinder (Golub & Sussillo 2018).
 */
import { CholeskyDecomposition, LuDecomposition, Matrix } from 'ml-matrix';
import { Products } from '../stateSpace/products.js';
import type { StateMap } from './stateMap.js';

export interface FixedPointLimits {
  /** A state is a fixed point where q is at most this. */
  readonly speed: number;
  /** Steps of Adam and of Newton from one start. */
  readonly iterations: number;
  /** The search from a start ends where q changes by no more than this. */
  readonly change: number;
  /** Two points nearer than this are one. */
  readonly unique: number;
  /** Points farther from the trajectories' middle than this many times the starts' typical distance are left out. */
  readonly outlier: number;
}

export const FIXED_POINT_LIMITS: FixedPointLimits = {
  speed: 1e-12,
  iterations: 5000,
  change: 1e-20,
  unique: 1e-3,
  outlier: 10,
};

export interface FixedPoint {
  /** [S] */
  readonly state: Float64Array;
  /** q = ½|F(s) - s|². */
  readonly speed: number;
  /** How many starts ended here. */
  readonly starts: number;
}

export interface FixedPointSearch {
  /** Most visited first. */
  readonly points: readonly FixedPoint[];
  readonly starts: number;
  /** Starts that ended where the state still moves. */
  readonly unfinished: number;
  /** Starts that ended far from any trajectory. */
  readonly outliers: number;
  /** Smallest q that was reached, of all starts: how close it came where no point was found. */
  readonly slowest: number;
  /** [S] the state that it was reached at; that of the first start where none has a speed. */
  readonly slowestState: Float64Array;
}

/** Adam's share of the iterations, and where it hands over. */
const ADAM = { iterations: 300, rate: 0.02, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, handOver: 1e-6 };

/** So many steps in a row that gain less than a hundredth end the search from a start: q has a minimum there. */
const STALLED = 8;

/**
 * @param starts [N,S] states on trajectories.
 * @param pause called between starts; throws to cancel.
 */
export async function fixedPoints(
  map: StateMap,
  starts: Float64Array,
  pause: () => Promise<void>,
  limits: FixedPointLimits = FIXED_POINT_LIMITS,
): Promise<FixedPointSearch> {
  const { size } = map;
  const count = starts.length / size;
  const found: { state: Float64Array; speed: number; starts: number }[] = [];
  const far = farFrom(starts, size, limits.outlier);
  let [unfinished, outliers, slowest] = [0, 0, Number.POSITIVE_INFINITY];
  let slowestState: Float64Array = starts.slice(0, size);
  for (let n = 0; n < count; n++) {
    await pause();
    const { state, speed } = settle(map, starts.slice(n * size, (n + 1) * size), limits);
    if (speed < slowest) [slowest, slowestState] = [speed, state];
    if (!(speed <= limits.speed)) unfinished++;
    else if (far(state)) outliers++;
    else {
      const known = found.find((point) => distance(point.state, state) < limits.unique);
      if (!known) found.push({ state, speed, starts: 1 });
      else {
        known.starts++;
        if (speed < known.speed) Object.assign(known, { state, speed });
      }
    }
  }
  const points = found.sort((a, b) => b.starts - a.starts);
  return { points, starts: count, unfinished, outliers, slowest, slowestState };
}

/** How fast a state moves: ½|F(s) - s|². */
export function speedAt(map: StateMap, state: Float64Array): number {
  return half(residual(map, state));
}

/** From one start down to where q grows no smaller. */
function settle(map: StateMap, start: Float64Array, limits: FixedPointLimits): { state: Float64Array; speed: number } {
  const near = descend(map, start, Math.min(ADAM.iterations, limits.iterations));
  return refine(map, near.state, limits.iterations - near.iterations, limits);
}

/** Adam on q, whose gradient is (J - 1)ᵀ(F(s) - s). */
function descend(map: StateMap, start: Float64Array, iterations: number) {
  const state = start.slice();
  const [mean, square] = [new Float64Array(map.size), new Float64Array(map.size)];
  for (let step = 1; step <= iterations; step++) {
    const error = residual(map, state);
    const speed = half(error);
    if (!(speed > ADAM.handOver)) return { state, iterations: step };
    const gradient = timesTransposed(withoutIdentity(map.jacobian(state), map.size), error);
    const rate = (ADAM.rate * Math.sqrt(1 - ADAM.beta2 ** step)) / (1 - ADAM.beta1 ** step);
    for (let i = 0; i < map.size; i++) {
      mean[i] += (1 - ADAM.beta1) * (gradient[i] - mean[i]);
      square[i] += (1 - ADAM.beta2) * (gradient[i] ** 2 - square[i]);
      state[i] -= (rate * mean[i]) / (Math.sqrt(square[i]) + ADAM.epsilon);
    }
  }
  return { state, iterations };
}

/** Levenberg-Marquardt: (AᵀA + d) step = -Aᵀ r with A = J - 1, r = F(s) - s; the damping d falls while it goes well. */
function refine(map: StateMap, start: Float64Array, iterations: number, limits: FixedPointLimits) {
  let state = start;
  let error = residual(map, state);
  let speed = half(error);
  let damping = 1e-3;
  let stalled = 0;
  // On beyond the speed that is enough, so that points that are one come out as near as rounding allows.
  for (let step = 0; step < iterations && speed > limits.speed * 1e-12 && stalled < STALLED; step++) {
    const slope = withoutIdentity(map.jacobian(state), map.size);
    const next = newtonStep(slope, error, damping, state);
    const nextError = residual(map, next);
    const nextSpeed = half(nextError);
    if (nextSpeed < speed) {
      const still = speed - nextSpeed <= limits.change && speed <= limits.speed;
      stalled = still ? STALLED : nextSpeed > 0.99 * speed ? stalled + 1 : 0;
      [state, error, speed] = [next, nextError, nextSpeed];
      damping = Math.max(1e-15, damping / 10);
    } else {
      stalled++;
      damping *= 10;
    }
  }
  return { state, speed };
}

/** From a state with this slope A and error to the next: A is [S,S]. */
function newtonStep(slope: Float64Array, error: Float64Array, damping: number, state: Float64Array): Float64Array {
  const size = state.length;
  const products = new Products(new Float64Array(size));
  products.add(slope, 0, size);
  for (let i = 0; i < size; i++) products.sums[i][i] += damping;
  const normal = new Matrix(products.full());
  const right = Matrix.columnVector(timesTransposed(slope, error));
  const factors = new CholeskyDecomposition(normal);
  // Along a line attractor A is all but singular, and rounding can make its square less than that.
  const step = factors.isPositiveDefinite() ? factors.solve(right) : new LuDecomposition(normal).solve(right);
  return state.map((value, i) => value - step.get(i, 0));
}

function residual(map: StateMap, state: Float64Array): Float64Array {
  return map.next(state).map((value, i) => value - state[i]);
}

function half(error: Float64Array): number {
  return error.reduce((sum, value) => sum + value * value, 0) / 2;
}

function withoutIdentity(jacobian: Float64Array, size: number): Float64Array {
  for (let i = 0; i < size; i++) jacobian[i * size + i] -= 1;
  return jacobian;
}

/** Mᵀ v. @param matrix [S,S] */
function timesTransposed(matrix: Float64Array, vector: Float64Array): Float64Array {
  const size = vector.length;
  const result = new Float64Array(size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) result[column] += matrix[row * size + column] * vector[row];
  }
  return result;
}

function distance(a: Float64Array, b: Float64Array): number {
  return Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0));
}

/** Whether a state lies far outside of where the starts are. */
function farFrom(starts: Float64Array, size: number, times: number): (state: Float64Array) => boolean {
  const count = starts.length / size;
  const middle = new Float64Array(size);
  for (let i = 0; i < starts.length; i++) middle[i % size] += starts[i] / count;
  let typical = 0;
  for (let n = 0; n < count; n++) typical += distance(starts.subarray(n * size, (n + 1) * size), middle) / count;
  return (state) => distance(state, middle) > times * typical;
}
