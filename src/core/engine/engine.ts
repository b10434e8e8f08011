/**
 * What trains and runs a model. Everything behind this door may be replaced (WebAssembly, TensorFlow);
 * everything in front of it (training loop, traces, influence, trust) knows only these types.
 *
 * Arrays are Float32Array, row-major, one sample after the other: [N,T,F] for inputs, [N,T,H] for states.
 * All numbers are in the units that the model sees (standardized where the data is standardized).
 */
import type { Gate, LayerShape, LayerWeights, ModelSpec, RecurrentType } from '../model/spec.js';
import type { Numbers, Scaler } from '../scaler.js';
import type { TrainingSpec } from './trainingSpec.js';

export type { AdamSpec, LossSpec, OptimizerSpec, TrainingSpec } from './trainingSpec.js';

/** `wasm` is the embedded one, `tensorflow` needs a package that may be missing, `keras` trains in the user's Python. */
export const ENGINES = ['wasm', 'tensorflow', 'keras'] as const;
export type EngineName = (typeof ENGINES)[number];

/** `exact`: the same bits on every machine; `fast`: the last bits may differ between machines. */
export const PRECISIONS = ['exact', 'fast'] as const;
export type Precision = (typeof PRECISIONS)[number];

/** How the embedded engine computes here. */
export interface Arithmetic {
  readonly precision: Precision;
  /** Whether products and sums are rounded once (relaxed SIMD). */
  readonly relaxed: boolean;
  /** The most threads that share a batch. */
  readonly threads: number;
}

export interface Engine {
  readonly name: EngineName;
  /** Of the embedded engine only. */
  readonly arithmetic?: Arithmetic;
  /**
   * Makes a network with the given weights.
   * @param spec layers and input shape.
   * @param weights one entry per layer, in order.
   * @param batchSize the most samples one pass takes; larger calls are cut into passes of this size.
   * @throws {ShapeError} where layers do not fit each other; {RangeError} where weights do not fit the layers or the
   * network does not fit into memory.
   */
  createNetwork(spec: ModelSpec, weights: readonly LayerWeights[], batchSize: number): Promise<Network>;
}

/** The inner values of one recurrent layer for N samples, each [N,T,H]; gates after their activation. */
export interface LayerTrace {
  /** The layer's name; a bidirectional layer's two are called `name.forward` and `name.backward`. */
  readonly layer: string;
  readonly type: RecurrentType;
  /** A backward layer reads the last step first; its values stand at the step that was read. */
  readonly direction: 'forward' | 'backward';
  readonly units: number;
  readonly steps: number;
  readonly hidden: Float32Array;
  /** Of an LSTM only. */
  readonly cell?: Float32Array;
  /** Those of the layer's type. */
  readonly gates: Readonly<Partial<Record<Gate, Float32Array>>>;
}

/** What can be seen of a recurrent layer at a step. */
export type TraceName = 'hidden' | 'cell' | Gate;

/** Undefined where a layer of this type has no such values. */
export function traceValues(trace: LayerTrace, name: TraceName): Float32Array | undefined {
  if (name === 'hidden') return trace.hidden;
  return name === 'cell' ? trace.cell : trace.gates[name];
}

/** The weights of one attention layer for N samples [N,heads,T,T]: each row, a step that looks, sums to one. */
export interface AttentionTrace {
  readonly layer: string;
  readonly heads: number;
  readonly steps: number;
  readonly weights: Float32Array;
}

export interface Forward {
  /** [N,K], or [N,T,K] where the last layer gives a sequence. */
  readonly outputs: Float32Array;
  /** One entry per recurrent layer, in order; two, forward first, for a bidirectional one. */
  readonly layers: LayerTrace[];
  /** One entry per attention layer, in order. */
  readonly attention: AttentionTrace[];
}

export interface InputGradient {
  /** As in `Forward`. */
  readonly outputs: Float32Array;
  /** dy/dx [N,T,F] of the chosen output. */
  readonly gradient: Float32Array;
}

export interface Network {
  readonly spec: ModelSpec;
  readonly shapes: readonly LayerShape[];
  /** Number of values per sample in `outputs`. */
  readonly outputSize: number;
  /** A copy of the weights as they are now. */
  weights(): LayerWeights[];
  setWeights(weights: readonly LayerWeights[]): void;
  /** Outputs only. @param inputs [N,T,F] */
  predict(inputs: Float32Array): Float32Array;
  /** Outputs and every inner value of the recurrent layers. @param inputs [N,T,F] */
  trace(inputs: Float32Array): Forward;
  /**
   * Exact derivative of one output by every input element, by back-propagation through time.
   * @param inputs [N,T,F]
   * @param output which of the `outputSize` values of a sample is explained.
   * @throws {RangeError} where there is no such output, or the model reads ids (`idsOf`), which have no derivative.
   */
  inputGradient(inputs: Float32Array, output: number): InputGradient;
  /** Puts the data where the kernels can read it and makes ready to train on it. One trainer at a time. */
  createTrainer(data: TrainingData, training: TrainingSpec): Trainer;
  /** Frees the network; no call is allowed afterwards. */
  dispose(): void;
}

/**
 * Sequences as windows into one table of rows, so that overlapping windows share their memory.
 * Sequence n is rows[starts[n]] … rows[starts[n] + length - 1].
 */
export interface Sequences {
  /** [R,F] */
  readonly rows: Numbers;
  /** Brings the rows into the model's units on their way into the engine; they are in them where there is none. */
  readonly scaler?: Scaler;
  /** [N] first row of each sequence. */
  readonly starts: Uint32Array;
  readonly length: number;
  readonly features: number;
}

export interface TrainingData extends Sequences {
  /** [N, outputSize]; for `sparseCategoricalCrossentropy` [N, steps of the output] class indices. */
  readonly targets: Float32Array;
}

export interface Trainer {
  /** Rate of the steps to come; the optimizer's at first. */
  learningRate: number;
  /**
   * One update of the weights on one batch.
   * @param batch indices of the sequences, at most the network's batch size.
   * @returns the batch's mean loss before the update; where it is not finite, training has diverged and the weights stay
   * as they are.
   */
  step(batch: Uint32Array): number;
  /** Gradients of the batch's mean loss by every weight, unclipped, without an update; for tests and diagnosis. */
  gradients(batch: Uint32Array): { loss: number; gradients: LayerWeights[] };
  /**
   * Mean loss of the given sequences; weights stay as they are.
   * @param outputs [indices, outputSize], becomes the model's outputs, where given.
   */
  evaluate(indices: Uint32Array, outputs?: Float32Array): number;
  /**
   * The first value that is not finite on the way that the last batch took: its input, then layer by layer weights and
   * output, at last its targets and the loss. Undefined where all are finite.
   */
  firstNonFinite(): NonFinite | undefined;
  /** A copy of all that the next updates depend on besides weights and rate: what the optimizer remembers, and how far chance is. */
  memory(): Uint8Array;
  /** Puts back what a trainer of the same engine, model and settings gave. @throws {RangeError} where it is of another. */
  setMemory(memory: Uint8Array): void;
  dispose(): void;
}

/** Where a value that is not finite stands. */
export type NonFinite =
  | { readonly in: 'input' | 'target'; readonly step?: number }
  | { readonly in: 'weights'; readonly layer: string; readonly tensor: string }
  /** `step` counts from 1 and is missing where the layer gives one value a sequence. */
  | { readonly in: 'output'; readonly layer: string; readonly step?: number }
  | { readonly in: 'loss' };
