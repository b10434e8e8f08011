/** Changes of a series from row to row. */
import type { FileData } from '../config/experiment.js';
import { naturalLog } from '../exactMath.js';
import type { Steps } from './missing.js';
import { TableError } from './reading/table.js';

type Transform = FileData['transform'];

/** Rows of each series that have nothing before them. */
export function lostRows(transform: Transform): number {
  return transform === 'none' ? 0 : 1;
}

/** The change from one value to a later one; the later one itself where nothing is transformed. */
export function change(transform: Transform, before: number, after: number): number {
  if (transform === 'none') return after;
  return transform === 'logReturn' ? naturalLog(after / before) : after - before;
}

/**
 * Each row becomes its change from the row before it; the first of each series, which no window reads, becomes zero.
 * @param quantities whether each feature is one; names stay as they are.
 * @throws {TableError} where a log return is wanted of what is not positive.
 */
export function transformSteps(
  { values, width, bounds, place }: Steps,
  transform: Transform,
  names: readonly string[],
  quantities: readonly boolean[],
): void {
  if (transform === 'none') return;
  if (transform === 'logReturn') {
    const wrong = values.findIndex((value, i) => value <= 0 && quantities[i % width]);
    if (wrong >= 0) {
      throw notPositive(place(Math.floor(wrong / width), wrong % width), names[wrong % width], values[wrong]);
    }
  }
  for (let g = 0; g + 1 < bounds.length; g++) {
    const first = bounds[g] * width;
    const end = bounds[g + 1] * width;
    for (let i = end - 1; i >= first; i--) {
      if (!quantities[i % width]) continue;
      values[i] = i < first + width ? 0 : change(transform, values[i - width], values[i]);
    }
  }
}

export function notPositive(place: { row: number; column?: number }, name: string, value: number): TableError {
  return new TableError([{ ...place, message: `A log return needs positive values; column "${name}" has ${value}.` }]);
}
