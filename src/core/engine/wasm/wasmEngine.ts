/** The embedded engine: float32 WebAssembly SIMD kernels, the same bits on every machine. */
import type { Engine } from '../engine.js';
import { Machine } from './machine.js';
import { WasmNetwork } from './network.js';

/** @param kernels the compiled kernels, `dist/kernels.wasm`. */
export async function createWasmEngine(kernels: Uint8Array<ArrayBuffer>): Promise<Engine> {
  const module = await WebAssembly.compile(kernels);
  return {
    name: 'wasm',
    async createNetwork(spec, weights, batchSize) {
      return new WasmNetwork(spec, weights, batchSize, await Machine.create(module));
    },
  };
}
