/** An intervention's effect as plain JSON. */
import { isUnfit } from '../influence/influence.js';
import type { IntervenedLayer, IntervenedSample, InterventionResult, States } from './results.js';

export function interventionDocument({ intervention, name, result }: InterventionResult) {
  return { intervention, name, ...(isUnfit(result) ? result : { samples: result.map(sampleDocument) }) };
}

function sampleDocument({ label, untouched, changed, change, layers }: IntervenedSample) {
  return { label, untouched: [...untouched], changed: [...changed], change, layers: layers.map(layerDocument) };
}

function layerDocument({ layer, steps, units, untouched, changed, distance }: IntervenedLayer) {
  const rows = (values: Float64Array) =>
    Array.from({ length: steps }, (_, t) => [...values.subarray(t * units, (t + 1) * units)]);
  const states = ({ hidden, cell }: States) => ({ hidden: rows(hidden), ...(cell ? { cell: rows(cell) } : {}) });
  return { layer, untouched: states(untouched), changed: states(changed), distance: [...distance] };
}
