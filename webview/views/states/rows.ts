/** One layer's values of one sample, as the rows that the plots take. */
import { type LayerTrace, traceValues } from '../../../src/core/engine/engine.js';
import type { Selection } from '../../protocol.js';
import type { Row } from '../plotSpec.js';

export type Trace = Selection['trace'];

/** Gates are between 0 and 1; everything else goes both ways from zero. */
export function isGate(trace: Trace): boolean {
  return !['hidden', 'cell', 'candidate'].includes(trace);
}

/** Ends of the colour and value scale: fixed for gates, else even around zero. */
export function valueDomain(values: Float32Array, trace: Trace): [number, number] {
  if (isGate(trace)) return [0, 1];
  const largest = values.reduce((most, value) => (Math.abs(value) > most ? Math.abs(value) : most), 0) || 1;
  return [-largest, largest];
}

/** Steps and units count from 1. `last` is the unit's value at the last step, by which its line is coloured. */
export function stateRows(layer: LayerTrace, trace: Trace): Row[] {
  const values = traceValues(layer, trace) ?? new Float32Array();
  const { units, steps } = layer;
  const last = (steps - 1) * units;
  return Array.from(values, (value, index) => ({
    step: Math.floor(index / units) + 1,
    unit: (index % units) + 1,
    value: Number.isFinite(value) ? value : null,
    last: values[last + (index % units)],
  }));
}
