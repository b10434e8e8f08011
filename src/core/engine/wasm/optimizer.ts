/** An optimizer in memory: its settings, what it remembers of every weight, and the operations of one update. */
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
  /** Clipping, decay and update, in Keras's order. */
  readonly operations: readonly Operation[];
  private readonly state: number;
  private readonly slots: readonly number[];

  /**
   * @param weights all weights in one piece, a multiple of four.
   * @param gradients in one piece too.
   * @param arrays the gradients of each weight array; zeros stand between them.
   */
  constructor(
    private readonly spec: OptimizerSpec,
    private readonly weights: Piece,
    gradients: number,
    arrays: readonly Piece[],
    arena: Arena,
  ) {
    const { count } = weights;
    this.state = arena.doubles(STATE);
    this.slots = slotsOf(spec).map((needed) => (needed ? arena.words(count) : 0));
    const { state, slots } = this;
    const update = UPDATES[spec.type]({ weights: weights.at, gradients, slots, state }, count);
    this.operations = [
      ...clipping(spec, { at: gradients, count }, arrays, state),
      ...(spec.weightDecay > 0 ? [op.decay(weights.at, count, state)] : []),
      update,
    ];
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

function clipping(spec: OptimizerSpec, all: Piece, arrays: readonly Piece[], state: number): Operation[] {
  if (spec.clipNorm !== undefined) return arrays.map(({ at, count }) => op.clipNorm(at, padded(count), state));
  if (spec.globalClipNorm !== undefined) return [op.clipNorm(all.at, all.count, state)];
  if (spec.clipValue !== undefined) return [op.clipValue(all.at, all.count, state)];
  return [];
}

/** The arena leaves no array's end within a vector. */
function padded(count: number): number {
  return Math.ceil(count / 4) * 4;
}
