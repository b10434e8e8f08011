/** Activations; see `ACTIVATIONS` in `core/model`. */
import type { DenseActivation } from '../../model/spec.js';
import type { Tensor, TensorFlow } from './tensorFlow.js';

const ACTIVATE: Record<DenseActivation, (tf: TensorFlow, x: Tensor) => Tensor> = {
  linear: (_, x) => x,
  tanh: (tf, x) => tf.tanh(x),
  sigmoid: (tf, x) => tf.sigmoid(x),
  hardSigmoid: (tf, x) => tf.clipByValue(x.mul(0.2).add(0.5), 0, 1),
  relu: (tf, x) => tf.relu(x),
  elu: (tf, x) => tf.elu(x),
  selu: (tf, x) => tf.selu(x),
  softplus: (tf, x) => tf.softplus(x),
  softsign: (tf, x) => x.div(tf.abs(x).add(1)),
  exponential: (tf, x) => tf.exp(x),
  hardSigmoid6: (tf, x) => tf.clipByValue(x.div(6).add(0.5), 0, 1),
  leakyRelu: (tf, x) => tf.leakyRelu(x, 0.2),
  softmax: (tf, x) => tf.softmax(x),
};

export function activate(tf: TensorFlow, activation: DenseActivation, x: Tensor): Tensor {
  return ACTIVATE[activation](tf, x);
}
