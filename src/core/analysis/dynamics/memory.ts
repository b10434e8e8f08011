/** How long the units of a gated layer hold what they have. */
import type { LayerTrace } from '../../engine/engine.js';
import type { RecurrentType } from '../../model/spec.js';
import type { InspectRequest } from '../request.js';
import { chosenSequences } from './rest.js';

export interface Memory {
  readonly part: 'validation' | 'training';
  /** Sequences on which it was measured. */
  readonly sequences: number;
  readonly layers: readonly LayerMemory[];
}

export interface LayerMemory {
  readonly layer: string;
  readonly type: RecurrentType;
  readonly units: number;
  readonly steps: number;
  /** [H] steps after which half of what a unit holds is gone; of layers with gates. */
  readonly halfLives?: Float64Array;
}

export async function memoryOf(request: InspectRequest): Promise<Memory> {
  const { part, chosen, inputs } = chosenSequences(request);
  const layers = request.network.trace(inputs).layers.map((trace): LayerMemory => {
    const { layer, type, units, steps } = trace;
    return { layer, type, units, steps, halfLives: holdTimes(trace) };
  });
  return { part, sequences: chosen.length, layers };
}

/**
 * What a cell holds is multiplied at each step by its forget gate (by its update gate in a GRU as Keras defines it), so
 * over many steps by the geometric mean m of that gate each: half of it is left after ln 2 / -ln m steps.
 * @returns [H] steps, Infinity for a gate that is always open; undefined for a layer without gates.
 */
export function holdTimes({ type, units, gates }: LayerTrace): Float64Array | undefined {
  const kept = type === 'lstm' ? gates.forget : gates.update;
  if (!kept) return undefined;
  const logs = new Float64Array(units);
  for (let i = 0; i < kept.length; i++) logs[i % units] += (Math.log(kept[i]) * units) / kept.length;
  return logs.map((log) => (log < 0 ? Math.LN2 / -log : Number.POSITIVE_INFINITY));
}
