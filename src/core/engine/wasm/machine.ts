/** One instance of the kernels with its memory, programs written into it, and the threads that run them. */
import { beyondMemory, limitText, MEBIBYTE } from '../../memory.js';
import type { Arena } from './arena.js';
import { DESK_BYTES, importsOf, MOST_THREADS, type Threads } from './helpers.js';
import { type Operation, RECORD_WORDS } from './operations.js';

interface Kernels {
  run(program: number, count: number, batch: number): void;
  order(desk: number, program: number, count: number, batch: number): void;
  finished(desk: number): number;
}

/** A list of operations in memory. */
export interface Program {
  readonly at: number;
  readonly count: number;
}

const PAGE = 65536;
/** A 32-bit memory ends at 4 GiB; signed offsets in records at 2 GiB. */
const MOST_MEBIBYTES = 2048;

export class Machine {
  /** Desks of the helpers that have been started. The main thread has none. */
  private readonly desks: number[] = [];

  private constructor(
    private readonly module: WebAssembly.Module,
    private readonly memory: WebAssembly.Memory,
    private readonly kernels: Kernels,
    private readonly helpers: Threads,
    private readonly limit: number,
  ) {}

  /** @param limit MiB that its memory may have. */
  static async create(module: WebAssembly.Module, helpers: Threads, limit: number): Promise<Machine> {
    const most = Math.min(limit, MOST_MEBIBYTES);
    const memory = new WebAssembly.Memory({ initial: 2, maximum: (most * MEBIBYTE) / PAGE, shared: true });
    const { exports } = await WebAssembly.instantiate(module, importsOf(memory));
    return new Machine(module, memory, exports as unknown as Kernels, helpers, limit);
  }

  /** The first byte behind what the kernels keep for themselves, and the desks. */
  static readonly firstFree = PAGE + MOST_THREADS * DESK_BYTES;

  /** How many programs can run at a time. */
  get threads(): number {
    return Math.min(this.helpers.count, MOST_THREADS);
  }

  /**
   * Makes sure that the memory reaches up to `end`.
   * @throws {RangeError} where that is more than can be had.
   */
  reserve(end: number): void {
    const megabytes = Math.ceil(end / MEBIBYTE);
    if (megabytes > MOST_MEBIBYTES) {
      throw new RangeError(`The network needs ${megabytes} MiB; at most ${MOST_MEBIBYTES} MiB can be had.`);
    }
    if (megabytes > this.limit) throw new RangeError(`The network needs ${megabytes} MiB; ${limitText(this.limit)}`);
    const missing = end - this.memory.buffer.byteLength;
    if (missing <= 0) return;
    try {
      this.memory.grow(Math.ceil(missing / PAGE));
    } catch {
      throw new RangeError(`The network needs ${megabytes} MiB, which the machine does not give.`);
    }
  }

  /** @throws {RangeError} where so many bytes outside of its memory are more than may be taken. */
  checkRoom(what: string, bytes: number): void {
    const refusal = beyondMemory(what, bytes, this.limit);
    if (refusal !== undefined) throw new RangeError(refusal);
  }

  /** A view of the memory as it is now; it does not reach what is reserved later. */
  floats(at: number, count: number): Float32Array {
    return new Float32Array(this.memory.buffer, at, count);
  }

  integers(at: number, count: number): Uint32Array {
    return new Uint32Array(this.memory.buffer, at, count);
  }

  doubles(at: number, count: number): Float64Array {
    return new Float64Array(this.memory.buffer, at, count);
  }

  /** Writes a program to `at`, where there is room for it. */
  write(at: number, operations: readonly Operation[]): void {
    const words = new Int32Array(this.memory.buffer, at, operations.length * RECORD_WORDS);
    for (const [index, operation] of operations.entries()) words.set(operation, index * RECORD_WORDS);
  }

  /** @param batch samples; at most the number that the program's buffers were planned for. */
  run({ at, count }: Program, batch: number): void {
    this.kernels.run(at, count, batch);
  }

  /**
   * Runs programs at the same time, each on its own thread, and waits for all.
   * @param batches one for each program that is to run; there may be more programs.
   * @throws {Error} where a thread has failed.
   */
  runAll(programs: readonly Program[], batches: readonly number[]): void {
    const { kernels } = this;
    const ordered: number[] = [];
    for (let thread = 1; thread < batches.length; thread++) {
      const { at, count } = programs[thread];
      if (count === 0) continue;
      this.start(thread + 1);
      const desk = this.desks[thread - 1];
      kernels.order(desk, at, count, batches[thread]);
      ordered.push(desk);
    }
    this.run(programs[0], batches[0]);
    // All are waited for, whichever has failed: none may go on to write while others think that it is done.
    const failed = ordered.filter((desk) => kernels.finished(desk) === 0);
    if (failed.length > 0) throw new Error('A thread of the engine has failed.');
  }

  /** Ends the helper threads. */
  dispose(): void {
    for (const desk of this.desks.splice(0)) this.kernels.order(desk, 0, 0, 0);
  }

  /** Starts the helpers that so many threads need; else each is started when it is first asked for. */
  start(threads: number): void {
    while (this.desks.length + 1 < threads) {
      const desk = PAGE + this.desks.length * DESK_BYTES;
      this.integers(desk, DESK_BYTES / 4).fill(0);
      this.helpers.start({ module: this.module, memory: this.memory, desk });
      this.desks.push(desk);
    }
  }
}

/** Programs that are given their place before there is memory for them. */
export class Drafts {
  private readonly drafts: (readonly [at: number, operations: readonly Operation[]])[] = [];

  add(operations: readonly Operation[], arena: Arena): Program {
    const at = arena.words(operations.length * RECORD_WORDS);
    this.drafts.push([at, operations]);
    return { at, count: operations.length };
  }

  writeTo(machine: Machine): void {
    for (const [at, operations] of this.drafts) machine.write(at, operations);
  }
}
