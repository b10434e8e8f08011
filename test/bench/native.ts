/** The seed experiment on tfjs-node, in a process of its own: two copies of TensorFlow.js do not bear each other. */
import path from 'node:path';
import { createTensorFlowEngine } from '../../src/core/engine/tensorflow/tensorFlowEngine.js';
import { packageIn } from '../../src/worker/tensorflow/find.js';
import { loadTensorFlow } from '../../src/worker/tensorflow/load.js';
import { seedSpec } from '../unit/support/specs.js';
import { trainSeconds } from './ours.js';
import { layersSeconds } from './tfjsLayers.js';

/**
 * Prints seconds of TensorFlow.js's own layers and of our engine, both on tfjs-node.
 * @throws {Error} where `scripts/install-tensorflow.mjs` has not brought it.
 */
export async function benchNative(): Promise<void> {
  const folder = packageIn('out/tensorflow');
  if (folder === undefined) throw new Error('tfjs-node is not here.');
  const training = { sequences: 1000, batch: 32, epochs: 10 };
  const tf = loadTensorFlow(path.resolve(folder));
  const layers = await layersSeconds(tf, training);
  const ours = await trainSeconds(seedSpec, training, createTensorFlowEngine(tf));
  console.log(`${layers} ${ours}`);
}
