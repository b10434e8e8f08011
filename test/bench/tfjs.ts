/** TensorFlow.js without native code. */
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { layersSeconds } from './tfjsLayers.js';
import type { Workload } from './workloads.js';

/** @returns seconds of each, as `layersSeconds`. */
export async function tfjsSeconds(backend: 'cpu' | 'wasm', workloads: readonly Workload[]): Promise<number[]> {
  // Node's `fetch` reads no files, and the backend asks for nothing else. It has no threads in Node.
  setWasmPaths(`${path.resolve('node_modules/@tensorflow/tfjs-backend-wasm/dist')}/`);
  setThreadsCount(1);
  tf.env().set('PROD', true); // no advice to use tfjs-node: that is a row of its own
  await tf.setBackend(backend);
  const seconds: number[] = [];
  for (const work of workloads) seconds.push(await layersSeconds(tf, work));
  return seconds;
}
