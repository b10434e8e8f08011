/** How strongly later values depend on earlier inputs: Frobenius norms of exact derivatives. */
import type { Chain, LinkValues } from '../chain/chain.js';
import { type Tangents, throughLink, unitTangents } from './tangents.js';

/** One layer's matrices, [T,T] each: row t looks at column s. */
export interface Jacobian {
  readonly layer: string;
  /** Norm of dh_t/dx_s, x being the layer's own input (Pascanu 2013). */
  readonly values: Float64Array;
  /** Norm of dh_t/dx_s, x being the model's input. */
  readonly composed: Float64Array;
}

/** @param values of one sample. @returns one entry a recurrent layer, units of the state per unit of the input. */
export function jacobians(chain: Chain, values: readonly LinkValues[]): Jacobian[] {
  const composed = composedNorms(chain, values);
  return values.flatMap((link, index) => {
    if (link.type === 'dense') return [];
    const { steps } = link;
    const { inputs } = link.link;
    const own = index === 0 ? composed[0] : new Float64Array(steps * steps);
    for (let s = 0; index > 0 && s < steps; s++) {
      setColumn(own, s, throughLink(link, unitTangents(steps, s, inputs), inputs));
    }
    return [{ layer: link.link.layer.name, values: own, composed: composed[index] }];
  });
}

/** Norm of dy_t/dx_s of a model that gives a value at every step, [T,T], over all of a step's values. */
export function outputJacobian(chain: Chain, values: readonly LinkValues[]): Float64Array {
  return composedNorms(chain, values)[values.length - 1];
}

/**
 * Multiplications that the Jacobians of one sample take: for each column, each layer's weights meet each of the
 * directions at every later step.
 */
export function jacobianWork({ length, features, links }: Chain): number {
  const perStep = links.reduce((sum, { kernel, layer, inputs, type }) => {
    const weights = type === 'lstm' ? kernel.length + 4 * layer.units ** 2 : kernel.length;
    return sum + weights * (features + (type === 'lstm' ? inputs : 0));
  }, 0);
  return (perStep * length * (length + 1)) / 2;
}

/** For every layer the norm of d(its values at t)/d(the model's input at s). */
function composedNorms({ length, features }: Chain, values: readonly LinkValues[]): Float64Array[] {
  const norms = values.map(() => new Float64Array(length * length));
  for (let s = 0; s < length; s++) {
    let tangents = unitTangents(length, s, features);
    for (const [index, link] of values.entries()) {
      tangents = throughLink(link, tangents, features);
      setColumn(norms[index], s, tangents);
      if (link.type === 'lstm' && !link.link.layer.returnSequences) tangents = tangents.slice(-1);
    }
  }
  return norms;
}

function setColumn(matrix: Float64Array, column: number, tangents: Tangents): void {
  const length = Math.sqrt(matrix.length);
  for (const [t, tangent] of tangents.entries()) {
    if (tangent) matrix[t * length + column] = Math.sqrt(tangent.reduce((sum, x) => sum + x * x, 0));
  }
}
