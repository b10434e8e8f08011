/** Takes what the training loop yields, reports it at human rates and writes it to the run folder. */
import type { Network } from '../core/engine/engine.js';
import type { LayerWeights } from '../core/model/spec.js';
import type { EpochMetrics, RunWriter } from '../core/runs/runFolder.js';
import type { BatchDone, EpochDone } from '../core/training/fit.js';
import type { TrainProgress } from './protocol.js';

/** A run keeps about this many checkpoints, evenly spaced. */
const CHECKPOINTS = 100;
/** Batches are reported at most this often. */
const REPORT_SECONDS = 0.05;

export class Recorder {
  readonly epochs: EpochMetrics[] = [];
  /** Weights after the last whole epoch. */
  lastGood: readonly LayerWeights[] | undefined;
  /** The file work of past epochs; training does not wait for it. */
  private written: Promise<void> = Promise.resolve();
  private readonly begin: number;
  private reported: number;

  constructor(
    private readonly network: Network,
    private readonly writer: RunWriter,
    private readonly epochCount: number,
    private readonly report: (progress: TrainProgress) => void,
    private readonly clock: () => number,
  ) {
    this.begin = clock();
    this.reported = this.begin;
  }

  get seconds(): number {
    return this.clock() - this.begin;
  }

  take(event: BatchDone | EpochDone): void {
    if (event.kind === 'epoch') this.epoch(event);
    else this.batch(event);
  }

  /** Waits for the file work; throws what it threw. */
  async flush(): Promise<void> {
    await this.written;
  }

  private epoch({ epoch, loss, validationLoss }: EpochDone): void {
    const metrics = { epoch, loss, validationLoss };
    this.epochs.push(metrics);
    const weights = this.network.weights();
    this.lastGood = weights;
    const spacing = Math.ceil(this.epochCount / CHECKPOINTS);
    const checkpoint = epoch % spacing === 0 || epoch === this.epochCount;
    this.written = this.written.then(() => this.writer.epoch(metrics, checkpoint ? weights : undefined));
    // A failed write shows when the chain is awaited; until then it must not count as unhandled.
    this.written.catch(() => {});
    this.report({ kind: 'epoch', ...metrics });
  }

  private batch({ epoch, batch, batches }: BatchDone): void {
    const now = this.clock();
    if (now - this.reported < REPORT_SECONDS) return;
    this.reported = now;
    const share = (epoch - 1 + batch / batches) / this.epochCount;
    const secondsLeft = ((now - this.begin) * (1 - share)) / share;
    this.report({ kind: 'batch', epoch, epochs: this.epochCount, batch, batches, secondsLeft });
  }
}
