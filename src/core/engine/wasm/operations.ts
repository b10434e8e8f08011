/**
 * The operations of a program, as `src/kernels/program.ts` reads them: a number and its arguments. Arguments that are
 * addresses are offsets in bytes; sizes are counted for one sample, the batch comes with the call. Operations of one
 * kind of layer are written where that layer is planned, in `layers/`, those of training in `trainingOperations.ts`.
 */
import { DENSE_ACTIVATIONS, type DenseActivation } from '../../model/spec.js';

/** Operation, then arguments. */
export type Operation = readonly number[];

/** Words of one record. */
export const RECORD_WORDS = 20;

export const OP = {
  ...{ pack: 0, gatherSequences: 1, gatherRows: 2, lstmForward: 3, lstmBackward: 4, inputGradients: 5 },
  ...{ denseForward: 6, activationBackward: 7, multiply: 8, accumulateTransposed: 9, accumulateRows: 10 },
  ...{ clear: 12, copyStep: 14 },
  ...{ recurrentGradients: 40, simpleRnnForward: 41, simpleRnnBackward: 42, gruForward: 43, gruBackward: 44 },
  ...{ normalizeForward: 45, normalizeBackward: 46, normalizeGradient: 47 },
  ...{ embeddingForward: 48, embeddingGradient: 49, maskForward: 50, maskBackward: 51 },
  ...{ repeatForward: 52, repeatBackward: 53, mergeForward: 54, mergeBackward: 55 },
  ...{ dropoutFactors: 56, advanceDropout: 57, dropoutSteps: 58, attentionForward: 59, attentionBackward: 60 },
  ...{ multiplyAdd: 61, multiplyElements: 62, add: 63, poolForward: 64, poolBackward: 65 },
} as const;

/** The kernels' number of an activation. */
export function activationCode(activation: DenseActivation): number {
  return DENSE_ACTIVATIONS.indexOf(activation);
}

/** A float32 as the word that carries it. */
export function floatWord(value: number): number {
  return new Int32Array(Float32Array.of(value).buffer)[0];
}

/** Packs a row-major [depth,columns] matrix. @param rowColumns columns of the matrix that these are a part of. */
export function pack(from: number, depth: number, columns: number, to: number, rowColumns = columns): Operation {
  return [OP.pack, from, 4 * rowColumns, 4, depth, columns, to];
}

/**
 * Packs the transpose of a row-major [columns,depth] matrix.
 * @param rowDepth columns of the matrix that these are a part of.
 */
export function packTransposed(from: number, depth: number, columns: number, to: number, rowDepth = depth): Operation {
  return [OP.pack, from, 4, 4 * rowDepth, depth, columns, to];
}

export function gatherSequences(
  at: { rows: number; starts: number; indices: number; to: number },
  steps: number,
  features: number,
): Operation {
  return [OP.gatherSequences, at.rows, at.starts, at.indices, at.to, steps, features];
}

/** From a table [N,steps,width] to [steps,batch,width]. */
export function gatherRows(table: number, indices: number, to: number, steps: number, width: number): Operation {
  return [OP.gatherRows, table, indices, to, steps, width];
}

/** C = A B, A [rows,depth] and packed B [depth,columns]. */
export function multiply(
  a: number,
  packedB: number,
  c: number,
  rows: number,
  columns: number,
  depth: number,
): Operation {
  return [OP.multiply, a, packedB, c, rows, columns, depth];
}

/** C += A B. */
export function multiplyAdd(
  a: number,
  packedB: number,
  c: number,
  rows: number,
  columns: number,
  depth: number,
): Operation {
  return [OP.multiplyAdd, a, packedB, c, rows, columns, depth];
}

/**
 * Gradients of a kernel [inputs,columns] and its bias, added to what is there.
 * @param at x [rows,inputs]; dz [rows,columns], gradient of x W + b; bias 0 where there is none.
 */
export function inputGradients(
  at: { x: number; dz: number; kernel: number; bias: number; scratch: number },
  rows: number,
  inputs: number,
  columns: number,
): Operation {
  return [OP.inputGradients, at.x, at.dz, at.kernel, at.bias, at.scratch, rows, inputs, columns];
}

export function clear(at: number, bytes: number): Operation {
  return [OP.clear, at, bytes];
}

/** One step of a time-major array [steps,batch,width]. */
export function copyStep(from: number, step: number, width: number, to: number): Operation {
  return [OP.copyStep, from, step, width, to];
}

/** Factors [rows,batch,width] that drop values; see `src/kernels/dropout.ts`. */
export function dropoutFactors(
  state: number,
  stream: number,
  factors: number,
  { rows, width }: { rows: number; width: number },
  rate: number,
): Operation {
  return [OP.dropoutFactors, state, stream, factors, rows, width, floatWord(rate)];
}

/** The next update drops other values. */
export function advanceDropout(state: number): Operation {
  return [OP.advanceDropout, state];
}

/** y [steps,size] = x times factors [size] at every step. */
export function dropoutSteps(x: number, factors: number, y: number, steps: number, size: number): Operation {
  return [OP.dropoutSteps, x, factors, y, steps, size];
}
