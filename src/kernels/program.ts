/**
 * Runs a program, a list of operations that TypeScript has written into memory, for a batch of
 * any size up to the planned one. A record is RECORD words: the operation, then its arguments. The operations and their
 * arguments are those of `src/core/engine/wasm/operations.ts`.
 */
import { attentionBackward, attentionForward } from "./attention";
import { activationBackward, denseForward } from "./dense";
import { advanceDropout, dropoutFactors, dropoutSteps } from "./dropout";
import { embeddingForward, embeddingGradient } from "./embedding";
import { copyStep, gatherRows, gatherSequences } from "./gather";
import { gruBackward, gruForward } from "./gru";
import { combine } from "./combine";
import { countRows, loss } from "./loss";
import { lstmBackward, lstmForward } from "./lstm";
import { accumulate, accumulateRows, accumulateTransposed, fillRows, pack } from "./matrix";
import { normalizeBackward, normalizeForward, normalizeGradient } from "./normalization";
import { adam, clipNorm, clipValue, decay, rmsprop, sgd } from "./optimizers";
import { addRow, inputGradients, multiplyElements, recurrentGradients } from "./recurrent";
import { simpleRnnBackward, simpleRnnForward } from "./simpleRnn";
import {
  maskBackward, maskForward, mergeBackward, mergeForward, poolBackward, poolForward, repeatBackward, repeatForward,
} from "./steps";

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
        a, b, c, d, e, f, word(r, 7), word(r, 8), word(r, 9), word(r, 10), word(r, 11),
        word(r, 12), batch, word(r, 13), word(r, 14), word(r, 15), word(r, 16), word(r, 17),
      );
      break;
    case 4:
      lstmBackward(
        a, b, c, d, e, f, word(r, 7), word(r, 8), word(r, 9), word(r, 10),
        word(r, 11), batch, word(r, 12), word(r, 13), word(r, 14), word(r, 15), word(r, 16),
      );
      break;
    // f: rows a sample
    case 5: inputGradients(a, b, c, d, e, f * batch, word(r, 7), word(r, 8)); break;
    // e: rows a sample
    case 6: denseForward(a, b, c, d, e * batch, f, word(r, 7), word(r, 8)); break;
    // c: rows a sample
    case 7: activationBackward(a, b, c * batch, d, e); break;
    // C = A B, a: A, b: packed B, c: C, d: rows a sample, e: columns, f: depth
    case 8:
      fillRows(0, c, d * batch, e);
      accumulate(a, <usize>f * 4, 4, b, c, <usize>e * 4, d * batch, e, f);
      break;
    // C += A^T B, a: A, b: its row step, c: B, d: its row step, e: C, f: its row step, 7: rows of C, 8: columns, 9: depth
    // a sample, 10: scratch
    case 9:
      accumulateTransposed(a, b, c, d, e, f, word(r, 7), word(r, 8), word(r, 9) * batch, word(r, 10));
      break;
    // c: rows a sample
    case 10: accumulateRows(a, b, c * batch, d); break;
    case 12: memory.fill(a, 0, b); break;
    case 14: copyStep(a, b, batch, c, d); break;
    // Training, 20 to 39. a: kind, e: rows a sample, f: units, 7: parameter, 8: mask, 9: where the loss goes
    case 20:
      store<f64>(word(r, 9), loss(a, b, c, d, e * batch, f, load<f64>(word(r, 7)), word(r, 8)));
      store<f64>(word(r, 9), countRows(word(r, 8), e * batch), 8);
      break;
    case 21: clipNorm(a, b, c); break;
    case 22: clipValue(a, b, c); break;
    case 23: decay(a, b, c); break;
    case 24: sgd(a, b, c, d, e); break;
    case 25: rmsprop(a, b, c, d, e, f, word(r, 7)); break;
    case 26: adam(a, b, c, d, e, f); break;
    // Here the batch is the number of parts.
    case 27: combine(a, b, c, d, batch); break;
    default: runLayer(r, batch);
  }
}

/** Operations of single layers. Rows and sizes are those of one sample. */
function runLayer(r: usize, batch: i32): void {
  const a = word(r, 1);
  const b = word(r, 2);
  const c = word(r, 3);
  const d = word(r, 4);
  const e = word(r, 5);
  const f = word(r, 6);
  const g = word(r, 7);
  const h = word(r, 8);
  switch (word(r, 0)) {
    case 40: recurrentGradients(a, b, c, d, e, f, g, batch, h, word(r, 9), word(r, 10)); break;
    case 41:
      simpleRnnForward(
        a, b, c, d, e, f, g, h, word(r, 9), batch, word(r, 10), word(r, 11), word(r, 12), word(r, 13),
      );
      break;
    case 42:
      simpleRnnBackward(
        a, b, c, d, e, f, g, h, word(r, 9), batch, word(r, 10), word(r, 11), word(r, 12), word(r, 13),
      );
      break;
    case 43:
      gruForward(
        a, b, c, d, e, f, g, h, word(r, 9), word(r, 10), word(r, 11), word(r, 12),
        word(r, 13), batch, word(r, 14), word(r, 15), word(r, 16), word(r, 17), word(r, 18),
      );
      break;
    case 44:
      gruBackward(
        a, b, c, d, e, f, g, h, word(r, 9), word(r, 10), word(r, 11), word(r, 12),
        word(r, 13), batch, word(r, 14), word(r, 15), word(r, 16), word(r, 17), word(r, 18),
      );
      break;
    // g: rows, 9: epsilon
    case 45: normalizeForward(a, b, c, d, e, f, g * batch, h, reinterpret<f32>(word(r, 9))); break;
    // f: rows
    case 46: normalizeBackward(a, b, c, d, e, f * batch, g); break;
    case 47: normalizeGradient(a, b, c, d * batch, e); break;
    case 48: embeddingForward(a, b, c, d, e * batch, f); break;
    case 49: embeddingGradient(a, b, c, d * batch, e); break;
    case 50: maskForward(a, b, c, d * batch, e, reinterpret<f32>(f)); break;
    case 51: maskBackward(a, b, c, d * batch, e); break;
    // c: times, d: size
    case 52: repeatForward(a, b, c, d * batch); break;
    case 53: repeatBackward(a, b, c, d * batch); break;
    case 54: mergeForward(a, b, c, d, e * batch, f); break;
    case 55: mergeBackward(a, b, c, d, e, f, g * batch, h); break;
    // d: rows a sample, e: size of a row
    case 56: dropoutFactors(a, b, c, d, batch, e, reinterpret<f32>(f)); break;
    case 57: advanceDropout(a); break;
    // d: steps, e: size
    case 58: dropoutSteps(a, b, c, d, e * batch); break;
    case 59: attentionForward(a, b, c, d, e, f, g, batch, h, word(r, 9)); break;
    case 60: attentionBackward(a, b, c, d, e, f, g, h, word(r, 9), word(r, 10), batch, word(r, 11), word(r, 12)); break;
    // C += A B, as 8
    case 61: accumulate(a, <usize>f * 4, 4, b, c, <usize>e * 4, d * batch, e, f); break;
    case 62: multiplyElements(a, b, c, d * batch); break;
    case 63: addRow(a, b, c * batch); break;
    // e: steps, f: units
    case 64: poolForward(a, b, c, d, e, batch, f); break;
    case 65: poolBackward(a, b, c, d, e, batch, f); break;
    default: unreachable();
  }
}
