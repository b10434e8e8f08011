/** Where points of the state space stand in the picture. */
import { extent } from './colors.js';

/** Points [P,D] of which the picture shows the first two or three coordinates. */
export interface Points {
  readonly coordinates: Float32Array;
  /** D */
  readonly width: number;
}

/** What part of the space the picture shows: the same while one turns it or walks through checkpoints. */
export interface Bounds {
  /** Ends along each coordinate. */
  readonly ends: readonly (readonly [number, number])[];
  /** Middle of the ends, and the distance of the farthest point from there. */
  readonly center: readonly number[];
  readonly radius: number;
}

export function boundsOf({ coordinates, width }: Points): Bounds {
  const count = coordinates.length / width;
  const column = (d: number) => Float32Array.from({ length: count }, (_, p) => coordinates[p * width + d]);
  const ends = Array.from({ length: width }, (_, d) => {
    const [low, high] = extent(column(d));
    const room = 0.04 * (high - low);
    return [low - room, high + room] as const;
  });
  const center = ends.map(([low, high]) => (low + high) / 2);
  let radius = 0;
  for (let p = 0; p < count; p++) {
    radius = Math.max(radius, Math.hypot(...center.map((middle, d) => coordinates[p * width + d] - middle)));
  }
  return { ends, center, radius: 1.04 * radius || 1 };
}

/** [P,2] right and down as shares of the picture, of a flat space. */
export function flat({ coordinates, width }: Points, { ends }: Bounds): Float32Array {
  const count = coordinates.length / width;
  const places = new Float32Array(2 * count);
  const [[left, right], [low, high]] = [ends[0], ends[1] ?? [-1, 1]];
  for (let p = 0; p < count; p++) {
    places[2 * p] = (coordinates[p * width] - left) / (right - left);
    const up = width > 1 ? coordinates[p * width + 1] : 0;
    places[2 * p + 1] = 1 - (up - low) / (high - low);
  }
  return places;
}

/**
 * Turns a direction of space to the eye: around the vertical axis, then the top towards the eye.
 * @returns right and up; what is behind what is not told, since lines have no body.
 */
export function turned([x, y, z]: readonly number[], [around, over]: readonly [number, number]): [number, number] {
  const right = x * Math.cos(around) + z * Math.sin(around);
  const back = z * Math.cos(around) - x * Math.sin(around);
  return [right, y * Math.cos(over) - back * Math.sin(over)];
}

/**
 * [P,2] as `flat`, of a space of three dimensions seen from far away. The bounds' ball fills the picture's height, so
 * nothing leaves it however the space is turned, and it is round.
 * @param aspect width of the picture over its height.
 */
export function seen(
  { coordinates, width }: Points,
  bounds: Bounds,
  turn: readonly [number, number],
  aspect: number,
): Float32Array {
  const count = coordinates.length / width;
  const places = new Float32Array(2 * count);
  const { center, radius } = bounds;
  const across = turned([1, 0, 0], turn);
  const upwards = turned([0, 1, 0], turn);
  const inwards = turned([0, 0, 1], turn);
  for (let p = 0; p < count; p++) {
    const x = coordinates[p * width] - center[0];
    const y = (width > 1 ? coordinates[p * width + 1] : 0) - (center[1] ?? 0);
    const z = (width > 2 ? coordinates[p * width + 2] : 0) - (center[2] ?? 0);
    const right = (x * across[0] + y * upwards[0] + z * inwards[0]) / radius;
    const up = (x * across[1] + y * upwards[1] + z * inwards[1]) / radius;
    places[2 * p] = 0.5 + right / (2 * aspect);
    places[2 * p + 1] = 0.5 - up / 2;
  }
  return places;
}
