/** Training progress on stderr: a bar on a terminal, a line an epoch elsewhere. */
import { Presets, SingleBar } from 'cli-progress';
import type { TrainProgress } from '../worker/protocol.js';
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
  private loss = '';

  constructor(stream: NodeJS.WriteStream) {
    const format = 'epoch {epoch}/{epochs} {bar} {percentage}%  {loss}  {left} left';
    this.bar = new SingleBar(
      { format, stream, barsize: 24, hideCursor: true, clearOnComplete: false },
      Presets.shades_classic,
    );
  }

  show(progress: TrainProgress): void {
    if (progress.kind === 'started') {
      this.bar.start(progress.epochs, 0, { epoch: 0, epochs: progress.epochs, loss: '', left: '…' });
    } else if (progress.kind === 'batch') {
      const { epoch, batch, batches, secondsLeft } = progress;
      this.bar.update(epoch - 1 + batch / batches, { epoch, left: `${number(secondsLeft, 2)} s` });
    } else if (progress.kind === 'epoch') {
      this.loss = `loss ${number(progress.loss)}`;
      this.bar.update(progress.epoch, { epoch: progress.epoch, loss: this.loss });
    }
  }

  end(): void {
    this.bar.update({ left: '0 s' });
    this.bar.stop();
  }
}

class Lines implements ProgressShower {
  private epochs = 0;

  constructor(private readonly stream: NodeJS.WriteStream) {}

  show(progress: TrainProgress): void {
    if (progress.kind === 'started') this.epochs = progress.epochs;
    if (progress.kind !== 'epoch') return;
    const validation =
      progress.validationLoss === undefined ? '' : `  validation loss ${number(progress.validationLoss)}`;
    this.stream.write(`epoch ${progress.epoch}/${this.epochs}  loss ${number(progress.loss)}${validation}\n`);
  }

  end(): void {}
}
