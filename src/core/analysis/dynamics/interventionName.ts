/** Interventions in words. */
import type { Intervention } from '../../config/interventions.js';

/** @param features names of the inputs. */
export function interventionName(intervention: Intervention, features: readonly string[]): string {
  switch (intervention.type) {
    case 'clampUnits': {
      const { layer, units, state, value } = intervention;
      const what = `${units.length > 1 ? 'units' : 'unit'} ${listed(units)}`;
      return `${state === 'cell' ? 'cells of ' : ''}${what} of ${layer} held at ${value}${stepsOf(intervention)}`;
    }
    case 'clampGate': {
      const { layer, gate, units, value } = intervention;
      const of = units ? ` of units ${listed(units)}` : '';
      return `${gate} gate${of} of ${layer} held at ${value}${stepsOf(intervention)}`;
    }
    case 'editInput': {
      const { step, feature = features[0], value } = intervention;
      return `${feature} at step ${step} replaced by ${value}`;
    }
    case 'patchState': {
      const { layer, step, state, sample } = intervention;
      const what = state === 'both' ? 'state' : `${state} state`;
      return `${what} of ${layer} after step ${step} taken from ${typeof sample === 'number' ? `sequence ${sample}` : 'another input'}`;
    }
    case 'moveState': {
      const { layer, step, along, inputStep, by } = intervention;
      const what = { runningSum: 'running sum', target: 'answer', input: `input of step ${inputStep}` }[along];
      return `state of ${layer} after step ${step} moved by ${by} along the ${what}`;
    }
  }
}

function stepsOf({ from, to }: { from?: number; to?: number }): string {
  if (from === undefined && to === undefined) return '';
  if (from === to) return ` at step ${from}`;
  return to === undefined ? ` from step ${from}` : ` at steps ${from ?? 1} to ${to}`;
}

function listed(units: readonly number[]): string {
  return units.length > 8 ? `${units.slice(0, 7).join(', ')} and ${units.length - 7} more` : units.join(', ');
}
