/** How open the gates of a layer are, over many sequences; steps behind a mask, at which nothing is read, do not count. */
import type { CountedSteps } from '../countedSteps.js';

/** One gate of one layer. */
export interface GateStatistics {
  /** [T] over sequences and units; NaN at a step that counts in no sequence. */
  readonly mean: Float64Array;
  /** [T] standard deviation over sequences and units. */
  readonly deviation: Float64Array;
  /** [H] share of counted steps of all sequences at which the unit's gate is under `CLOSED` (left-saturated). */
  readonly closed: Float64Array;
  /** [H] share at which it is over `OPEN` (right-saturated). */
  readonly open: Float64Array;
}

/** Where a gate counts as saturated (Karpathy, Johnson & Fei-Fei 2015). */
export const CLOSED = 0.1;
export const OPEN = 0.9;

/** Adds up one gate over portions of sequences. */
export class GateSums {
  private readonly sum: Float64Array;
  private readonly squares: Float64Array;
  private readonly below: Float64Array;
  private readonly above: Float64Array;
  /** [T] sequences of which the step counts. */
  private readonly counted: Float64Array;

  constructor(
    private readonly units: number,
    private readonly steps: number,
  ) {
    this.sum = new Float64Array(steps);
    this.squares = new Float64Array(steps);
    this.counted = new Float64Array(steps);
    this.below = new Float64Array(units);
    this.above = new Float64Array(units);
  }

  /**
   * @param values [n,T,H] of some more sequences.
   * @param counted which steps count.
   * @param from number of the first of these sequences in `counted`.
   */
  add(values: Float32Array, counted: CountedSteps, from: number): void {
    const { units, steps, below, above } = this;
    const rows = values.length / units;
    for (let row = 0; row < rows; row++) {
      if (!counted.counts(from + Math.floor(row / steps), row % steps)) continue;
      this.counted[row % steps]++;
      let sum = 0;
      let squares = 0;
      for (let unit = 0; unit < units; unit++) {
        const value = values[row * units + unit];
        sum += value;
        squares += value * value;
        if (value < CLOSED) below[unit]++;
        else if (value > OPEN) above[unit]++;
      }
      this.sum[row % steps] += sum;
      this.squares[row % steps] += squares;
    }
  }

  result(): GateStatistics {
    const perStep = this.counted.map((sequences) => sequences * this.units);
    const perUnit = this.counted.reduce((sum, sequences) => sum + sequences, 0);
    const mean = this.sum.map((sum, t) => sum / perStep[t]);
    return {
      mean,
      // Values near one: their squares keep enough digits for a picture and for its numbers.
      deviation: this.squares.map((squares, t) => Math.sqrt(Math.max(0, squares / perStep[t] - mean[t] ** 2))),
      closed: this.below.map((count) => count / perUnit),
      open: this.above.map((count) => count / perUnit),
    };
  }
}
