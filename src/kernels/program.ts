/**
 * Entry of the kernels: runs a program, a list of operations that TypeScript has written into memory, for a batch of
 * any size up to the planned one. A record is RECORD words: the operation, then its arguments. The operations and their
 * arguments are those of `src/core/engine/wasm/operations.ts`.
 */
import { activationBackward, denseForward } from "./dense";
import { copyStep, gatherRows, gatherSequences } from "./gather";
import { loss } from "./loss";
import { lstmBackward, lstmForward, lstmWeightGradients } from "./lstm";
import { accumulate, accumulateRows, accumulateTransposed, fillRows, pack } from "./matrix";
import { adam, clipNorm, clipValue, decay, rmsprop, sgd } from "./optimizers";

const RECORD: usize = 4 * 20;

// @ts-ignore: decorator
@inline
function word(record: usize, index: i32): i32 {
  return load<i32>(record + <usize>index * 4);
}

/** Runs `count` records for `batch` samples. */
export function run(program: usize, count: i32, batch: i32): void {
  for (let i = 0; i < count; i++) runOne(program + RECORD * <usize>i, batch);
}

function runOne(r: usize, batch: i32): void {
  const a = word(r, 1);
  const b = word(r, 2);
  const c = word(r, 3);
  const d = word(r, 4);
  const e = word(r, 5);
  const f = word(r, 6);
  switch (word(r, 0)) {
    // a: from, b: row step, c: column step, d: depth, e: columns, f: to
    case 0: pack(a, b, c, d, e, f); break;
    case 1: gatherSequences(a, b, c, d, e, batch, f); break;
    case 2: gatherRows(a, b, c, d, batch, e); break;
    case 3:
      lstmForward(
        a, b, c, d, e, f, word(r, 7), word(r, 8), word(r, 9), batch, word(r, 10), word(r, 11), word(r, 12), word(r, 13),
      );
      break;
    case 4:
      lstmBackward(
        a, b, c, d, e, f, word(r, 7), word(r, 8), batch, word(r, 9), word(r, 10), word(r, 11), word(r, 12),
      );
      break;
    case 5:
      lstmWeightGradients(a, b, c, d, e, f, word(r, 7), word(r, 8), batch, word(r, 9), word(r, 10));
      break;
    // e: rows a sample
    case 6: denseForward(a, b, c, d, e * batch, f, word(r, 7), word(r, 8)); break;
    // c: values a sample
    case 7: activationBackward(a, b, c * batch, d); break;
    // C = A B, a: A, b: packed B, c: C, d: rows a sample, e: columns, f: depth
    case 8:
      fillRows(0, c, d * batch, e);
      accumulate(a, <usize>f * 4, 4, b, c, <usize>e * 4, d * batch, e, f);
      break;
    // C += A^T B, d: rows of C, e: columns, f: depth a sample, 7: scratch
    case 9: accumulateTransposed(a, b, c, d, e, f * batch, word(r, 7)); break;
    // c: rows a sample
    case 10: accumulateRows(a, b, c * batch, d); break;
    case 12: memory.fill(a, 0, b); break;
    case 14: copyStep(a, b, batch, c, d); break;
    // Training, 20 to 39. a: kind, e: rows a sample, f: units, 7: parameter, 8: mask, 9: where the loss goes
    case 20: store<f64>(word(r, 9), loss(a, b, c, d, e * batch, f, load<f64>(word(r, 7)), word(r, 8))); break;
    case 21: clipNorm(a, b, c); break;
    case 22: clipValue(a, b, c); break;
    case 23: decay(a, b, c); break;
    case 24: sgd(a, b, c, d, e); break;
    case 25: rmsprop(a, b, c, d, e, f, word(r, 7)); break;
    case 26: adam(a, b, c, d, e, f); break;
    default: unreachable();
  }
}

// For tests and the benchmark of the bare kernel.
export { loss } from "./loss";
export { accumulate, accumulateTransposed, pack } from "./matrix";
export { activateRow } from "./testing";
