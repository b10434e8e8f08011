/** Long curves, drawn as they would look with all their points. */

/**
 * At most about `2 + 2 k` points of each of so many stretches, for curves of k values a point: the stretch's first and
 * last point, and where each value is smallest and largest. A line through them covers the same pixels as one through
 * all points, where a stretch is no wider than a pixel (the M4 aggregation of Jugel et al. 2014).
 * @param values of one point; those that are no finite numbers do not count.
 * @returns the same list where it is short.
 */
export function thinned<T>(
  points: readonly T[],
  stretches: number,
  values: (point: T) => readonly unknown[],
): readonly T[] {
  if (points.length <= 2 * stretches) return points;
  const kept: T[] = [];
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = Math.floor((stretch * points.length) / stretches);
    const to = Math.floor(((stretch + 1) * points.length) / stretches);
    for (const index of [...extremes(points, from, to, values)].sort((a, b) => a - b)) kept.push(points[index]);
  }
  return kept;
}

/** Indices of the first and last point of [from,to) and of those with the smallest and largest of each value. */
function extremes<T>(
  points: readonly T[],
  from: number,
  to: number,
  values: (point: T) => readonly unknown[],
): Set<number> {
  const lowest: { value: number; index: number }[] = [];
  const highest: { value: number; index: number }[] = [];
  for (let index = from; index < to; index++) {
    for (const [k, value] of values(points[index]).entries()) {
      if (typeof value !== 'number' || !Number.isFinite(value)) continue;
      if (!(lowest[k]?.value <= value)) lowest[k] = { value, index };
      if (!(highest[k]?.value >= value)) highest[k] = { value, index };
    }
  }
  return new Set([from, to - 1, ...[...lowest, ...highest].flatMap((found) => (found ? [found.index] : []))]);
}
