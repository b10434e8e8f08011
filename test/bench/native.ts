/** tfjs-node, in a process of its own: two copies of TensorFlow.js do not bear each other. */
import path from 'node:path';
import { createTensorFlowEngine } from '../../src/core/engine/tensorflow/tensorFlowEngine.js';
import { packageIn } from '../../src/worker/tensorflow/find.js';
import { loadTensorFlow } from '../../src/worker/tensorflow/load.js';
import { trainSeconds } from './ours.js';
import { layersSeconds } from './tfjsLayers.js';
import { WORKLOADS } from './workloads.js';

/**
 * Prints seconds of TensorFlow.js's own layers and of our engine, both on tfjs-node, as two JSON lists.
 * @throws {Error} where `scripts/install-tensorflow.mjs` has not brought it.
 */
export async function benchNative(): Promise<void> {
  const folder = packageIn('out/tensorflow');
  if (folder === undefined) throw new Error('tfjs-node is not here.');
  const tf = loadTensorFlow(path.resolve(folder));
  const [layers, ours]: number[][] = [[], []];
  for (const work of WORKLOADS) {
    layers.push(await layersSeconds(tf, work));
    ours.push(await trainSeconds(work, createTensorFlowEngine(tf)));
  }
  console.log(JSON.stringify([layers, ours]));
}
