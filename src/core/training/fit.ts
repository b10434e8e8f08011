/** The training loop: epochs of seeded, shuffled batches. */

import type { EarlyStoppingSpec, ScheduleSpec } from '../config/training.js';
import type { Trainer } from '../engine/engine.js';
import type { Random } from '../random.js';
import type { Steps } from '../steps.js';
import { Course } from './course.js';
import { DivergedError } from './diverged.js';
import type { Measure, Measured } from './measure.js';
import type { EpochMetrics } from './metrics.js';

export interface FitPlan {
  readonly epochs: number;
  /** What was recorded of epochs that were run before: the trainer's weights and memory are those after them. */
  readonly before?: readonly EpochMetrics[];
  readonly batchSize: number;
  readonly shuffle: boolean;
  readonly schedule: ScheduleSpec;
  readonly earlyStopping?: EarlyStoppingSpec;
  /** Indices of the sequences. */
  readonly training: Uint32Array;
  readonly validation: Uint32Array;
  readonly measure: Measure;
}

export interface BatchDone {
  readonly kind: 'batch';
  /** From 1. */
  readonly epoch: number;
  readonly batch: number;
  readonly batches: number;
}

/** A batch of the validation part was measured. */
export interface Measuring {
  readonly kind: 'measuring';
}

export interface EpochDone extends EpochMetrics {
  readonly kind: 'epoch';
  /** Whether the weights are now the ones to keep: those of the last epoch, or of the best where that is asked for. */
  readonly keep: boolean;
}

/**
 * Trains batch by batch; the caller decides between two batches, also of the validation part, whether to go on, so that
 * every batch is a point to cancel at.
 * @throws {DivergedError} at the first loss that is not finite, and after an epoch that leaves such weights.
 */
export function* fit(
  trainer: Trainer,
  plan: FitPlan,
  random: Random,
): Generator<BatchDone | Measuring | EpochDone, void, void> {
  const course = new Course(plan, trainer.learningRate, random);
  const { order, batches } = course;
  for (const epoch of course.epochs()) {
    let loss = 0;
    for (let batch = 1; batch <= batches; batch++) {
      const indices = order.subarray((batch - 1) * plan.batchSize, batch * plan.batchSize);
      trainer.learningRate = course.rate(epoch, batch);
      const batchLoss = trainer.step(indices);
      if (!Number.isFinite(batchLoss)) {
        throw new DivergedError(`The loss became ${batchLoss}`, epoch, batch, trainer.firstNonFinite());
      }
      loss += (batchLoss * indices.length) / order.length;
      yield { kind: 'batch', epoch, batch, batches };
    }
    const validation = plan.validation.length > 0 ? yield* told(plan.measure(plan.validation)) : undefined;
    checkEpoch(trainer, epoch, validation);
    const losses = { loss, validationLoss: validation?.loss };
    const learningRate = plan.schedule.type === 'constant' ? undefined : trainer.learningRate;
    const keep = course.epochDone(losses);
    yield { kind: 'epoch', epoch, ...losses, metrics: validation?.metrics, learningRate, keep };
  }
}

function* told(measuring: Steps<Measured>): Generator<Measuring, Measured, void> {
  for (;;) {
    const { done, value } = measuring.next();
    if (done) return value;
    yield { kind: 'measuring' };
  }
}

/** The last update of an epoch shows only afterwards: in the weights, or in the loss of the validation part. */
function checkEpoch(trainer: Trainer, epoch: number, validation: Measured | undefined): void {
  const place = trainer.firstNonFinite();
  if (validation && !Number.isFinite(validation.loss)) {
    throw new DivergedError(`The validation loss became ${validation.loss}`, epoch, undefined, place);
  }
  if (place) throw new DivergedError('The model was no longer finite', epoch, undefined, place);
}
