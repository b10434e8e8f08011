/** The embedded engine: float32 WebAssembly SIMD kernels, by default the same bits on every machine. */
import { DEFAULT_MEMORY } from '../../memory.js';
import type { Arithmetic, Engine } from '../engine.js';
import { ONE_THREAD, type Threads } from './helpers.js';
import { Machine } from './machine.js';
import { WasmNetwork } from './network.js';

/**
 * The engine of the exact precision: no relaxed SIMD, one thread, a fixed order of summation.
 * @param kernels `dist/kernels.wasm`.
 * @param threads to look at a trained network, more than one may share a batch: outputs, traces and input gradients of a
 * sample do not depend on the samples beside it. Training sums over the batch, so there the bits would change.
 * @param memory MiB that a network and its training may take, here and below.
 */
export async function createWasmEngine(
  kernels: Uint8Array<ArrayBuffer>,
  threads = ONE_THREAD,
  memory = DEFAULT_MEMORY,
): Promise<Engine> {
  const arithmetic = { precision: 'exact', relaxed: false, threads: threads.count } as const;
  return engineOf(await WebAssembly.compile(kernels), threads, memory, arithmetic);
}

/**
 * The engine of the fast precision: products and sums rounded once, where the host has relaxed SIMD (else the kernels of
 * the exact precision do), and batches divided among threads.
 * @param relaxedKernels `dist/kernels.fast.wasm`.
 */
export async function createFastEngine(
  kernels: Uint8Array<ArrayBuffer>,
  relaxedKernels: Uint8Array<ArrayBuffer>,
  threads: Threads,
  memory = DEFAULT_MEMORY,
): Promise<Engine> {
  const relaxed = WebAssembly.validate(relaxedKernels);
  const arithmetic = { precision: 'fast', relaxed, threads: threads.count } as const;
  return engineOf(await WebAssembly.compile(relaxed ? relaxedKernels : kernels), threads, memory, arithmetic);
}

function engineOf(module: WebAssembly.Module, threads: Threads, memory: number, arithmetic: Arithmetic): Engine {
  return {
    name: 'wasm',
    arithmetic,
    async createNetwork(spec, weights, batchSize) {
      return new WasmNetwork(spec, weights, batchSize, await Machine.create(module, threads, memory));
    },
  };
}
