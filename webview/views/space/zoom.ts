/** Which part of a state space its picture shows. Pure. */
import type { Bounds } from './geometry.js';

export interface Zoom {
  /** How many times as large as the whole. */
  readonly factor: number;
  /** What is in the middle, right and down as shares of the whole. A ball is always seen around its own middle. */
  readonly middle: readonly [number, number];
}

export const WHOLE: Zoom = { factor: 1, middle: [0.5, 0.5] };

const MOST = 50;

/** @param place right and down as shares of the picture; what is there stays there. */
export function zoomedAt({ factor, middle }: Zoom, by: number, place: readonly [number, number]): Zoom {
  const next = Math.max(1, Math.min(MOST, factor * by));
  const stays = (d: 0 | 1) => middle[d] + (place[d] - 0.5) * (1 / factor - 1 / next);
  return inside({ factor: next, middle: [stays(0), stays(1)] });
}

/** @param right and `down` by how much what is seen moves, as shares of the picture. */
export function movedBy({ factor, middle }: Zoom, right: number, down: number): Zoom {
  return inside({ factor, middle: [middle[0] - right / factor, middle[1] - down / factor] });
}

/** Nothing beyond the whole is shown. */
function inside({ factor, middle }: Zoom): Zoom {
  const half = 0.5 / factor;
  const kept = (share: number) => Math.max(half, Math.min(1 - half, share));
  return { factor, middle: [kept(middle[0]), kept(middle[1])] };
}

export function boundsSeen({ ends, center, radius }: Bounds, { factor, middle }: Zoom): Bounds {
  // The first coordinate goes to the right, the second upwards.
  const shares = [middle[0], 1 - middle[1]];
  const seen = ends.map(([low, high], d) => {
    const half = (high - low) / 2 / factor;
    const at = low + (shares[d] ?? 0.5) * (high - low);
    return [at - half, at + half] as const;
  });
  return { ends: seen, center, radius: radius / factor };
}
