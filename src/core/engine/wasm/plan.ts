/** What each kind of layer puts into the programs of a network. */
import type { Gate, LayerShape, RecurrentType } from '../../model/spec.js';
import type { Arena } from './arena.js';
import type { Operation } from './operations.js';

/** Where a layer stands. */
export interface Place {
  readonly shape: LayerShape;
  /** Rows a sample: the steps of a sequence, else 1. */
  readonly rows: number;
  /** Most samples of a pass. */
  readonly batch: number;
  /** Offset of a weight, 0 where the layer has none of this name. */
  weight(name: string): number;
  /** Input [rows,B,F]: the output of the layer before. */
  readonly x: number;
  /** [T,B] ones, and zeros at steps that are left out; 0 where nothing is. */
  readonly mask: number;
  /** Five words, as `src/kernels/dropout.ts` reads them. */
  readonly dropout: number;
  /** The first of four numbers that tell this layer's dropout masks from those of others. */
  readonly stream: number;
  readonly arena: Arena;
}

/** What the backward pass has to give. */
export interface Wanted {
  /** Where the gradient of the input goes, if it is wanted. */
  readonly dx: number | undefined;
  /** Offset of the weights' gradients less that of the weights; undefined where they are not wanted. */
  readonly gradients: number | undefined;
  /** Whether the forward pass was one of training, with dropout. */
  readonly training: boolean;
  /** Whether `dy` is already the gradient before the layer's activation; only dense layers are asked for that. */
  readonly beforeActivation: boolean;
}

export interface LayerPlan {
  readonly shape: LayerShape;
  /** Output, time-major where it has steps, and its gradient. */
  readonly y: number;
  readonly dy: number;
  /** Mask of the output's steps. */
  readonly mask: number;
  /** Brings the weights into the order in which products read them; made anew after each update. */
  readonly packing: readonly Operation[];
  forward(training: boolean): Operation[];
  backward(wanted: Wanted): Operation[];
  readonly traces: readonly TracePlace[];
  readonly attention?: AttentionPlace;
}

/** Where the inner values of a recurrent layer stand, each [T,B,·]. */
export interface TracePlace {
  readonly layer: string;
  readonly type: RecurrentType;
  readonly direction: 'forward' | 'backward';
  readonly units: number;
  readonly steps: number;
  readonly hidden: number;
  readonly cell?: number;
  /** Gates side by side, in this order. */
  readonly gates: { readonly at: number; readonly names: readonly Gate[] };
}

/** Where the weights of an attention layer stand, [B,heads,T,T]. */
export interface AttentionPlace {
  readonly layer: string;
  readonly heads: number;
  readonly steps: number;
  readonly weights: number;
}

/** The parts of a plan that most layers do not have. */
export const PLAIN = { packing: [], traces: [] } as const;

/** Room for a layer's output and its gradient. */
export function outputPlaces({ shape, batch, arena }: Place): { y: number; dy: number } {
  const size = (shape.outputSteps ?? 1) * shape.outputUnits * batch;
  return { y: arena.words(size), dy: arena.words(size) };
}
