/** The training loop: epochs of seeded, shuffled batches. */

import type { Trainer } from '../engine/engine.js';
import type { Random } from '../random.js';

export interface FitPlan {
  readonly epochs: number;
  readonly batchSize: number;
  readonly shuffle: boolean;
  /** Indices of the sequences. */
  readonly training: Uint32Array;
  readonly validation: Uint32Array;
}

export interface BatchDone {
  readonly kind: 'batch';
  /** From 1. */
  readonly epoch: number;
  readonly batch: number;
  readonly batches: number;
}

export interface EpochDone {
  readonly kind: 'epoch';
  readonly epoch: number;
  /** Mean over the epoch's samples of the loss before each update, as Keras reports it. */
  readonly loss: number;
  /** Mean loss over the validation part after the epoch; undefined where there is none. */
  readonly validationLoss?: number;
}

/** Training has diverged; the weights of the last finished epoch are the last good ones. */
export class DivergedError extends Error {
  constructor(
    readonly epoch: number,
    readonly batch: number,
    loss: number,
  ) {
    super(`The loss became ${loss} in epoch ${epoch}, batch ${batch}. A smaller learning rate often helps.`);
    this.name = 'DivergedError';
  }
}

/**
 * Trains batch by batch; the caller decides between two batches whether to go on, so that every batch is a point to
 * cancel at.
 * @throws {DivergedError} at the first loss that is not finite.
 */
export function* fit(trainer: Trainer, plan: FitPlan, random: Random): Generator<BatchDone | EpochDone, void, void> {
  const order = plan.training.slice();
  const batches = Math.ceil(order.length / plan.batchSize);
  for (let epoch = 1; epoch <= plan.epochs; epoch++) {
    if (plan.shuffle) random.shuffle(order);
    let loss = 0;
    for (let batch = 1; batch <= batches; batch++) {
      const indices = order.subarray((batch - 1) * plan.batchSize, batch * plan.batchSize);
      const batchLoss = trainer.step(indices);
      if (!Number.isFinite(batchLoss)) throw new DivergedError(epoch, batch, batchLoss);
      loss += (batchLoss * indices.length) / order.length;
      yield { kind: 'batch', epoch, batch, batches };
    }
    const validationLoss = plan.validation.length > 0 ? trainer.evaluate(plan.validation) : undefined;
    yield { kind: 'epoch', epoch, loss, validationLoss };
  }
}
