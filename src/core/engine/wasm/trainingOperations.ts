/** The operations of training, numbers 20 to 39, as `src/kernels/program.ts` reads them: loss, clipping, updates. */
import { type LossName, type LossSpec, targetWidth } from '../trainingSpec.js';
import { gatherRows, type Operation } from './operations.js';

const LOSS_CODES: Record<LossName, number> = {
  meanSquaredError: 0,
  meanAbsoluteError: 1,
  huber: 2,
  binaryCrossentropy: 3,
  categoricalCrossentropy: 4,
  sparseCategoricalCrossentropy: 5,
};

export interface LossBuffers {
  /** The model's output and its gradient, time-major [rows,units]. */
  readonly y: number;
  readonly dy: number;
  readonly targets: number;
  /** One double: what `lossParameter` gives. */
  readonly parameter: number;
  /** Two doubles: where the mean goes, and the number of rows that count. */
  readonly loss: number;
  /** [rows], 0 for rows that do not count; the offset 0 where all do. */
  readonly mask: number;
}

/** @param size rows a sample (the steps of the output, else 1) and its units. */
export function loss(spec: LossSpec, at: LossBuffers, { rows, units }: { rows: number; units: number }): Operation {
  return [20, LOSS_CODES[spec.type], at.y, at.targets, at.dy, rows, units, at.parameter, at.mask, at.loss];
}

/**
 * The number that goes with a loss: where Huber's bends; for crossentropies 1 of logits, 2 where the gradient before
 * the last activation is wanted, else 0.
 */
export function lossParameter(spec: LossSpec, beforeActivation: boolean): number {
  if (spec.type === 'huber') return spec.delta;
  if (!('fromLogits' in spec)) return 0;
  return beforeActivation ? 2 : Number(spec.fromLogits);
}

/** Brings the targets of a batch from their table into the order of the outputs. */
export function gatherTargets(
  spec: LossSpec,
  at: { table: number; indices: number; to: number },
  { rows, units }: { rows: number; units: number },
): Operation {
  return gatherRows(at.table, at.indices, at.to, rows, targetWidth(spec, units));
}

/** @param values a multiple of four, here and below: what stands behind the last one is zero. */
export function clipNorm(gradients: number, values: number, state: number): Operation {
  return [21, gradients, values, state];
}

export function clipValue(gradients: number, values: number, state: number): Operation {
  return [22, gradients, values, state];
}

export function decay(weights: number, values: number, state: number): Operation {
  return [23, weights, values, state];
}

export interface UpdateBuffers {
  readonly weights: number;
  readonly gradients: number;
  readonly state: number;
  /** What the optimizer remembers of every weight; 0 for what it does not need. */
  readonly slots: readonly number[];
}

/** @param at.slots velocity, or 0. */
export function sgd({ weights, gradients, slots, state }: UpdateBuffers, values: number): Operation {
  return [24, weights, gradients, slots[0], values, state];
}

/** @param at.slots squares; mean, or 0; velocity, or 0. */
export function rmsprop({ weights, gradients, slots, state }: UpdateBuffers, values: number): Operation {
  return [25, weights, gradients, slots[0], slots[1], slots[2], values, state];
}

/** @param at.slots first and second moment. */
export function adam({ weights, gradients, slots, state }: UpdateBuffers, values: number): Operation {
  return [26, weights, gradients, slots[0], slots[1], values, state];
}

/**
 * Gradients of the parts of a batch become one, which takes the place of the first; called with the number of parts.
 * @param stride bytes from the gradients of a part to those of the next.
 * @param losses of the parts, as `loss` leaves them.
 */
export function combine(gradients: number, stride: number, values: number, losses: number): Operation {
  return [27, gradients, stride, values, losses + 8];
}
