/** How open the gates of a layer are, over many sequences. */

/** One gate of one layer. */
export interface GateStatistics {
  /** [T] over sequences and units. */
  readonly mean: Float64Array;
  /** [T] standard deviation over sequences and units. */
  readonly deviation: Float64Array;
  /** [H] share of sequences and steps at which the unit's gate is under `CLOSED` (left-saturated). */
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
  private sequences = 0;

  constructor(
    private readonly units: number,
    private readonly steps: number,
  ) {
    this.sum = new Float64Array(steps);
    this.squares = new Float64Array(steps);
    this.below = new Float64Array(units);
    this.above = new Float64Array(units);
  }

  /** @param values [N,T,H] of some more sequences. */
  add(values: Float32Array): void {
    const { units, steps, below, above } = this;
    const rows = values.length / units;
    this.sequences += rows / steps;
    for (let row = 0; row < rows; row++) {
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
    const perStep = this.sequences * this.units;
    const perUnit = this.sequences * this.steps;
    const mean = this.sum.map((sum) => sum / perStep);
    return {
      mean,
      // Values near one: their squares keep enough digits for a picture and for its numbers.
      deviation: this.squares.map((squares, t) => Math.sqrt(Math.max(0, squares / perStep - mean[t] ** 2))),
      closed: this.below.map((count) => count / perUnit),
      open: this.above.map((count) => count / perUnit),
    };
  }
}
