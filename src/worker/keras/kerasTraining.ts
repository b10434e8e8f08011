/** What a training needs of Keras, wherever it may run. */
import type { LayerWeights } from '../../core/model/spec.js';
import type { Manifest } from '../../core/runs/runFolder.js';
import type { EpochTrainer } from '../../core/training/fitElsewhere.js';
import type { Metrics } from '../../core/training/metrics.js';
import type { Python } from '../protocol.js';

export interface KerasSettings {
  readonly python: Python;
  /** Asked while Python is waited for; throws to cancel. */
  readonly idle: () => void;
  /** How well the sequences that validate fit. @param outputs of the model, one after the other. */
  readonly metricsOf: (outputs: Float32Array, loss: number) => Metrics;
}

export interface KerasTraining extends EpochTrainer {
  /** After the last epoch that is done. */
  readonly weights: readonly LayerWeights[];
  readonly memory: Uint8Array;
  readonly framework: NonNullable<Manifest['framework']>;
  /** What was printed last. */
  readonly log: string;
  /** Lets Keras write a model file. @param file path, which ends with `.keras`. */
  save(file: string, weights: readonly LayerWeights[]): Promise<void>;
  dispose(): Promise<void>;
}
