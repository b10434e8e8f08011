/** First weights as Keras draws them: kernels Glorot uniform, recurrent kernels orthogonal, biases zero. */
import type { Random } from '../random.js';
import type { Steps } from '../steps.js';
import {
  type Layer,
  type LayerWeights,
  type LstmLayer,
  layerShapes,
  type ModelSpec,
  type Tensor,
  valueCount,
} from './spec.js';

/**
 * Draws the weights of every layer, in order; those of many units take seconds.
 * @throws {ShapeError} where the layers do not fit each other.
 */
export function* drawWeights(spec: ModelSpec, random: Random): Steps<LayerWeights[]> {
  const weights: LayerWeights[] = [];
  for (const { layer, tensors } of layerShapes(spec)) {
    const drawn: Tensor[] = [];
    for (const { name, shape } of tensors) {
      drawn.push({ name, shape, values: yield* initialValues(layer, name, shape, random) });
    }
    weights.push({ layer: layer.name, tensors: drawn });
  }
  return weights;
}

function* initialValues(layer: Layer, name: string, shape: readonly number[], random: Random): Steps<Float32Array> {
  // A bidirectional layer's weights are called forward.kernel and so on.
  const kind = name.slice(name.indexOf('.') + 1);
  const [rows, columns] = shape;
  if (kind === 'recurrentKernel') return yield* orthogonal(rows, columns, random);
  if (kind === 'embeddings') return uniform(rows * columns, 0.05, random);
  if (kind === 'gamma') return new Float32Array(rows).fill(1);
  if (kind.toLowerCase().endsWith('kernel')) return glorotUniform(rows, columns, random);
  const recurrent = layer.type === 'bidirectional' ? layer.layer : layer;
  return recurrent.type === 'lstm' ? lstmBias(recurrent) : new Float32Array(valueCount(shape));
}

/** Uniform in ±sqrt(6 / (rows + columns)) (Glorot & Bengio 2010). */
export function glorotUniform(rows: number, columns: number, random: Random): Float32Array {
  return uniform(rows * columns, Math.sqrt(6 / (rows + columns)), random);
}

/** Uniform in ±limit. */
function uniform(count: number, limit: number, random: Random): Float32Array {
  return Float32Array.from({ length: count }, () => (2 * random.uniform() - 1) * limit);
}

/**
 * Rows that are orthonormal, drawn uniformly (Saxe 2014): a normal matrix made orthonormal by the Gram–Schmidt
 * process, done twice, which is as good as Householder's in double precision (Giraud 2005).
 * @param rows at most `columns`, as in every recurrent kernel [H,GH].
 */
export function* orthogonal(rows: number, columns: number, random: Random): Steps<Float32Array> {
  const matrix = Array.from({ length: rows }, () => Float64Array.from({ length: columns }, () => random.normal()));
  for (const [row, content] of matrix.entries()) {
    yield;
    for (let pass = 0; pass < 2; pass++) {
      for (const other of matrix.slice(0, row)) takeAway(content, other, dot(content, other));
    }
    const norm = Math.sqrt(dot(content, content));
    for (let c = 0; c < columns; c++) content[c] /= norm;
  }
  const values = new Float32Array(rows * columns);
  for (const [row, content] of matrix.entries()) values.set(content, row * columns);
  return values;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function takeAway(a: Float64Array, b: Float64Array, times: number): void {
  for (let i = 0; i < a.length; i++) a[i] -= times * b[i];
}

/** Zero, but one for the forget gate where `unitForgetBias` is set; gate order input, forget, candidate, output. */
function lstmBias({ units, unitForgetBias }: LstmLayer): Float32Array {
  const bias = new Float32Array(4 * units);
  return unitForgetBias ? bias.fill(1, units, 2 * units) : bias;
}
