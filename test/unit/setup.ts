import { buildKernels } from '../../scripts/build-kernels.mjs';

/** The engine's tests run the kernels as they are built. */
export default buildKernels;
