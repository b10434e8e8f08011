/** Attention-like matrices: which step of a layer looks at which. */
import type { AttentionKind } from '../../config/schema.js';
import type { LayerTrace, Network } from '../../engine/engine.js';
import { chainOf, runChain, whyNoChain } from '../chain/chain.js';
import type { Unfit } from '../influence/influence.js';
import { cellGates, cellWeights } from './cellWeights.js';
import { jacobians, jacobianWork, outputJacobian } from './jacobian.js';

/** One layer's matrix, [T,T], lower triangular: row t is the step that looks, column s the step looked at. */
export interface AttentionMatrix {
  readonly layer: string;
  readonly values: Float64Array;
  /** `cellWeights`: weighted by what each step wrote, units of the cell. */
  readonly weighted?: Float64Array;
  /** `jacobian`: by the model's input instead of the layer's own. */
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
  const chain = chainOf(network);
  if (!chain) return { reason: whyNoChain(network) as string };
  if (length > MOST_STEPS)
    return { reason: `A matrix of ${length} steps is too large; at most ${MOST_STEPS} are shown.` };
  if (kind === 'cellWeights') {
    return (_, traces) =>
      traces.flatMap((trace) => {
        const gates = cellGates(trace);
        return gates ? [{ layer: trace.layer, ...cellWeights(gates) }] : [];
      });
  }
  const last = network.shapes[network.shapes.length - 1];
  if (kind === 'outputJacobian' && last.outputSteps === undefined) {
    return { reason: 'The model gives one output a sequence and not one a step.' };
  }
  if (jacobianWork(chain) > MOST_WORK) return { reason: 'The model is too large for exact Jacobians.' };
  return kind === 'jacobian'
    ? (x) => jacobians(chain, runChain(chain, x))
    : (x) => [{ layer: last.layer.name, values: outputJacobian(chain, runChain(chain, x)) }];
}
