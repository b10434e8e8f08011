/**
 * An optimizer in memory: its settings, what it remembers of every weight, and the operations of one update. Of a stretch
 * of the weights, so that several threads can each move some.
 */
import type { OptimizerSpec } from '../trainingSpec.js';
import type { Arena } from './arena.js';
import type { Machine } from './machine.js';
import type { Operation } from './operations.js';
import * as op from './trainingOperations.js';

/** A piece of memory in float32 values. */
export interface Piece {
  readonly at: number;
  readonly count: number;
}

/** Doubles of `state`: rate, weight decay, limit of the clipping, then up to five settings. */
const STATE = 8;

export class Optimizer {
  /** What one weight does not need of another: clipping of values, decay, update. */
  readonly operations: readonly Operation[];
  private readonly state: number;
  private readonly slots: readonly number[];

  /**
   * @param weights a multiple of four.
   * @param gradients those of the same weights.
   */
  constructor(
    private readonly spec: OptimizerSpec,
    private readonly weights: Piece,
    gradients: number,
    arena: Arena,
  ) {
    const { count } = weights;
    this.state = arena.doubles(STATE);
    this.slots = slotsOf(spec).map((needed) => (needed ? arena.words(count) : 0));
    const { state, slots } = this;
    this.operations = [
      ...(spec.clipValue !== undefined ? [op.clipValue(gradients, count, state)] : []),
      ...(spec.weightDecay > 0 ? [op.decay(weights.at, count, state)] : []),
      UPDATES[spec.type]({ weights: weights.at, gradients, slots, state }, count),
    ];
  }

  /**
   * Clipping by norms, which comes before everything else, in Keras's order.
   * @param all gradients of all weights; zeros stand between the arrays.
   */
  normClipping(all: Piece, arrays: readonly Piece[]): Operation[] {
    const { clipNorm, globalClipNorm } = this.spec;
    if (clipNorm !== undefined) return arrays.map(({ at, count }) => op.clipNorm(at, padded(count), this.state));
    return globalClipNorm !== undefined ? [op.clipNorm(all.at, all.count, this.state)] : [];
  }

  /** Writes the settings, and zeros to remember; the memory must be reserved. */
  begin(machine: Machine): void {
    const { learningRate, weightDecay, clipNorm, globalClipNorm, clipValue } = this.spec;
    const limit = clipNorm ?? globalClipNorm ?? clipValue ?? 0;
    machine
      .doubles(this.state, STATE)
      .fill(0)
      .set([learningRate, weightDecay, limit, ...settingsOf(this.spec)]);
    for (const slot of this.slots) if (slot > 0) machine.floats(slot, this.weights.count).fill(0);
  }

  /** Doubles of the settings and of what is counted: the same in every stretch. */
  settings(machine: Machine): Float64Array {
    return machine.doubles(this.state, STATE);
  }

  /** What is remembered of its stretch of the weights, one view a slot. */
  remembered(machine: Machine): Float32Array[] {
    return this.slots.filter((slot) => slot > 0).map((slot) => machine.floats(slot, this.weights.count));
  }

  setRate(machine: Machine, rate: number): void {
    machine.doubles(this.state, 1)[0] = rate;
  }
}

const UPDATES: Record<OptimizerSpec['type'], (at: op.UpdateBuffers, values: number) => Operation> = {
  sgd: op.sgd,
  rmsprop: op.rmsprop,
  adam: op.adam,
  adamw: op.adam,
};

/** Which slots an optimizer needs, in the order of its operation. */
function slotsOf(spec: OptimizerSpec): boolean[] {
  if (spec.type === 'sgd') return [spec.momentum > 0];
  if (spec.type === 'rmsprop') return [true, spec.centered, spec.momentum > 0];
  return [true, true];
}

/** Its own settings, as the kernels read them. */
function settingsOf(spec: OptimizerSpec): number[] {
  if (spec.type === 'sgd') return [spec.momentum, Number(spec.nesterov)];
  if (spec.type === 'rmsprop') return [spec.rho, spec.momentum, spec.epsilon];
  return [spec.beta1, spec.beta2, spec.epsilon, 1, 1];
}

/** The arena leaves no array's end within a vector. */
function padded(count: number): number {
  return Math.ceil(count / 4) * 4;
}
