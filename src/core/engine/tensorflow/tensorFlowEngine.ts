/** The second engine: TensorFlow's own kernels and automatic differentiation, from the same weights. */
import type { Engine } from '../engine.js';
import { TensorFlowNetwork } from './network.js';
import type { TensorFlow } from './tensorFlow.js';

/** @param tf `@tensorflow/tfjs-node`, or anything with its functions. */
export function createTensorFlowEngine(tf: TensorFlow): Engine {
  return {
    name: 'tensorflow',
    async createNetwork(spec, weights, batchSize) {
      return new TensorFlowNetwork(tf, spec, weights, batchSize);
    },
  };
}
