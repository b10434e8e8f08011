/** Keras 3 in the user's Python as a trainer of epochs: see `python/train.py`. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { NonFinite } from '../../core/engine/engine.js';
import { weightBytes } from '../../core/formats/layersModel.js';
import type { LayerWeights } from '../../core/model/spec.js';
import { weightsFrom } from '../../core/runs/runFolder.js';
import type { EpochLearned } from '../../core/training/fitElsewhere.js';
import type { Framework, Message } from '../python/lines.js';
import { PythonError, PythonProcess } from '../python/pythonProcess.js';
import { bytesOf, type Job, writeJob } from './job.js';
import type { KerasSettings, KerasTraining } from './kerasTraining.js';

/** Milliseconds of silence after which Python hangs; it says every other second that it lives. */
const SILENCE = 120_000;

export class KerasTrainer implements KerasTraining {
  /** After the last epoch that is done. */
  weights: readonly LayerWeights[];
  memory: Uint8Array;

  private constructor(
    private readonly process: PythonProcess,
    private readonly folder: string,
    job: Job,
    private readonly settings: KerasSettings,
    readonly framework: Framework,
  ) {
    this.weights = job.weights;
    this.memory = job.memory ?? new Uint8Array();
  }

  /**
   * @param script path of `train.py`.
   * @throws {PythonError} where Python, Keras or a backend is missing, with what mends it.
   */
  static async start(job: Job, settings: KerasSettings, script: string, silence = SILENCE): Promise<KerasTrainer> {
    const { python, idle } = settings;
    const folder = await writeJob(job, python.environment.TMPDIR ?? python.environment.TEMP);
    const process = new PythonProcess(python, script, folder, silence);
    try {
      const ready = await process.next(idle);
      if (ready.lstmLens !== 'ready') throw outOfTurn(ready);
      const { lstmLens: _, ...framework } = ready;
      return new KerasTrainer(process, folder, job, settings, framework);
    } catch (error) {
      await end(process, folder);
      throw error;
    }
  }

  get log(): string {
    return this.process.log;
  }

  async *epoch(order: Uint32Array, rate: number | undefined): AsyncGenerator<number, EpochLearned, void> {
    await writeFile(this.file('order.bin'), bytesOf(order));
    this.process.send({ do: 'epoch', learningRate: rate });
    for (;;) {
      const message = await this.process.next(this.settings.idle);
      if (message.lstmLens === 'batch') yield message.batch;
      else if (message.lstmLens === 'epoch') return await this.learned(message);
      else throw outOfTurn(message);
    }
  }

  /** Lets Keras write a model file. @param file path, which ends with `.keras`. */
  async save(file: string, weights: readonly LayerWeights[]): Promise<void> {
    await writeFile(this.file('weights.bin'), weightBytes(weights));
    this.process.send({ do: 'save', file: path.resolve(file) });
    const message = await this.process.next(() => {});
    if (message.lstmLens !== 'saved') throw outOfTurn(message);
  }

  async dispose(): Promise<void> {
    await end(this.process, this.folder);
  }

  private async learned(message: Message & { lstmLens: 'epoch' }): Promise<EpochLearned> {
    const { loss, batch, validationLoss } = message;
    if (loss === null) return { loss: undefined, batch: batch ?? undefined };
    const weights = weightsFrom(await this.learnedWeights(), this.weights);
    const nonFinite = nonFiniteIn(weights);
    if (nonFinite) return { loss, nonFinite };
    this.weights = weights;
    this.memory = await readFile(this.file('memory.npz'));
    if (typeof validationLoss !== 'number') return { loss };
    const outputs = await readFile(this.file('outputs.bin'));
    const values = new Float32Array(outputs.buffer.slice(outputs.byteOffset, outputs.byteOffset + outputs.byteLength));
    return { loss, validationLoss, metrics: this.settings.metricsOf(values, validationLoss) };
  }

  private async learnedWeights(): Promise<Uint8Array> {
    const bytes = await readFile(this.file('weights.bin'));
    const values = this.weights.flatMap(({ tensors }) => tensors.map((tensor) => tensor.values.length));
    const size = 4 * values.reduce((sum, count) => sum + count, 0);
    if (bytes.length === size) return bytes;
    throw new PythonError(`Keras has given ${bytes.length} bytes of weights, but the model has ${size}.`);
  }

  private file(name: string): string {
    return path.join(this.folder, name);
  }
}

function nonFiniteIn(weights: readonly LayerWeights[]): NonFinite | undefined {
  for (const { layer, tensors } of weights) {
    const wrong = tensors.find(({ values }) => !values.every(Number.isFinite));
    if (wrong) return { in: 'weights', layer, tensor: wrong.name };
  }
  return undefined;
}

function outOfTurn({ lstmLens }: Message): PythonError {
  return new PythonError(`Python said "${lstmLens}", which nobody had asked for.`);
}

async function end(process: PythonProcess, folder: string): Promise<void> {
  await process.end();
  // A file that is still open somewhere is left to the system.
  await rm(folder, { recursive: true, force: true }).catch(() => {});
}
