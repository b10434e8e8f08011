/**
 * Helper threads. Each has a desk in the shared memory: the main thread lays an order on it, a program and a batch, and
 * the helper says there when it is done. Orders are numbered; all words of an order are written before its number.
 */
import { run } from "./program";

// `Atomics.wait` and `Atomics.notify` of the host: WebAssembly's own wait loses local variables in V8 11.3 (Node 20) as
// long as a function is not optimized.
// @ts-ignore: decorator
@external("env", "wait")
declare function wait(at: usize, value: i32): void;
// @ts-ignore: decorator
@external("env", "notify")
declare function notify(at: usize): void;

// Words of a desk, in bytes. The numbers are those of `src/core/engine/wasm/helpers.ts`.
// @ts-ignore: decorator
@inline const ORDER: usize = 0;
// @ts-ignore: decorator
@inline const DONE: usize = 4;
// @ts-ignore: decorator
@inline const PROGRAM: usize = 8;
// @ts-ignore: decorator
@inline const COUNT: usize = 12;
// @ts-ignore: decorator
@inline const BATCH: usize = 16;

/** A step of a small network takes less time than waking a thread: for about 30 microseconds a thread stays awake. */
const LOOKS: i32 = 20_000;

/** Waits until the word at `at` is no longer `value`. @returns what it is then. */
function waitWhile(at: usize, value: i32): i32 {
  let now = atomic.load<i32>(at);
  for (let look = 0; now == value && look < LOOKS; look++) now = atomic.load<i32>(at);
  while (now == value) {
    wait(at, value);
    now = atomic.load<i32>(at);
  }
  return now;
}

/** A helper's life: runs what is ordered until an order has no program. */
export function serve(desk: usize): void {
  let order = 0;
  for (;;) {
    order = waitWhile(desk + ORDER, order);
    const program = load<i32>(desk, PROGRAM);
    if (program == 0) return;
    run(program, load<i32>(desk, COUNT), load<i32>(desk, BATCH));
    atomic.store<i32>(desk + DONE, order);
    notify(desk + DONE);
  }
}

/** Lays an order on a desk; the one before must be done. A program of 0 sends the helper home. */
export function order(desk: usize, program: i32, count: i32, batch: i32): void {
  store<i32>(desk, program, PROGRAM);
  store<i32>(desk, count, COUNT);
  store<i32>(desk, batch, BATCH);
  atomic.add<i32>(desk + ORDER, 1);
  notify(desk + ORDER);
}

/** Waits until the last order is done. @returns whether it is; not, where the helper has failed, which writes -1. */
export function finished(desk: usize): bool {
  const order = atomic.load<i32>(desk + ORDER);
  return waitWhile(desk + DONE, order - 1) == order;
}
