/** The kernels on their own, with memory to put arrays into. */
import { importsOf } from '../../../src/core/engine/wasm/helpers.js';
import { kernelBytes } from './support.js';

interface Exports {
  pack(from: number, rowStep: number, columnStep: number, depth: number, columns: number, to: number): void;
  accumulate(
    a: number,
    rowStep: number,
    depthStep: number,
    b: number,
    c: number,
    cStep: number,
    rows: number,
    columns: number,
    depth: number,
  ): void;
  accumulateTransposed(
    a: number,
    aStep: number,
    b: number,
    bStep: number,
    c: number,
    cStep: number,
    rows: number,
    columns: number,
    depth: number,
    scratch: number,
  ): void;
  loss(
    kind: number,
    y: number,
    target: number,
    dy: number,
    rows: number,
    units: number,
    parameter: number,
    mask: number,
  ): number;
  activateRow(values: number, size: number, kind: number): void;
}

/** Kinds of `activateRow`: exp, and the numbers of `src/kernels/activations.ts`. */
export const KINDS = { exp: -1, linear: 0, tanh: 1, sigmoid: 2, hardSigmoid: 3, relu: 4 } as const;

export class KernelMemory {
  private next = 65536;

  private constructor(
    private readonly memory: WebAssembly.Memory,
    readonly kernels: Exports,
  ) {}

  static async create(): Promise<KernelMemory> {
    const memory = new WebAssembly.Memory({ initial: 256, maximum: 32768, shared: true });
    const module = await WebAssembly.compile(await kernelBytes());
    const { exports } = await WebAssembly.instantiate(module, importsOf(memory));
    return new KernelMemory(memory, exports as unknown as Exports);
  }

  /** Forgets all arrays. */
  clear(): void {
    this.next = 65536;
  }

  /** Room for values, with a gap of 64 bytes behind it, all zero. @returns its offset. */
  put(values: Float32Array): number {
    const at = this.next;
    this.next += Math.ceil(values.length / 4) * 16 + 64;
    new Uint8Array(this.memory.buffer, at, this.next - at).fill(0);
    this.view(at, values.length).set(values);
    return at;
  }

  view(at: number, count: number): Float32Array {
    return new Float32Array(this.memory.buffer, at, count);
  }
}
