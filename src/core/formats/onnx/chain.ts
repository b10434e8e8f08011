/**
 * A graph is followed with marks instead of numbers. Every number that a layer gives has a mark of its own, and glue
 * (Transpose, Reshape, Slice, …) moves marks as it would move numbers. So what a layer reads is told by the marks that
 * arrive there, whatever glue they went through.
 */

import type { Part } from './parts.js';
import type { Budget, Grid } from './tensors.js';

/** Marks of what layers give. */
export interface Marks extends Grid {
  readonly kind: 'marks';
}

/** What one layer gives: marks [samples, steps, units], or [samples, units]. */
export interface Source {
  readonly part: Part;
  /** The node that it comes from. */
  readonly node: string;
  /** The first of its marks. */
  readonly base: number;
  readonly steps: number | undefined;
  readonly units: number;
  readonly parent?: Source;
  /** What of the parent it reads. */
  readonly reads: 'all' | 'last';
  /**
   * Where the last state of a sequence stands: in its last step; of both directions in the last step and the first,
   * half and half; nowhere, where steps have been mixed.
   */
  readonly end: 'step' | 'halves' | 'none';
}

/** Rows of an array of marks, each all units of a source at one place. */
export interface Rows {
  readonly source: Source;
  readonly reads: 'all' | 'last';
  /** Shape without the units. */
  readonly dims: readonly number[];
  /** Of each row the place among those read: sample · steps + step, or sample. */
  readonly places: Int32Array;
}

export class Chain {
  private readonly sources: Source[] = [];
  private next = 0;

  /** @param samples size of a batch. */
  constructor(
    readonly samples: number,
    private readonly budget: Budget,
  ) {}

  /** @throws {ModelFormatError} where all marks together become too many. */
  add(source: Omit<Source, 'base'>): Source {
    const made: Source = { ...source, base: this.next };
    this.next += this.budget.spend([this.samples, source.steps ?? 1, source.units]);
    this.sources.push(made);
    return made;
  }

  /** The source of all the marks; undefined where they are of several. */
  sourceOf({ data }: Marks): Source | undefined {
    const [first] = data;
    const source = this.sources.findLast(({ base }) => base <= first);
    if (!source || data.length === 0) return undefined;
    const end = source.base + this.samples * (source.steps ?? 1) * source.units;
    return data.every((mark) => mark >= source.base && mark < end) ? source : undefined;
  }

  /**
   * What the rows along the last axis are. Of one unit the axis may be missing.
   * @returns undefined where they are not whole rows of one source, or not each of them once.
   */
  rowsOf(marks: Marks): Rows | undefined {
    const found = this.anyRowsOf(marks);
    if (!found) return undefined;
    const { source, places, dims } = found;
    const { steps } = source;
    const count = this.samples * (found.last ? 1 : (steps ?? 1));
    if (places.length === count && isOnce(places)) {
      // Of one step all is the last; a sequence has an axis for it.
      const vector = steps === 1 && dims.length < 2 && source.end !== 'none';
      return { source, dims, places, reads: found.last || vector ? 'last' : 'all' };
    }
    if (steps === undefined || source.end !== 'step' || places.length !== this.samples) return undefined;
    if (!places.every((place) => place % steps === steps - 1)) return undefined;
    const samples = places.map((place) => Math.floor(place / steps));
    return isOnce(samples) ? { source, dims, places: samples, reads: 'last' } : undefined;
  }

  /** The same, where rows may come several times or be missing; `last` of the states of both directions. */
  anyRowsOf(marks: Marks): { source: Source; dims: readonly number[]; places: Int32Array; last: boolean } | undefined {
    const source = this.sourceOf(marks);
    if (!source) return undefined;
    const { units, steps = 1, base } = source;
    const { data } = marks;
    const wide = marks.dims.at(-1) === units;
    if (!wide && units !== 1) return undefined;
    const dims = wide ? marks.dims.slice(0, -1) : marks.dims;
    const places = new Int32Array(data.length / units);
    const last = source.end === 'halves' && steps > 1 && data.length > units / 2 && isSplit(source, data);
    for (const row of places.keys()) {
      const start = data[row * units] - base;
      const place = Math.floor(start / units);
      if (last && place % steps !== steps - 1) return undefined;
      // The second half of a last state stands in the first step.
      const jump = last ? (steps - 1) * units : 0;
      for (let unit = 0; unit < units; unit++) {
        const back = unit < units / 2 ? 0 : jump;
        if (data[row * units + unit] - base !== place * units + unit - back) return undefined;
      }
      places[row] = last ? Math.floor(place / steps) : place;
    }
    return { source, dims, places, last };
  }

  /** A layer that gives something for each of the rows. */
  behind(rows: Rows, part: Part, node: string, units: number): { source: Source; marks: Marks } {
    const { source: parent, reads, dims, places } = rows;
    const steps = reads === 'all' ? parent.steps : undefined;
    const end = steps !== undefined && parent.end === 'step' ? 'step' : 'none';
    const source = this.add({ part, node, parent, reads, steps, units, end });
    const data = new Float64Array(places.length * units);
    for (const [row, place] of places.entries()) {
      for (let unit = 0; unit < units; unit++) data[row * units + unit] = source.base + place * units + unit;
    }
    return { source, marks: { kind: 'marks', dims: [...dims, units], data } };
  }

  /** A layer that does something to every single number, in whatever order. */
  onEach(parent: Source, marks: Marks, part: Part, node: string): Marks {
    this.budget.spend(marks.dims);
    const { steps, units, end } = parent;
    const source = this.add({ part, node, parent, reads: 'all', steps, units, end });
    return { ...marks, data: marks.data.map((mark) => mark - parent.base + source.base) };
  }
}

/** Whether the first row is a last state of both directions. */
function isSplit({ units, base }: Source, data: Grid['data']): boolean {
  return Math.floor((data[0] - base) / units) !== Math.floor((data[units / 2] - base) / units);
}

function isOnce(places: Int32Array): boolean {
  return new Set(places).size === places.length;
}
