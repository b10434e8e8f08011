/** What every kind of layer computes; definitions are those of Keras 3 (https://keras.io/api/layers/). */
import type {
  BidirectionalLayer,
  DenseLayer,
  EmbeddingLayer,
  Layer,
  LayerNormalizationLayer,
  MaskingLayer,
  RecurrentLayer,
  SelfAttentionLayer,
} from '../../model/spec.js';
import { activate } from './activations.js';
import { type Dropout, dropoutFactors } from './dropout.js';
import { runRecurrent, type States } from './recurrent.js';
import type { Named, Tensor, TensorFlow, Values } from './tensorFlow.js';

/** What a layer gives, and what it held on the way. */
export interface LayerRun extends Values {
  /** Of a recurrent layer; two, forward first, of a bidirectional one. */
  readonly states?: readonly States[];
  /** Of an attention layer, [B,heads,T,T]. */
  readonly attention?: Tensor;
  /** Of a dense layer: the output before its activation. */
  readonly z?: Tensor;
}

/** Where a layer stands. */
export interface Place {
  readonly tf: TensorFlow;
  /** Numbers of its dropout masks begin here. */
  readonly stream: number;
  /** Undefined outside of training. */
  readonly dropout?: Dropout;
}

export function runLayer(place: Place, layer: Layer, weights: Named, input: Values): LayerRun {
  const { tf } = place;
  const { y: x, mask } = input;
  switch (layer.type) {
    case 'lstm':
    case 'gru':
    case 'simpleRnn': {
      const states = runDirection(place, layer, weights, input, false);
      return { ...handedOn(tf, layer, states, mask, false), states: [states] };
    }
    case 'bidirectional':
      return runBidirectional(place, layer, weights, input);
    case 'dense':
      return { ...dense(tf, layer, weights, x), mask };
    case 'timeDistributed':
      return { ...dense(tf, layer.layer, weights, x), mask };
    case 'repeatVector':
      return { y: tf.tile(x.expandDims(1), [1, layer.n, 1]) };
    case 'globalAveragePooling1d':
      return { y: pool(x, mask) };
    case 'dropout':
      return { y: drop(place, layer.rate, x), mask };
    case 'layerNormalization':
      return { y: normalize(tf, layer, weights, x), mask };
    case 'embedding':
      return embed(tf, layer, weights, x);
    case 'masking':
      return leaveOut(tf, layer, x);
    case 'selfAttention':
      return attend(tf, layer, weights, input);
  }
}

function runDirection(place: Place, layer: RecurrentLayer, weights: Named, input: Values, backward: boolean): States {
  const [batch, , features] = input.y.shape as [number, number, number];
  const factors = (offset: number, rate: number, units: number) =>
    place.dropout && rate > 0
      ? dropoutFactors(place.tf, place.dropout, place.stream + offset, rate, [batch, 1, units]).squeeze([1])
      : undefined;
  const dropped = {
    input: factors(0, layer.dropout, features),
    state: factors(1, layer.recurrentDropout, layer.units),
  };
  return runRecurrent(place.tf, layer, weights, input, dropped, backward);
}

/** All steps, or the one that was read last. */
function handedOn(
  tf: TensorFlow,
  { returnSequences }: RecurrentLayer,
  { hidden }: States,
  mask: Tensor | undefined,
  backward: boolean,
): Values {
  if (returnSequences) return { y: hidden, mask };
  const [batch, steps, units] = hidden.shape;
  return { y: tf.slice(hidden, [0, backward ? 0 : steps - 1, 0], [batch, 1, units]).squeeze([1]) };
}

function runBidirectional(
  place: Place,
  { layer, mergeMode }: BidirectionalLayer,
  weights: Named,
  input: Values,
): LayerRun {
  const { tf, stream } = place;
  const states = (['forward', 'backward'] as const).map((direction, index) => {
    const own = Object.entries(weights).filter(([name]) => name.startsWith(`${direction}.`));
    const named = Object.fromEntries(own.map(([name, value]) => [name.slice(direction.length + 1), value]));
    return runDirection({ ...place, stream: stream + 2 * index }, layer, named, input, index === 1);
  });
  const [{ y: a, mask }, { y: b }] = states.map((own, index) => handedOn(tf, layer, own, input.mask, index === 1));
  const merged = {
    concat: () => tf.concat([a, b], -1),
    sum: () => a.add(b),
    ave: () => a.add(b).div(2),
    mul: () => a.mul(b),
  };
  return { y: merged[mergeMode](), mask, states };
}

function dense(tf: TensorFlow, { activation }: DenseLayer, { kernel, bias }: Named, x: Tensor) {
  const z = project(tf, x, kernel, bias);
  return { z, y: activate(tf, activation, z) };
}

/** x W + b over the last axis. */
function project(tf: TensorFlow, x: Tensor, kernel: Tensor, bias: Tensor | undefined): Tensor {
  const [inputs, units] = kernel.shape;
  const product = tf.matMul(x.reshape([-1, inputs]), kernel);
  return (bias ? product.add(bias) : product).reshape([...x.shape.slice(0, -1), units]);
}

function drop({ tf, dropout, stream }: Place, rate: number, x: Tensor): Tensor {
  if (!dropout || rate === 0) return x;
  const [batch, ...rest] = x.shape;
  const [steps, units] = rest.length === 2 ? rest : [1, rest[0]];
  return x.mul(dropoutFactors(tf, dropout, stream, rate, [batch, steps, units]).reshape(x.shape));
}

/** The mean of the steps that are not left out. */
function pool(x: Tensor, mask: Tensor | undefined): Tensor {
  if (!mask) return x.mean(1);
  return x.mul(mask.expandDims(2)).sum(1).div(mask.sum(1, true).maximum(1));
}

function normalize(tf: TensorFlow, { epsilon }: LayerNormalizationLayer, { gamma, beta }: Named, x: Tensor): Tensor {
  const { mean, variance } = tf.moments(x, -1, true);
  const normal = x.sub(mean).div(variance.add(epsilon).sqrt());
  const scaled = gamma ? normal.mul(gamma) : normal;
  return beta ? scaled.add(beta) : scaled;
}

function embed(tf: TensorFlow, { maskZero }: EmbeddingLayer, { embeddings }: Named, x: Tensor): Values {
  const shape = x.shape.slice(0, 2);
  const ids = Int32Array.from(x.dataSync());
  return {
    y: tf.gather(embeddings, tf.tensor(ids, shape, 'int32')),
    ...(maskZero && { mask: tf.tensor(Float32Array.from(ids, Math.sign), shape) }),
  };
}

function leaveOut(tf: TensorFlow, { maskValue }: MaskingLayer, x: Tensor): Values {
  const [batch, steps, features] = x.shape;
  // Read out: a comparison has no derivative, and TensorFlow.js would look for one.
  const values = x.dataSync();
  const left = Math.fround(maskValue);
  const kept = Float32Array.from({ length: batch * steps }, (_, row) =>
    Number(values.subarray(row * features, (row + 1) * features).some((value) => value !== left)),
  );
  const mask = tf.tensor(kept, [batch, steps]);
  return { y: x.mul(mask.expandDims(2)), mask };
}

/** Subtracted from the score of a pair of steps of which one is left out. */
const FAR = 1e9;

function attend(
  tf: TensorFlow,
  { numHeads, keyDim }: SelfAttentionLayer,
  weights: Named,
  { y: x, mask }: Values,
): LayerRun {
  const [batch, steps] = x.shape;
  const width = numHeads * keyDim;
  const heads = (part: string) =>
    project(tf, x, weights[`${part}Kernel`], weights[`${part}Bias`])
      .reshape([batch, steps, numHeads, keyDim])
      .transpose([0, 2, 1, 3]);
  let scores = tf.matMul(heads('query'), heads('key'), false, true).mul(1 / Math.sqrt(keyDim));
  if (mask) {
    const both = mask.expandDims(2).mul(mask.expandDims(1)).expandDims(1);
    scores = scores.add(both.sub(1).mul(FAR));
  }
  const attention = tf.softmax(scores);
  const context = tf.matMul(attention, heads('value')).transpose([0, 2, 1, 3]).reshape([batch, steps, width]);
  return { y: project(tf, context, weights.outputKernel, weights.outputBias), mask, attention };
}
