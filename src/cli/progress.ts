/** Progress on stderr, of a training and of the inspection after it: a bar on a terminal, a line an epoch elsewhere. */
import { Presets, SingleBar } from 'cli-progress';
import type { EpochMetrics } from '../core/training/metrics.js';
import type { TrainProgress } from '../worker/protocol.js';
import { InspectionProgress } from './inspectionProgress.js';
import { number } from './text.js';

export interface ProgressShower {
  show(progress: TrainProgress): void;
  end(): void;
}

export function progressShower(stream: NodeJS.WriteStream): ProgressShower {
  return stream.isTTY ? new Bar(stream) : new Lines(stream);
}

class Bar implements ProgressShower {
  private readonly bar: SingleBar;
  private training = false;
  private readonly inspection: InspectionProgress;

  constructor(private readonly stream: NodeJS.WriteStream) {
    this.inspection = new InspectionProgress(stream);
    const format = 'epoch {epoch}/{epochs} {bar} {percentage}%  {loss}  {left} left';
    this.bar = new SingleBar(
      { format, stream, barsize: 24, hideCursor: true, clearOnComplete: false },
      Presets.shades_classic,
    );
  }

  show(progress: TrainProgress): void {
    if (progress.kind === 'reading') {
      this.stream.write(`\rreading data ${Math.round(100 * progress.share)} %\u001b[K`);
    } else if (progress.kind === 'started') {
      this.stream.write('\r\u001b[K');
      this.training = true;
      this.bar.start(progress.epochs, 0, { epoch: 0, epochs: progress.epochs, loss: '', left: '…' });
    } else if (progress.kind === 'batch') {
      const { epoch, batch, batches, secondsLeft } = progress;
      this.bar.update(epoch - 1 + batch / batches, { epoch, left: `${number(secondsLeft, 2)} s` });
    } else if (progress.kind === 'epochs') {
      const { epoch, loss } = progress.epochs[progress.epochs.length - 1];
      this.bar.update(epoch, { epoch, loss: `loss ${number(loss)}` });
    } else if (progress.kind === 'part') {
      this.endBar();
      this.inspection.show(progress);
    }
  }

  end(): void {
    this.endBar();
    this.inspection.end();
  }

  private endBar(): void {
    if (!this.training) return;
    this.training = false;
    this.bar.update({ left: '0 s' });
    this.bar.stop();
  }
}

class Lines implements ProgressShower {
  private epochs = 0;
  private readonly inspection: InspectionProgress;

  constructor(private readonly stream: NodeJS.WriteStream) {
    this.inspection = new InspectionProgress(stream);
  }

  show(progress: TrainProgress): void {
    if (progress.kind === 'started') this.epochs = progress.epochs;
    if (progress.kind === 'epochs') this.stream.write(progress.epochs.map((epoch) => this.line(epoch)).join(''));
    if (progress.kind === 'part') this.inspection.show(progress);
  }

  end(): void {
    this.inspection.end();
  }

  private line({ epoch, loss, validationLoss, learningRate }: EpochMetrics): string {
    const validation = validationLoss === undefined ? '' : `  validation loss ${number(validationLoss)}`;
    const rate = learningRate === undefined ? '' : `  learning rate ${number(learningRate)}`;
    return `epoch ${epoch}/${this.epochs}  loss ${number(loss)}${validation}${rate}\n`;
  }
}
