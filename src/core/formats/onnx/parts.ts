/** What the nodes of a graph do to the numbers that flow through it: the parts from which layers are made. */
import type { Activation, DenseActivation, MergeMode, RecurrentLayer, Tensor } from '../../model/spec.js';
import type { Source } from './chain.js';

/** A product of what a layer gives, and a bias. */
export interface Linear {
  readonly parent: Source;
  /** [inputs, units]. */
  readonly kernel: Float32Array;
  readonly bias?: Float32Array;
}

interface Scores {
  readonly query: Linear;
  readonly key: Linear;
  readonly heads: number;
  /** Units of a head. */
  readonly width: number;
}

export type Part =
  | { readonly kind: 'input' }
  | {
      readonly kind: 'recurrent';
      /** Without a name; whether it gives every step is decided by what is read. */
      readonly layer: RecurrentLayer;
      /** Of each direction: kernel, recurrentKernel and bias. */
      readonly directions: readonly (readonly Tensor[])[];
    }
  | { readonly kind: 'merge'; readonly mode: Exclude<MergeMode, 'concat'> }
  /** Kernel [inputs, units]. */
  | { readonly kind: 'dense'; readonly kernel: Float32Array }
  /** Every unit times a number plus a number. */
  | { readonly kind: 'affine'; readonly scale: Float32Array; readonly shift: Float32Array }
  | { readonly kind: 'activation'; readonly activation: Activation | Extract<DenseActivation, 'softmax'> }
  | {
      readonly kind: 'normalization';
      readonly epsilon: number;
      readonly gamma?: Float32Array;
      readonly beta?: Float32Array;
    }
  /** Table [ids, units]. */
  | { readonly kind: 'embedding'; readonly table: Float32Array }
  /** One vector as every step of a sequence. */
  | { readonly kind: 'repeat'; readonly n: number }
  /** The mean of all steps. */
  | { readonly kind: 'pooling' }
  /** Products of queries and keys, not divided by anything; their softmax; and the values weighted by it. */
  | ({ readonly kind: 'scores' } & Scores)
  | ({ readonly kind: 'attentionWeights' } & Scores)
  | ({ readonly kind: 'attention'; readonly value: Linear } & Scores);
