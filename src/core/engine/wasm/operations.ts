/**
 * The operations of a program, as `src/kernels/program.ts` reads them: a number and its arguments. Arguments that are
 * addresses are offsets in bytes; sizes are counted for one sample, the batch comes with the call.
 */
import type { Activation } from '../../model/spec.js';

/** Operation, then arguments. */
export type Operation = readonly number[];

/** Words of one record. */
export const RECORD_WORDS = 20;

const ACTIVATION_CODES: Record<Activation, number> = { linear: 0, tanh: 1, sigmoid: 2, hardSigmoid: 3, relu: 4 };

/** Packs a row-major [depth,columns] matrix. */
export function pack(from: number, depth: number, columns: number, to: number): Operation {
  return [0, from, 4 * columns, 4, depth, columns, to];
}

/** Packs the transpose of a row-major [columns,depth] matrix. */
export function packTransposed(from: number, depth: number, columns: number, to: number): Operation {
  return [0, from, 4, 4 * depth, depth, columns, to];
}

export function gatherSequences(
  at: { rows: number; starts: number; indices: number; to: number },
  steps: number,
  features: number,
): Operation {
  return [1, at.rows, at.starts, at.indices, at.to, steps, features];
}

/** From a table [N,steps,width] to [steps,batch,width]. */
export function gatherRows(table: number, indices: number, to: number, steps: number, width: number): Operation {
  return [2, table, indices, to, steps, width];
}

export interface LstmBuffers {
  readonly x: number;
  readonly gates: number;
  readonly cell: number;
  readonly squashed: number;
  readonly hidden: number;
}

export interface LstmSize {
  readonly steps: number;
  readonly features: number;
  readonly units: number;
  readonly activation: Activation;
  readonly recurrentActivation: Activation;
}

export function lstmForward(
  at: LstmBuffers,
  packed: { w: number; u: number },
  bias: number,
  size: LstmSize,
): Operation {
  const { steps, features, units } = size;
  const activations = [ACTIVATION_CODES[size.activation], ACTIVATION_CODES[size.recurrentActivation]];
  return [
    3,
    at.x,
    packed.w,
    packed.u,
    bias,
    at.gates,
    at.cell,
    at.squashed,
    at.hidden,
    steps,
    features,
    units,
    ...activations,
  ];
}

/** @param sequences whether `dOut` has every step or only the last. */
export function lstmBackward(
  at: LstmBuffers,
  dOut: number,
  packedUt: number,
  scratch: { dHidden: number; dCell: number },
  size: LstmSize,
  sequences: boolean,
): Operation {
  const activations = [ACTIVATION_CODES[size.activation], ACTIVATION_CODES[size.recurrentActivation]];
  const { dHidden, dCell } = scratch;
  return [
    4,
    at.gates,
    at.cell,
    at.squashed,
    dOut,
    packedUt,
    dHidden,
    dCell,
    size.steps,
    size.units,
    Number(sequences),
    ...activations,
  ];
}

export function lstmWeightGradients(
  at: LstmBuffers,
  gradients: { kernel: number; recurrentKernel: number; bias: number },
  scratch: number,
  { steps, features, units }: LstmSize,
): Operation {
  const { kernel, recurrentKernel, bias } = gradients;
  return [5, at.x, at.hidden, at.gates, kernel, recurrentKernel, bias, scratch, steps, features, units];
}

/** @param rows rows a sample: the steps of a sequence, else 1. */
export function denseForward(
  at: { x: number; w: number; bias: number; y: number },
  size: { rows: number; inputs: number; units: number; activation: Activation },
): Operation {
  return [6, at.x, at.w, at.bias, at.y, size.rows, size.inputs, size.units, ACTIVATION_CODES[size.activation]];
}

export function activationBackward(y: number, dy: number, values: number, activation: Activation): Operation {
  return [7, y, dy, values, ACTIVATION_CODES[activation]];
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
  return [8, a, packedB, c, rows, columns, depth];
}

/** C += A^T B, A [depth,rows] and B [depth,columns]. */
export function accumulateTransposed(
  at: { a: number; b: number; c: number; scratch: number },
  rows: number,
  columns: number,
  depth: number,
): Operation {
  return [9, at.a, at.b, at.c, rows, columns, depth, at.scratch];
}

/** sums += the rows of A [rows,columns]. */
export function accumulateRows(a: number, sums: number, rows: number, columns: number): Operation {
  return [10, a, sums, rows, columns];
}

export function clear(at: number, bytes: number): Operation {
  return [12, at, bytes];
}

/** One step of a time-major array [steps,batch,width]. */
export function copyStep(from: number, step: number, width: number, to: number): Operation {
  return [14, from, step, width, to];
}
