import { describe, expect, it } from 'vitest';
import type { Network } from '../../../src/core/engine/engine.js';
import type { RunWriter } from '../../../src/core/runs/runWriter.js';
import type { TrainProgress } from '../../../src/worker/protocol.js';
import { Recorder } from '../../../src/worker/recorder.js';

/** A recorder with a clock of its own, and all that it says and writes. */
function recording(epochCount: number) {
  const said: TrainProgress[] = [];
  const written: number[][] = [];
  const checkpoints: number[] = [];
  const clock = { seconds: 100, draws: 0 };
  const network = { weights: () => [{ layer: `weights ${++clock.draws}`, tensors: [] }] };
  const writer = {
    epochs: async (metrics: { epoch: number }[]) => void written.push(metrics.map(({ epoch }) => epoch)),
    checkpoint: async (epoch: number) => void checkpoints.push(epoch),
    resumePoint: async () => {},
  };
  const recorder = new Recorder(
    network as unknown as Network,
    { memory: () => new Uint8Array(0) },
    writer as unknown as RunWriter,
    epochCount,
    (progress) => said.push(progress),
    () => clock.seconds,
  );
  const epoch = (number: number, keep = true) =>
    recorder.take({ kind: 'epoch', epoch: number, loss: 1 / number, keep });
  const reported = () =>
    said.flatMap((progress) => (progress.kind === 'epochs' ? [progress.epochs.map((e) => e.epoch)] : []));
  return { recorder, clock, said, written, checkpoints, epoch, reported };
}

describe('the recorder', () => {
  it('reports and writes twenty times a second at most, and loses nothing', async () => {
    const { recorder, clock, written, epoch, reported } = recording(5000);
    for (let number = 1; number <= 5000; number++) {
      clock.seconds += 0.001;
      epoch(number);
    }
    await recorder.flush({ resumable: false });
    expect(reported().length).toBeLessThanOrEqual(101);
    expect(reported().flat()).toEqual(Array.from({ length: 5000 }, (_, n) => n + 1));
    expect(written).toEqual(reported());
  });

  it('tells of the epochs that have ended while a long one goes on', () => {
    const { recorder, clock, said, epoch } = recording(10);
    epoch(1);
    expect(said).toEqual([]);
    clock.seconds += 1;
    recorder.take({ kind: 'batch', epoch: 2, batch: 5, batches: 10 });
    expect(said).toEqual([
      { kind: 'epochs', epochs: [{ epoch: 1, loss: 1 }] },
      { kind: 'batch', epoch: 2, epochs: 10, batch: 5, batches: 10, secondsLeft: (1 * 0.85) / 0.15 },
    ]);
  });

  it('keeps the weights it is told to keep, and says of which epoch where that is not the last', () => {
    const { recorder, epoch } = recording(10);
    expect(recorder.kept).toBeUndefined();
    epoch(1);
    epoch(2);
    expect(recorder.bestEpoch).toBeUndefined();
    epoch(3, false);
    expect(recorder.kept).toMatchObject({ epoch: 2, weights: [{ layer: 'weights 2' }] });
    expect(recorder.bestEpoch).toBe(2);
  });

  it('writes about a hundred checkpoints, the last epoch among them', async () => {
    const { recorder, checkpoints, epoch } = recording(250);
    for (let number = 1; number <= 250; number++) epoch(number);
    await recorder.flush({ resumable: false });
    expect(checkpoints).toHaveLength(84);
    expect(checkpoints.at(-1)).toBe(250);
  });

  it('hands on what a write threw', async () => {
    const { recorder, epoch } = recording(1);
    Object.assign(recorder, {
      writer: { epochs: () => Promise.reject(new Error('disk full')), checkpoint: async () => {} },
    });
    epoch(1);
    await expect(recorder.flush({ resumable: false })).rejects.toThrow('disk full');
  });
});
