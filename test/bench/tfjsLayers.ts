/** TensorFlow.js's own layers, on whatever backend stands behind the library that is given. */
import type { Tensor } from '@tensorflow/tfjs';
import type { TensorFlow } from '../../src/core/engine/tensorflow/tensorFlow.js';
import type { Workload } from './workloads.js';

/** @returns seconds of the training, without the first batch, which compiles. */
export async function layersSeconds(tf: TensorFlow, work: Workload): Promise<number> {
  const { length, features, units, batch, sequences, epochs } = work;
  const recurrent = units.map((count, index) =>
    tf.layers.lstm({
      units: count,
      returnSequences: index < units.length - 1,
      recurrentActivation: 'sigmoid',
      recurrentInitializer: 'glorotUniform', // quicker to draw than an orthogonal one
      ...(index === 0 ? { inputShape: [length, features] } : {}),
    }),
  );
  const model = tf.sequential({ layers: [...recurrent, tf.layers.dense({ units: 1 })] });
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  const x = tf.randomUniform([sequences, length, features]);
  const y = x.sum([1, 2]).reshape([sequences, 1]);
  await model.fit(x.slice(0, batch) as Tensor, y.slice(0, batch) as Tensor, { batchSize: batch, verbose: 0 });
  const begin = performance.now();
  await model.fit(x, y, { batchSize: batch, epochs, shuffle: true, verbose: 0 });
  return (performance.now() - begin) / 1000;
}
