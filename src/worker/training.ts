/** What trains in a run: an engine here, batch by batch, or Keras in the user's Python, epoch by epoch. */
import type { Experiment } from '../core/config/experiment.js';
import { type Dataset, trainingData } from '../core/data/dataset.js';
import type { Engine, Network, Trainer } from '../core/engine/engine.js';
import { join } from '../core/files.js';
import type { LayerWeights } from '../core/model/spec.js';
import type { Random } from '../core/random.js';
import type { Manifest } from '../core/runs/runFolder.js';
import { type BatchDone, type EpochDone, type FitPlan, fit, type Measuring } from '../core/training/fit.js';
import { fitElsewhere } from '../core/training/fitElsewhere.js';
import { type Measure, measureOf, metricsOf } from '../core/training/measure.js';
import { CancelledError, type WorkerHost } from './host.js';
import type { KerasTraining } from './keras/kerasTraining.js';
import type { Python } from './protocol.js';

export interface Training {
  /** For the run's manifest; known after `begin`. */
  about(): Pick<Manifest, 'engine' | 'arithmetic' | 'framework'>;
  memory(): Uint8Array;
  /** What `memory` gave before. */
  setMemory(memory: Uint8Array): void;
  /** Makes ready to train from the network's weights. @throws {Error} where what trains is missing. */
  begin(): Promise<void>;
  /** Trains the network. */
  events(plan: Plan, random: Random): Iterable<Event> | AsyncIterable<Event>;
  /** Of the network as it is. */
  readonly measure: Measure;
  /** Adds to a run's folder what only this has. @param kept the weights of a run that is done; undefined of others. */
  write(files: WorkerHost['files'], folder: string, kept?: readonly LayerWeights[]): Promise<void>;
  dispose(): Promise<void>;
}

type Event = BatchDone | Measuring | EpochDone;
type Plan = Omit<FitPlan, 'measure'>;

/** @param data in raw units, with the scalers that the model is trained with. */
export function trainingHere(engine: Engine, network: Network, data: Dataset, { train }: Experiment): Training {
  const sequences = trainingData(data, train.loss);
  const trainer = network.createTrainer(sequences, train);
  const measure = measureOf(trainer, network, data, sequences, train);
  return {
    about: () => ({ engine: engine.name, arithmetic: engine.arithmetic }),
    memory: () => trainer.memory(),
    setMemory: (memory) => trainer.setMemory(memory),
    begin: async () => {},
    events: (plan, random) => fit(trainer, { ...plan, measure }, random),
    measure,
    write: async () => {},
    dispose: async () => trainer.dispose(),
  };
}

/**
 * @param network of the embedded engine: it gets the weights after each epoch, and measures and shows what was learned.
 * @param data as of `trainingHere`.
 */
export function trainingInKeras(
  host: WorkerHost,
  python: Python | undefined,
  network: Network,
  data: Dataset,
  { train }: Experiment,
  cancelled: () => boolean,
): Training {
  const sequences = trainingData(data, train.loss);
  const { training, validation } = data;
  let memory: Uint8Array | undefined;
  let keras: KerasTraining | undefined;
  let measuring: { trainer: Trainer; measure: Measure } | undefined;
  const started = () => {
    if (!keras) throw new Error('The training has not begun.');
    return keras;
  };
  return {
    about: () => ({ engine: 'keras', framework: started().framework }),
    memory: () => started().memory,
    setMemory(before) {
      memory = before;
    },
    async begin() {
      if (!python || !host.keras) throw new Error('There is no Python to train in.');
      keras = await host.keras(
        { spec: network.spec, weights: network.weights(), data: sequences, training, validation, plan: train, memory },
        {
          python,
          idle() {
            if (cancelled()) throw new CancelledError();
          },
          metricsOf: (outputs, value) =>
            metricsOf({ network, data, training: sequences, loss: train.loss }, validation, outputs, value),
        },
      );
    },
    async *events(plan, random) {
      const trainer = started();
      for await (const event of fitElsewhere(trainer, train.optimizer.learningRate, plan, random)) {
        if (event.kind === 'epoch') network.setWeights(trainer.weights);
        yield event;
      }
    },
    // Made only where it is needed: its data are a copy.
    measure(part) {
      if (!measuring) {
        const trainer = network.createTrainer(sequences, train);
        measuring = { trainer, measure: measureOf(trainer, network, data, sequences, train) };
      }
      return measuring.measure(part);
    },
    async write(files, folder, kept) {
      if (kept) await started().save(join(folder, 'model.keras'), kept);
      if (keras?.log) await files.write(join(folder, 'python.log'), keras.log);
    },
    async dispose() {
      measuring?.trainer.dispose();
      await keras?.dispose();
    },
  };
}
