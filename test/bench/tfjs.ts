/** The seed experiment in TensorFlow.js. */

import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

/** @returns seconds of the training, without the first batch, which compiles. */
export async function tfjsSeconds(
  backend: 'cpu' | 'wasm',
  { sequences, batch, epochs }: { sequences: number; batch: number; epochs: number },
) {
  // Node's `fetch` reads no files, and the backend asks for nothing else.
  setWasmPaths(`${path.resolve('node_modules/@tensorflow/tfjs-backend-wasm/dist')}/`);
  setThreadsCount(1);
  await tf.setBackend(backend);
  const model = tf.sequential({
    layers: [
      tf.layers.lstm({ units: 64, returnSequences: true, inputShape: [5, 1], recurrentActivation: 'sigmoid' }),
      tf.layers.lstm({ units: 32, recurrentActivation: 'sigmoid' }),
      tf.layers.dense({ units: 1 }),
    ],
  });
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  const x = tf.randomUniform([sequences, 5, 1]);
  const y = x.sum(1);
  await model.fit(x.slice(0, batch) as tf.Tensor, y.slice(0, batch) as tf.Tensor, { batchSize: batch, verbose: 0 });
  const begin = performance.now();
  await model.fit(x, y, { batchSize: batch, epochs, shuffle: true, verbose: 0 });
  return (performance.now() - begin) / 1000;
}
