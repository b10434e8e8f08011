/** Whether interventions fit the model and the data, as far as these are known. */
import { GATES, isRecurrent, type Layer, type RecurrentLayer } from '../model/spec.js';
import type { Intervention as AnyIntervention } from './interventions.js';

/** Whatever its sample is: that is checked elsewhere. */
type Intervention = AnyIntervention<unknown>;

export interface Known {
  /** Undefined where a model file decides. */
  readonly layers?: readonly Layer[];
  /** Undefined where a data file decides. */
  readonly length?: number;
  readonly features?: readonly string[];
}

export interface InterventionFault {
  /** Keys from the intervention on. */
  readonly path: (string | number)[];
  /** A sentence. */
  readonly message: string;
}

/** The recurrent layers by the names that traces have: two for a bidirectional one. */
function recurrentNames(layers: readonly Layer[]): Map<string, RecurrentLayer> {
  return new Map(
    layers.flatMap((layer): [string, RecurrentLayer][] => {
      if (isRecurrent(layer)) return [[layer.name, layer]];
      if (layer.type !== 'bidirectional') return [];
      return ['forward', 'backward'].map((way) => [`${layer.name}.${way}`, layer.layer]);
    }),
  );
}

export function interventionFaults(intervention: Intervention, known: Known): InterventionFault[] {
  return [
    ...stepFaults(intervention, known),
    ...('layer' in intervention ? layerFaults(intervention, known) : []),
    ...('feature' in intervention ? featureFaults(intervention, known) : []),
  ];
}

interface StepKeys {
  readonly from?: number;
  readonly to?: number;
  readonly step?: number;
  readonly inputStep?: number;
  readonly along?: string;
}

function stepFaults(intervention: Intervention, { length }: Known): InterventionFault[] {
  const { from, to, step, inputStep, along }: StepKeys = intervention;
  const faults: InterventionFault[] = [];
  for (const [key, value] of Object.entries({ from, to, step, inputStep })) {
    if (value !== undefined && length !== undefined && value > length) {
      faults.push({ path: [key], message: `There is no step ${value}: the data has ${length}.` });
    }
  }
  if (from !== undefined && to !== undefined && from > to) {
    faults.push({ path: ['to'], message: `The last step, ${to}, is before the first, ${from}.` });
  }
  const ofInput = along === 'input';
  if (ofInput && inputStep === undefined) {
    faults.push({ path: ['along'], message: 'Say which input: write "inputStep" beside "along": "input".' });
  }
  if (!ofInput && inputStep !== undefined) {
    faults.push({ path: ['inputStep'], message: '"inputStep" needs "along": "input".' });
  }
  if (ofInput && inputStep !== undefined && step !== undefined && inputStep > step) {
    faults.push({
      path: ['inputStep'],
      message: `At step ${step} the input of step ${inputStep} has not come in yet.`,
    });
  }
  return faults;
}

function layerFaults(intervention: Extract<Intervention, { layer: string }>, { layers }: Known): InterventionFault[] {
  if (!layers) return [];
  const recurrent = recurrentNames(layers);
  const layer = recurrent.get(intervention.layer);
  if (!layer) {
    const names = [...recurrent.keys()].join(', ');
    const has = names ? `The recurrent layers: ${names}.` : 'The model has none.';
    return [{ path: ['layer'], message: `There is no recurrent layer "${intervention.layer}". ${has}` }];
  }
  const faults: InterventionFault[] = [];
  if ('units' in intervention) {
    for (const [index, unit] of (intervention.units ?? []).entries()) {
      if (unit <= layer.units) continue;
      faults.push({
        path: ['units', index],
        message: `${intervention.layer} has ${layer.units} units, no unit ${unit}.`,
      });
    }
  }
  if ('state' in intervention && intervention.state === 'cell' && layer.type !== 'lstm') {
    faults.push({ path: ['state'], message: `${intervention.layer} is a ${layer.type} and has no cell.` });
  }
  if ('gate' in intervention && !(GATES[layer.type] as readonly string[]).includes(intervention.gate)) {
    const own = GATES[layer.type].length > 0 ? `its gates: ${GATES[layer.type].join(', ')}` : 'it has no gates';
    faults.push({ path: ['gate'], message: `${intervention.layer} has no ${intervention.gate} gate; ${own}.` });
  }
  return faults;
}

function featureFaults({ feature }: { feature?: string }, { features }: Known): InterventionFault[] {
  if (feature === undefined || !features || features.includes(feature)) return [];
  const names = features.map((name) => JSON.stringify(name)).join(', ');
  return [{ path: ['feature'], message: `There is no input "${feature}". The inputs: ${names}.` }];
}
