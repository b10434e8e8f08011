/** Takes what the training loop yields, and reports it and writes it to the run folder at human rates. */
import type { Network, Trainer } from '../core/engine/engine.js';
import type { LayerWeights } from '../core/model/spec.js';
import { type ResumePoint, resumeBytes } from '../core/runs/resumePoint.js';
import type { RunWriter } from '../core/runs/runWriter.js';
import type { BatchDone, EpochDone, Measuring } from '../core/training/fit.js';
import type { EpochMetrics } from '../core/training/metrics.js';
import type { TrainProgress } from './protocol.js';

/** A run keeps about this many checkpoints, evenly spaced. */
const CHECKPOINTS = 100;
/** Epochs and batches are reported, and epochs written, at most this often. */
const REPORT_SECONDS = 0.05;
/** What a run can go on from is written at most this often: a window that is reloaded loses no more. */
const RESUME_SECONDS = 1;

/** What was done of a run before it goes on. */
export interface Before {
  readonly epochs: readonly EpochMetrics[];
  readonly point?: ResumePoint;
}

export class Recorder {
  readonly epochs: EpochMetrics[];
  /** Weights to keep, and the whole epoch they were reached in. */
  kept: { readonly epoch: number; readonly weights: readonly LayerWeights[] } | undefined;
  /** The file work so far; training does not wait for it. */
  private written: Promise<void> = Promise.resolve();
  /** Why nothing can be written any more. */
  private failure: Error | undefined;
  private readonly begin: number;
  private readonly secondsBefore: number;
  /** Epochs that were done before. */
  private readonly first: number;
  private reported: number;
  /** Epochs from here on are neither reported nor written yet. */
  private told: number;
  /** Where the run could go on from, after the last whole epoch. */
  private point: ResumePoint | undefined;
  private pointWritten: number;

  constructor(
    private readonly network: Network,
    private readonly trainer: Pick<Trainer, 'memory'>,
    private readonly writer: RunWriter,
    private readonly epochCount: number,
    private readonly report: (progress: TrainProgress) => void,
    private readonly clock: () => number,
    before: Before = { epochs: [] },
  ) {
    this.epochs = [...before.epochs];
    this.told = this.epochs.length;
    this.first = this.told;
    this.point = before.point;
    this.kept = before.point?.kept;
    this.secondsBefore = before.point?.seconds ?? 0;
    this.begin = clock();
    this.reported = this.begin;
    this.pointWritten = this.begin;
  }

  get seconds(): number {
    return this.secondsBefore + this.clock() - this.begin;
  }

  /** The epoch that is kept, where it is not the last. */
  get bestEpoch(): number | undefined {
    return this.kept && this.kept.epoch < this.epochs.length ? this.kept.epoch : undefined;
  }

  /** @throws {FileError} where what came before could not be written: nobody shall train for hours what cannot be kept. */
  take(event: BatchDone | Measuring | EpochDone): void {
    if (this.failure) throw this.failure;
    if (event.kind === 'epoch') this.epoch(event);
    const now = this.clock();
    if (now - this.reported < REPORT_SECONDS) return;
    this.reported = now;
    this.tellEpochs();
    if (now - this.pointWritten >= RESUME_SECONDS && this.point) {
      this.pointWritten = now;
      this.writePoint();
    }
    if (event.kind === 'batch') this.tellBatch(event, now);
  }

  /** Tells the rest and waits for the file work; throws what it threw. @param resumable whether the run may go on later. */
  async flush({ resumable }: { resumable: boolean }): Promise<void> {
    this.tellEpochs();
    if (resumable) this.writePoint();
    await this.written;
  }

  private epoch({ kind: _, keep, ...metrics }: EpochDone): void {
    const { epoch } = metrics;
    this.epochs.push(metrics);
    const spacing = Math.ceil(this.epochCount / CHECKPOINTS);
    const checkpoint = epoch % spacing === 0 || epoch === this.epochCount;
    const weights = this.network.weights();
    if (keep) this.kept = { epoch, weights };
    if (checkpoint) this.write(() => this.writer.checkpoint(epoch, weights));
    const { kept = { epoch, weights }, seconds } = this;
    this.point = { epoch, weights, kept, seconds, memory: this.trainer.memory() };
  }

  /** What is known of the epochs up to the point is written before it. */
  private writePoint(): void {
    const { point } = this;
    if (point) this.write(() => this.writer.resumePoint(resumeBytes(point)));
  }

  private tellEpochs(): void {
    const epochs = this.epochs.slice(this.told);
    if (epochs.length === 0) return;
    this.told = this.epochs.length;
    this.write(() => this.writer.epochs(epochs));
    this.report({ kind: 'epochs', epochs });
  }

  private tellBatch({ epoch, batch, batches }: BatchDone, now: number): void {
    const share = (epoch - 1 + batch / batches) / this.epochCount;
    const secondsLeft = ((now - this.begin) * (1 - share)) / (share - this.first / this.epochCount);
    this.report({ kind: 'batch', epoch, epochs: this.epochCount, batch, batches, secondsLeft });
  }

  private write(work: () => Promise<void>): void {
    this.written = this.written.then(work);
    this.written.catch((error) => {
      this.failure = error;
    });
  }
}
