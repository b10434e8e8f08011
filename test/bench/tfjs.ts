/** The seed experiment in TensorFlow.js. */

import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { layersSeconds, type Training } from './tfjsLayers.js';

/** @returns seconds as `layersSeconds`. */
export async function tfjsSeconds(backend: 'cpu' | 'wasm', training: Training): Promise<number> {
  // Node's `fetch` reads no files, and the backend asks for nothing else.
  setWasmPaths(`${path.resolve('node_modules/@tensorflow/tfjs-backend-wasm/dist')}/`);
  setThreadsCount(1);
  await tf.setBackend(backend);
  return layersSeconds(tf, training);
}
