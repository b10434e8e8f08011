/**
 * What a trainer minimizes and how it moves the weights, with every default filled in. Definitions are those of
 * Keras 3 (https://keras.io/api/losses/, https://keras.io/api/optimizers/); `test/reference/training.ts` spells them out.
 */
import type { Layer } from '../model/spec.js';

/**
 * Every loss is first a mean or a sum over the last axis of one row (a sample, or one step of it), then the mean over
 * the rows.
 */
export type LossSpec =
  | { readonly type: 'meanSquaredError' | 'meanAbsoluteError' }
  /** Squared up to `delta`, linear beyond (Huber 1964). */
  | { readonly type: 'huber'; readonly delta: number }
  | {
      /**
       * binary: every output is a probability of its own; categorical: the outputs are one distribution, the targets
       * another; sparse: the target is the class's index, one number a row.
       */
      readonly type: 'binaryCrossentropy' | 'categoricalCrossentropy' | 'sparseCategoricalCrossentropy';
      /** Whether the model gives logits; probabilities are kept 1e-7 away from 0 and 1. */
      readonly fromLogits: boolean;
    };

export type LossName = LossSpec['type'];

interface OptimizerCommon {
  /** Rate of every step, or the one that a schedule starts from. */
  readonly learningRate: number;
  /** Before each update w -= w * weightDecay * rate (Loshchilov & Hutter 2019); 0 is none. */
  readonly weightDecay: number;
  /** The gradient of each weight array is shortened to this norm. At most one of the three is given. */
  readonly clipNorm?: number;
  /** All gradients together are shortened to this norm. */
  readonly globalClipNorm?: number;
  /** Every element of a gradient is kept within ± this. */
  readonly clipValue?: number;
}

/** Gradient descent, with momentum (Polyak 1964) where it is not 0, looking ahead where `nesterov`. */
export interface SgdSpec extends OptimizerCommon {
  readonly type: 'sgd';
  readonly momentum: number;
  readonly nesterov: boolean;
}

/** The gradient over the root of its running mean square (Tieleman & Hinton 2012); `centered` takes its mean off. */
export interface RmspropSpec extends OptimizerCommon {
  readonly type: 'rmsprop';
  readonly rho: number;
  readonly momentum: number;
  readonly epsilon: number;
  readonly centered: boolean;
}

/**
 * Adam (Kingma & Ba 2015): epsilon is added to the square root of the uncorrected second moment. `adamw` is the same
 * with a weight decay by default.
 */
export interface AdamSpec extends OptimizerCommon {
  readonly type: 'adam' | 'adamw';
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

export type OptimizerSpec = SgdSpec | RmspropSpec | AdamSpec;

export interface TrainingSpec {
  readonly optimizer: OptimizerSpec;
  readonly loss: LossSpec;
  /** Decides what dropout drops: a whole number below 2^32, 0 unless given. */
  readonly seed?: number;
}

/** Numbers that stand for the target of one row. */
export function targetWidth({ type }: LossSpec, outputUnits: number): number {
  return type === 'sparseCategoricalCrossentropy' ? 1 : outputUnits;
}

/**
 * Whether a loss takes the derivative of the last layer's activation into its own: a crossentropy of the sigmoid or
 * softmax that belongs to it. Their product is exact where each by itself has lost all digits.
 */
export function takesActivation(spec: LossSpec, last: Layer): boolean {
  if (!('fromLogits' in spec) || spec.fromLogits) return false;
  const { activation } = last.type === 'timeDistributed' ? last.layer : last.type === 'dense' ? last : {};
  return activation === (spec.type === 'binaryCrossentropy' ? 'sigmoid' : 'softmax');
}
