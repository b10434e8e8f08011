/** Ends a training that no longer gets better, as Keras's callback EarlyStopping. */
import type { EarlyStoppingSpec } from '../config/training.js';
import type { Losses } from './schedule.js';

export class EarlyStopping {
  private best = Number.POSITIVE_INFINITY;
  private wait = 0;
  private epochs = 0;

  constructor(private readonly spec: EarlyStoppingSpec) {}

  /** Hears how an epoch went. @returns whether it is the best so far, and whether it is the last. */
  epochDone(losses: Losses): { best: boolean; stop: boolean } {
    const { monitor, patience, minDelta } = this.spec;
    const value = losses[monitor];
    this.epochs++;
    // Without the number that is watched the first epoch is as good as any.
    if (value === undefined) return { best: this.epochs === 1, stop: false };
    if (value + minDelta < this.best) {
      this.best = value;
      this.wait = 0;
      return { best: true, stop: false };
    }
    this.wait++;
    return { best: false, stop: this.epochs > 1 && this.wait >= patience };
  }
}
