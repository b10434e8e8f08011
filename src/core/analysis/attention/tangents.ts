/** Exact derivatives of a chain's inner values, forward mode: a few directions are carried along with one sample. */
import { activations, slopes } from '../chain/activation.js';
import type { DenseValues, LinkValues, LstmValues } from '../chain/chain.js';

/**
 * Derivatives of each step's values by D directions, [U,D] a step, from the first step that can have any; steps before
 * it are undefined.
 */
export type Tangents = readonly (Float64Array | undefined)[];

/** The directions of one step's own values: the identity [F,F] at that step. */
export function unitTangents(steps: number, step: number, features: number): Tangents {
  const identity = new Float64Array(features * features);
  for (let f = 0; f < features; f++) identity[f * features + f] = 1;
  return Array.from({ length: steps }, (_, s) => (s === step ? identity : undefined));
}

/** Derivatives of a layer's values at every step from those of its inputs. @param directions D */
export function throughLink(values: LinkValues, inputs: Tangents, directions: number): Tangents {
  return values.type === 'lstm' ? throughLstm(values, inputs, directions) : throughDense(values, inputs, directions);
}

function throughDense({ link, y }: DenseValues, inputs: Tangents, directions: number): Tangents {
  const { units, activation } = link.layer;
  return inputs.map((input, step) => {
    if (!input) return undefined;
    const result = new Float64Array(units * directions);
    addTransposed(result, link.kernel, input, units, directions);
    for (let i = 0; i < result.length; i++) {
      result[i] *= slopes[activation](y[step * units + Math.floor(i / directions)]);
    }
    return result;
  });
}

function throughLstm({ link, gates, cell }: LstmValues, inputs: Tangents, directions: number): Tangents {
  const { layer, kernel, recurrentKernel } = link;
  const { units } = layer;
  const columns = 4 * units;
  const value = activations[layer.activation];
  const [act, gate] = [slopes[layer.activation], slopes[layer.recurrentActivation]];
  let before: Float64Array | undefined;
  let ofCell = new Float64Array(units * directions);
  return inputs.map((input, t) => {
    if (!input && !before) return undefined;
    const dz = new Float64Array(columns * directions);
    if (input) addTransposed(dz, kernel, input, columns, directions);
    if (before) addTransposed(dz, recurrentKernel, before, columns, directions);
    const result = new Float64Array(units * directions);
    const next = new Float64Array(units * directions);
    for (let u = 0; u < units; u++) {
      const [i, f, g, o] = [0, 1, 2, 3].map((part) => gates[t * columns + part * units + u]);
      const earlier = t > 0 ? cell[(t - 1) * units + u] : 0;
      const shown = value(cell[t * units + u]);
      const [slopeI, slopeF, slopeG] = [gate(i) * g, gate(f) * earlier, act(g) * i];
      const [slopeO, slopeC] = [gate(o) * shown, o * act(shown)];
      for (let d = 0; d < directions; d++) {
        const at = u * directions + d;
        const of = (part: number) => dz[(part * units + u) * directions + d];
        next[at] = f * ofCell[at] + slopeI * of(0) + slopeF * of(1) + slopeG * of(2);
        result[at] = slopeO * of(3) + slopeC * next[at];
      }
    }
    ofCell = next;
    before = result;
    return result;
  });
}

/** to += Mᵀ x. @param to [C,D] @param matrix [R,C] @param x [R,D] */
function addTransposed(
  to: Float64Array,
  matrix: Float64Array,
  x: Float64Array,
  columns: number,
  directions: number,
): void {
  for (let r = 0; r * columns < matrix.length; r++) {
    for (let d = 0; d < directions; d++) {
      const factor = x[r * directions + d];
      if (factor === 0) continue;
      for (let c = 0; c < columns; c++) to[c * directions + d] += factor * matrix[r * columns + c];
    }
  }
}
