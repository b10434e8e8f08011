/** Helper threads: how the host starts one, and the desks at which they get their orders. */

/** What a helper thread needs. */
export interface HelperJob {
  readonly module: WebAssembly.Module;
  /** Shared with the thread that starts it. */
  readonly memory: WebAssembly.Memory;
  /** Where in this memory its orders come. */
  readonly desk: number;
}

/** Threads that the host has to give. */
export interface Threads {
  /** How many may work at a time, the one that asks among them. */
  readonly count: number;
  /**
   * Starts a thread which instantiates the module on the memory, with imports as those of `importsOf`, and calls its
   * export `serve(desk)`. When that returns the thread ends. When it throws, or the thread dies, -1 must be stored in
   * the word at `desk + DONE` and its waiters be notified. Nothing may keep the program alive for the sake of the thread.
   */
  start(job: HelperJob): void;
}

/** What the kernels import. The desks stand in the first pages, so this view of the memory reaches them for ever. */
export function importsOf(memory: WebAssembly.Memory) {
  const words = new Int32Array(memory.buffer);
  return {
    env: {
      memory,
      wait: (at: number, value: number) => void Atomics.wait(words, at / 4, value),
      notify: (at: number) => void Atomics.notify(words, at / 4),
      abort: () => {},
    },
  };
}

/** Bytes from a desk to its word that says which order is done, as in `src/kernels/threads.ts`. */
export const DONE = 4;
/** A cache line, so that no two threads write to the same. */
export const DESK_BYTES = 64;
/** More would rather wait for memory than count. */
export const MOST_THREADS = 8;

/** What no other thread gives. */
export const ONE_THREAD: Threads = {
  count: 1,
  start() {
    throw new Error('There is no second thread.');
  },
};
