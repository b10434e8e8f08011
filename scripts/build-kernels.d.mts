/** Compiles `src/kernels` to `dist/kernels.wasm`. */
export function buildKernels(): Promise<void>;
