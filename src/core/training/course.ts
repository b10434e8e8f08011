/** How a training goes on from epoch to epoch, whoever trains them: order, rates, and when it ends. */
import type { Random } from '../random.js';
import { EarlyStopping } from './earlyStopping.js';
import type { FitPlan } from './fit.js';
import { createSchedule, type Losses, type Schedule } from './schedule.js';

export class Course {
  /** Indices of the sequences as the epoch at hand takes them. */
  readonly order: Uint32Array;
  /** Of an epoch. */
  readonly batches: number;
  /** Whether early stopping has ended the training. */
  ended = false;
  private readonly schedule: Schedule;
  private readonly stopping: EarlyStopping | undefined;

  /** Chance, schedule and early stopping come to where they were after the epochs that were run before. */
  constructor(
    private readonly plan: Omit<FitPlan, 'measure'>,
    learningRate: number,
    private readonly random: Random,
  ) {
    this.order = plan.training.slice();
    this.batches = Math.ceil(this.order.length / plan.batchSize);
    this.schedule = createSchedule(plan.schedule, learningRate);
    this.stopping = plan.earlyStopping && new EarlyStopping(plan.earlyStopping);
    for (const losses of plan.before ?? []) {
      this.begin();
      this.epochDone(losses);
      if (this.ended) return;
    }
  }

  /** The epochs that are to be trained, from 1; each one's order is made before it. */
  *epochs(): Generator<number, void, void> {
    for (let epoch = (this.plan.before?.length ?? 0) + 1; epoch <= this.plan.epochs && !this.ended; epoch++) {
      this.begin();
      yield epoch;
    }
  }

  /** The learning rate of a batch. @param epoch @param batch from 1 */
  rate(epoch: number, batch: number): number {
    return this.schedule.rate((epoch - 1) * this.batches + batch - 1);
  }

  /** Hears how an epoch went. @returns as `EpochDone.keep`. */
  epochDone(losses: Losses): boolean {
    this.schedule.epochDone(losses);
    const { best, stop } = this.stopping?.epochDone(losses) ?? { best: true, stop: false };
    this.ended = stop;
    return best || !this.plan.earlyStopping?.restoreBestWeights;
  }

  private begin(): void {
    if (this.plan.shuffle) this.random.shuffle(this.order);
  }
}
