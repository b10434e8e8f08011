// npm run bench: the engine's speed beside other frameworks'. PYTHON names a Python that has PyTorch and Keras.
import { buildKernels } from './build-kernels.mjs';
import { importTypeScript } from './test-harness.mjs';

await buildKernels();
const { benchEngine } = await importTypeScript('test/bench/engine.ts');
await benchEngine();
