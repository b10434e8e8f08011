/** Attention-like matrices: which step of a layer looks at which. */
import type { AttentionKind } from '../../config/schema.js';
import type { LayerTrace, Network } from '../../engine/engine.js';
import { chainOf, leadingChainOf, runChain, whyNoChain } from '../chain/chain.js';
import { NO_RECURRENT_LAYER, type Unfit } from '../influence/influence.js';
import { cellGates, cellWeights } from './cellWeights.js';
import { jacobians, jacobianWork, outputJacobian } from './jacobian.js';

/**
 * One layer's matrix, [T,T]: row t is the step that looks, column s the step looked at. Lower triangular, unless it looks
 * `ahead`.
 */
export interface AttentionMatrix {
  readonly layer: string;
  /** From 1; of an attention layer. */
  readonly head?: number;
  /** Steps look at later ones too, as in an attention layer, or at later ones only, as in a backward layer. */
  readonly ahead?: boolean;
  readonly values: Float64Array;
  /** `cellWeights`: weighted by what each step wrote, units of the cell. */
  readonly weighted?: Float64Array;
  /**
   * By the model's input instead of the layer's own: of `jacobian` exact; of `cellWeights` the product of the means of this
   * layer and those below, as attention is rolled out (Abnar & Zuidema 2020, https://arxiv.org/abs/2005.00928).
   */
  readonly composed?: Float64Array;
}

/** A matrix of more steps than this can neither be seen nor sent. */
const MOST_STEPS = 256;
/** Multiplications a sample's Jacobians may take: some seconds. */
const MOST_WORK = 2e9;

/** Gives the matrices of one sample. @param x [T,F], the model's units. @param traces of that sample. */
export type Attention = (x: Float32Array, traces: readonly LayerTrace[]) => AttentionMatrix[];

/** A function that gives the matrices of any sample of the network, or why there are none. */
export function attentionOf(kind: AttentionKind, network: Network): Attention | Unfit {
  const { length } = network.spec;
  if (length > MOST_STEPS)
    return { reason: `A matrix of ${length} steps is too large; at most ${MOST_STEPS} are shown.` };
  if (kind === 'cellWeights') return cellWeightsOf(network);
  if (kind === 'selfAttention') return selfAttentionOf(network);
  const chain = kind === 'jacobian' ? leadingChainOf(network) : chainOf(network);
  if (!chain) return { reason: whyNoChain(network) as string };
  const last = network.shapes[network.shapes.length - 1];
  if (kind === 'outputJacobian' && last.outputSteps === undefined) {
    return { reason: 'The model gives one output a sequence and not one a step.' };
  }
  if (jacobianWork(chain) > MOST_WORK) return { reason: 'The model is too large for exact Jacobians.' };
  return kind === 'jacobian'
    ? (x) => jacobians(chain, runChain(chain, x))
    : (x) => [{ layer: last.layer.name, values: outputJacobian(chain, runChain(chain, x)) }];
}

function cellWeightsOf({ spec, shapes }: Network): Attention | Unfit {
  const layers = shapes.flatMap(({ layer }) => (layer.type === 'dropout' ? [] : [layer]));
  const types = layers.map((layer) => (layer.type === 'bidirectional' ? layer.layer.type : layer.type));
  if (!types.includes('lstm')) {
    const other = types.findIndex((type) => type === 'gru' || type === 'simpleRnn');
    return other < 0
      ? NO_RECURRENT_LAYER
      : { reason: `Only an LSTM has a cell, and ${layers[other].name} is a ${types[other]}.` };
  }
  if (layers.some((layer) => layer.type === 'masking' || (layer.type === 'embedding' && layer.maskZero))) {
    return {
      reason: 'Over masked steps the cell is held without its gates, so the gates do not tell what is left in it.',
    };
  }
  // Nothing but LSTMs up to the last one, all in one direction: what one layer wrote is what the next one reads.
  const stacked = layers.slice(0, types.lastIndexOf('lstm')).every(({ type }) => type === 'lstm');
  return (_, traces) => {
    let below: Float64Array | undefined;
    return traces.flatMap((trace): AttentionMatrix[] => {
      const gates = cellGates(trace);
      // Steps of a layer behind a change of length are not those of the input.
      if (!gates || trace.steps !== spec.length) return [];
      const matrix = cellWeights(gates);
      const composed: Float64Array | undefined = below && product(matrix.values, below, spec.length);
      if (stacked) below = composed ?? matrix.values;
      return [
        {
          layer: trace.layer,
          ...(trace.direction === 'backward' ? { ahead: true } : {}),
          ...matrix,
          ...(composed ? { composed } : {}),
        },
      ];
    });
  };
}

/** a b, [T,T] each. */
function product(a: Float64Array, b: Float64Array, length: number): Float64Array {
  return a.map((_, at) => {
    const [t, s] = [Math.floor(at / length), at % length];
    let sum = 0;
    for (let k = 0; k < length; k++) sum += a[t * length + k] * b[k * length + s];
    return sum;
  });
}

function selfAttentionOf(network: Network): Attention | Unfit {
  const { spec, shapes } = network;
  if (!shapes.some(({ layer, inputSteps }) => layer.type === 'selfAttention' && inputSteps === spec.length)) {
    return { reason: 'The model has no attention layer over the steps of its input.' };
  }
  return (x) =>
    network.trace(x).attention.flatMap(({ layer, heads, steps, weights }) =>
      Array.from({ length: steps === spec.length ? heads : 0 }, (_, head) => ({
        layer,
        head: head + 1,
        ahead: true,
        values: Float64Array.from(weights.subarray(head * steps * steps, (head + 1) * steps * steps)),
      })),
    );
}
