/** First weights as Keras draws them: kernel Glorot uniform, recurrent kernel orthogonal, bias zero. */
import type { Random } from '../random.js';
import { type LayerWeights, type LstmLayer, layerShapes, type ModelSpec, type Tensor } from './spec.js';

/**
 * Draws the weights of every layer, in order.
 * @throws {ShapeError} where the layers do not fit each other.
 */
export function initialWeights(spec: ModelSpec, random: Random): LayerWeights[] {
  return layerShapes(spec).map(({ layer, tensors }) => ({
    layer: layer.name,
    tensors: tensors.map(({ name, shape }): Tensor => {
      const [rows, columns] = shape;
      if (name === 'kernel') return { name, shape, values: glorotUniform(rows, columns, random) };
      if (name === 'recurrentKernel') return { name, shape, values: orthogonal(rows, columns, random) };
      return { name, shape, values: layer.type === 'lstm' ? lstmBias(layer) : new Float32Array(rows) };
    }),
  }));
}

/** Uniform in ±sqrt(6 / (rows + columns)) (Glorot & Bengio 2010). */
export function glorotUniform(rows: number, columns: number, random: Random): Float32Array {
  const limit = Math.sqrt(6 / (rows + columns));
  return Float32Array.from({ length: rows * columns }, () => (2 * random.uniform() - 1) * limit);
}

/**
 * Rows that are orthonormal, drawn uniformly (Saxe 2014): a normal matrix made orthonormal by the Gram–Schmidt
 * process, done twice, which is as good as Householder's in double precision (Giraud 2005).
 * @param rows at most `columns`, as in every recurrent kernel [H,4H].
 */
export function orthogonal(rows: number, columns: number, random: Random): Float32Array {
  const matrix = Array.from({ length: rows }, () => Float64Array.from({ length: columns }, () => random.normal()));
  for (let row = 0; row < rows; row++) {
    for (let pass = 0; pass < 2; pass++) {
      for (let other = 0; other < row; other++) {
        const overlap = dot(matrix[row], matrix[other]);
        for (let c = 0; c < columns; c++) matrix[row][c] -= overlap * matrix[other][c];
      }
    }
    const norm = Math.sqrt(dot(matrix[row], matrix[row]));
    for (let c = 0; c < columns; c++) matrix[row][c] /= norm;
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

/** Zero, but one for the forget gate where `unitForgetBias` is set; gate order input, forget, candidate, output. */
function lstmBias({ units, unitForgetBias }: LstmLayer): Float32Array {
  const bias = new Float32Array(4 * units);
  return unitForgetBias ? bias.fill(1, units, 2 * units) : bias;
}
