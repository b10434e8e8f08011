/**
 * What this engine runs on. The library is passed in, never imported: in the product it is `@tensorflow/tfjs-node`,
 * which may be missing; in tests `@tensorflow/tfjs` does the same in plain JavaScript.
 */
import type { Tensor } from '@tensorflow/tfjs';

export type { Tensor, Variable } from '@tensorflow/tfjs';
export type TensorFlow = typeof import('@tensorflow/tfjs');

/** The tensors of one layer by name. */
export type Named = Readonly<Record<string, Tensor>>;

/** What stands between two layers. */
export interface Values {
  /** [B,T,U], or [B,U] where the steps are gone. */
  readonly y: Tensor;
  /** [B,T] ones, and zeros at steps that are left out; undefined where nothing is. */
  readonly mask?: Tensor;
}
