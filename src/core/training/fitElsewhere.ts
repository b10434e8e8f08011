/** The training loop of a framework elsewhere: an epoch is the least that it is asked for. */
import type { NonFinite } from '../engine/engine.js';
import type { Random } from '../random.js';
import { Course } from './course.js';
import { DivergedError } from './diverged.js';
import type { BatchDone, EpochDone, FitPlan } from './fit.js';
import type { Metrics } from './metrics.js';

/** What an epoch has come to. */
export interface EpochLearned {
  /** Mean over the epoch's samples; undefined where it is no finite number. */
  readonly loss: number | undefined;
  /** The batch, from 1, at which the loss was seen not to be finite. */
  readonly batch?: number;
  /** Undefined where nothing validates, or the loss is no finite number. */
  readonly validationLoss?: number;
  readonly metrics?: Metrics;
  /** The first weights that are not finite. */
  readonly nonFinite?: NonFinite;
}

export interface EpochTrainer {
  /**
   * Trains one epoch; afterwards the weights and the memory of the trainer are those after it.
   * @param order indices of the sequences, batch after batch.
   * @param rate learning rate; undefined where the schedule changes it with every batch, which the trainer knows.
   * @returns the batches that have been done, from 1, now and then, and at last what came of them.
   */
  epoch(order: Uint32Array, rate: number | undefined): AsyncGenerator<number, EpochLearned, void>;
}

/**
 * The same epochs as `fit`: the same batches, rates and decisions.
 * @throws {DivergedError} after an epoch whose loss, or validation loss, is not finite.
 */
export async function* fitElsewhere(
  trainer: EpochTrainer,
  learningRate: number,
  plan: Omit<FitPlan, 'measure'>,
  random: Random,
): AsyncGenerator<BatchDone | EpochDone, void, void> {
  const course = new Course(plan, learningRate, random);
  const { order, batches } = course;
  const byEpoch = plan.schedule.type === 'reduceOnPlateau';
  for (const epoch of course.epochs()) {
    const lastRate = course.rate(epoch, batches);
    const running = trainer.epoch(order, byEpoch ? lastRate : undefined);
    let step = await running.next();
    for (; !step.done; step = await running.next()) yield { kind: 'batch', epoch, batch: step.value, batches };
    const { loss, batch, validationLoss, metrics, nonFinite } = step.value;
    if (loss === undefined) throw new DivergedError('The loss was no longer finite', epoch, batch, undefined);
    if (nonFinite) throw new DivergedError('The model was no longer finite', epoch, undefined, nonFinite);
    if (plan.validation.length > 0 && validationLoss === undefined)
      throw new DivergedError('The validation loss was no longer finite', epoch, undefined, undefined);
    const losses = { loss, validationLoss };
    const keep = course.epochDone(losses);
    const changes = plan.schedule.type !== 'constant';
    yield { kind: 'epoch', epoch, ...losses, metrics, learningRate: changes ? lastRate : undefined, keep };
  }
}
