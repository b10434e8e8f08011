/** What is summed up of one layer while sequences pass through the model. */
import { type LayerTrace, type TraceName, traceValues } from '../../engine/engine.js';
import { GATES, type Gate } from '../../model/spec.js';
import type { CountedSteps } from '../countedSteps.js';
import { GateSums } from './gates.js';

export interface TracedLayer {
  /** [N,T,H] */
  readonly hidden: Float32Array;
  readonly mean: LayerTrace;
  readonly largest: Partial<Record<TraceName, number>>;
  readonly gates: Partial<Record<Gate, GateSums>>;
  /** Of this layer. */
  readonly counted: CountedSteps;
}

/** Adds up the traces of one layer over portions of sequences. */
export class LayerSums {
  private readonly hidden: Float32Array;
  private readonly means = new Map<TraceName, Float64Array>();
  private readonly largest: Partial<Record<TraceName, number>> = {};
  private readonly gates: Partial<Record<Gate, GateSums>> = {};

  constructor(
    private readonly first: LayerTrace,
    private readonly counted: CountedSteps,
  ) {
    const { units, steps, type } = first;
    this.hidden = new Float32Array(counted.numbers.length * steps * units);
    const names: TraceName[] = ['hidden', 'cell', ...GATES[type]];
    for (const name of names) if (traceValues(first, name)) this.means.set(name, new Float64Array(steps * units));
    for (const gate of GATES[type]) this.gates[gate] = new GateSums(units, steps);
  }

  add(trace: LayerTrace, from: number): void {
    this.hidden.set(trace.hidden, from * trace.steps * trace.units);
    for (const [name, sums] of this.means) this.largest[name] = this.sumUp(traceValues(trace, name)!, sums, from, name);
    for (const [gate, sums] of Object.entries(this.gates)) sums.add(trace.gates[gate as Gate]!, this.counted, from);
  }

  /** Adds values [n,T,H] to their sums [T,H]. @returns the largest size so far. */
  private sumUp(values: Float32Array, sums: Float64Array, from: number, name: TraceName): number {
    const { units, steps } = this.first;
    let largest = this.largest[name] ?? 0;
    for (let row = 0; row < values.length / units; row++) {
      const t = row % steps;
      if (!this.counted.counts(from + Math.floor(row / steps), t)) continue;
      for (let unit = 0; unit < units; unit++) {
        const value = values[row * units + unit];
        sums[t * units + unit] += value;
        if (value > largest) largest = value;
        else if (-value > largest) largest = -value;
      }
    }
    return largest;
  }

  result(): TracedLayer {
    const { layer, type, direction, units, steps } = this.first;
    const { numbers, counts } = this.counted;
    const there = Array.from({ length: steps }, (_, t) => numbers.filter((_, n) => counts(n, t)).length);
    const mean = (name: TraceName) => {
      const sums = this.means.get(name);
      return sums && Float32Array.from(sums, (sum, i) => sum / there[Math.floor(i / units)]);
    };
    const gates = Object.fromEntries(GATES[type].map((gate) => [gate, mean(gate)!]));
    const named = { layer, type, direction, units, steps };
    return {
      hidden: this.hidden,
      mean: { ...named, hidden: mean('hidden')!, cell: mean('cell'), gates },
      largest: this.largest,
      gates: this.gates,
      counted: this.counted,
    };
  }
}
