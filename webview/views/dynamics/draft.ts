/** An intervention that is being made up. Pure. */
import type { Intervention } from '../../../src/core/config/interventions.js';
import type { Gate, RecurrentType } from '../../../src/core/model/spec.js';
import { GATES } from '../../../src/core/model/spec.js';

/** All that any kind of intervention names, so that going to and fro between the kinds forgets nothing. */
export interface Draft {
  readonly type: 'clampUnits' | 'clampGate' | 'moveState' | 'patchState';
  readonly layer: string;
  readonly state: 'hidden' | 'cell';
  readonly gate: Gate;
  readonly along: 'runningSum' | 'target';
  /** From 1. */
  readonly units: readonly number[];
  /** From 1. */
  readonly step: number;
  /** From 1, a sequence of the evaluated part. */
  readonly sample: number;
  /** At what units or gates are held, or by how much the state is moved. */
  readonly value: number;
}

export const FIRST_DRAFT: Draft = {
  type: 'clampUnits',
  layer: '',
  state: 'hidden',
  gate: 'forget',
  along: 'runningSum',
  units: [],
  step: 1,
  sample: 1,
  value: 0,
};

/** Numbers from 1 in a text, each once; whatever else stands there is left out. */
export function readUnits(text: string): number[] {
  const numbers = text.match(/\d+/g)?.map(Number) ?? [];
  return [...new Set(numbers)].filter((unit) => Number.isSafeInteger(unit) && unit > 0);
}

/** The draft as far as this model has what it names. */
export function fittingDraft(
  draft: Draft,
  layers: readonly { readonly layer: string; readonly type: RecurrentType; readonly units: number }[],
  steps: number,
): Draft {
  const own = layers.find(({ layer }) => layer === draft.layer) ?? layers.at(-1);
  if (!own) return draft;
  const gates = GATES[own.type];
  return {
    ...draft,
    type: draft.type === 'clampGate' && gates.length === 0 ? 'clampUnits' : draft.type,
    layer: own.layer,
    state: own.type === 'lstm' ? draft.state : 'hidden',
    gate: gates.find((gate) => gate === draft.gate) ?? gates[0] ?? draft.gate,
    units: draft.units.filter((unit) => unit <= own.units),
    step: Math.min(draft.step, steps),
  };
}

/** As the config has it; undefined where no unit is named yet. */
export function interventionOf(draft: Draft): Intervention | undefined {
  const { type, layer, units, value, step } = draft;
  switch (type) {
    case 'clampUnits':
      return units.length === 0 ? undefined : { type, layer, units: [...units], state: draft.state, value };
    case 'clampGate':
      return { type, layer, gate: draft.gate, ...(units.length > 0 ? { units: [...units] } : {}), value };
    case 'moveState':
      return { type, layer, step, along: draft.along, by: value };
    case 'patchState':
      return { type, layer, step, state: 'both', sample: draft.sample };
  }
}
