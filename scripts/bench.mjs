// npm run bench: the speed of reading data, of the influence methods, and of the engine beside other frameworks'. PYTHON names a Python that has PyTorch and Keras.
import { buildKernels } from './build-kernels.mjs';
import { importTypeScript } from './test-harness.mjs';

await buildKernels();
const { benchData } = await importTypeScript('test/bench/data.ts');
await benchData();
const { benchInfluence } = await importTypeScript('test/bench/influence.ts');
await benchInfluence();
const { benchEngine } = await importTypeScript('test/bench/engine.ts');
await benchEngine();
