/** One instance of the kernels with its memory, and programs written into it. */
import { type Operation, RECORD_WORDS } from './operations.js';

interface Kernels {
  run(program: number, count: number, batch: number): void;
}

/** A list of operations in memory. */
export interface Program {
  readonly at: number;
  readonly count: number;
}

const PAGE = 65536;
/** A 32-bit memory ends at 4 GiB; signed offsets in records at 2 GiB. */
const MOST_BYTES = 2 ** 31;

export class Machine {
  private constructor(
    private readonly memory: WebAssembly.Memory,
    private readonly kernels: Kernels,
  ) {}

  static async create(module: WebAssembly.Module): Promise<Machine> {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: MOST_BYTES / PAGE });
    const { exports } = await WebAssembly.instantiate(module, { env: { memory, abort: () => {} } });
    return new Machine(memory, exports as unknown as Kernels);
  }

  /** The first byte behind what the kernels keep for themselves. */
  static readonly firstFree = PAGE;

  /**
   * Makes sure that the memory reaches up to `end`.
   * @throws {RangeError} where that is more than can be had.
   */
  reserve(end: number): void {
    const megabytes = Math.ceil(end / 2 ** 20);
    if (end > MOST_BYTES) throw new RangeError(`The network needs ${megabytes} MiB; at most 2048 MiB can be had.`);
    const missing = end - this.memory.buffer.byteLength;
    if (missing <= 0) return;
    try {
      this.memory.grow(Math.ceil(missing / PAGE));
    } catch {
      throw new RangeError(`The network needs ${megabytes} MiB, which the machine does not give.`);
    }
  }

  /** A view of the memory as it is now; growing the memory ends it. */
  floats(at: number, count: number): Float32Array {
    return new Float32Array(this.memory.buffer, at, count);
  }

  integers(at: number, count: number): Uint32Array {
    return new Uint32Array(this.memory.buffer, at, count);
  }

  doubles(at: number, count: number): Float64Array {
    return new Float64Array(this.memory.buffer, at, count);
  }

  /** Writes a program to `at`, where `programWords` words are free. */
  write(at: number, operations: readonly Operation[]): Program {
    const words = new Int32Array(this.memory.buffer, at, operations.length * RECORD_WORDS);
    for (const [index, operation] of operations.entries()) words.set(operation, index * RECORD_WORDS);
    return { at, count: operations.length };
  }

  /** @param batch samples; at most the number that the program's buffers were planned for. */
  run({ at, count }: Program, batch: number): void {
    this.kernels.run(at, count, batch);
  }
}

/** Words that a program of so many operations takes. */
export function programWords(operations: readonly Operation[]): number {
  return operations.length * RECORD_WORDS;
}
