/** The seed experiment in TensorFlow.js's own layers, on whatever backend stands behind the library that is given. */
import type { Tensor } from '@tensorflow/tfjs';
import type { TensorFlow } from '../../src/core/engine/tensorflow/tensorFlow.js';

export interface Training {
  readonly sequences: number;
  readonly batch: number;
  readonly epochs: number;
}

/** @returns seconds of the training, without the first batch, which compiles. */
export async function layersSeconds(tf: TensorFlow, { sequences, batch, epochs }: Training): Promise<number> {
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
  await model.fit(x.slice(0, batch) as Tensor, y.slice(0, batch) as Tensor, {
    batchSize: batch,
    verbose: 0,
  });
  const begin = performance.now();
  await model.fit(x, y, { batchSize: batch, epochs, shuffle: true, verbose: 0 });
  return (performance.now() - begin) / 1000;
}
