/** The embedded engine: float32 WebAssembly SIMD kernels, the same bits on every machine. */
import type { Engine } from '../engine.js';
import { Machine } from './machine.js';
import { WasmNetwork } from './network.js';

/** @param kernels `dist/kernels.wasm`, its bytes or as a module that several workers share. */
export async function createWasmEngine(kernels: Uint8Array<ArrayBuffer> | WebAssembly.Module): Promise<Engine> {
  const module = kernels instanceof Uint8Array ? await WebAssembly.compile(kernels) : kernels;
  return {
    name: 'wasm',
    async createNetwork(spec, weights, batchSize) {
      return new WasmNetwork(spec, weights, batchSize, await Machine.create(module));
    },
  };
}
