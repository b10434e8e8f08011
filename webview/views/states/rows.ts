/** One layer's values of one sample, as the rows that the plots take, and the scale that all samples share. */
import type { Inspection } from '../../../src/core/analysis/inspection.js';
import { type LayerTrace, traceValues } from '../../../src/core/engine/engine.js';
import type { Selection } from '../../protocol.js';
import type { Row } from '../plotSpec.js';

export type Trace = Selection['trace'];

/** Gates are between 0 and 1; everything else goes both ways from zero. */
export function isGate(trace: Trace): boolean {
  return !['hidden', 'cell', 'candidate'].includes(trace);
}

const DOMAINS = new WeakMap<Inspection, Map<string, [number, number]>>();

/**
 * Ends of the colour and value scale: fixed for gates, else even around zero, and the same for every sample, so that
 * samples can be compared and the axes stay while one walks through them.
 */
export function valueDomain(inspection: Inspection, layer: string, trace: Trace): [number, number] {
  if (isGate(trace)) return [0, 1];
  const known = DOMAINS.get(inspection) ?? new Map<string, [number, number]>();
  DOMAINS.set(inspection, known);
  const key = `${trace} ${layer}`;
  const domain = known.get(key) ?? measuredDomain(inspection, layer, trace);
  known.set(key, domain);
  return domain;
}

function measuredDomain({ samples, population }: Inspection, layer: string, trace: Trace): [number, number] {
  const known = population?.layers.find(({ mean }) => mean.layer === layer)?.largest[trace] ?? 0;
  const traces = samples.flatMap(({ layers }) => layers.filter((entry) => entry.layer === layer));
  return domainOf(traces, trace, known);
}

/** @param known a size that is to be inside, too. */
export function domainOf(traces: readonly LayerTrace[], trace: Trace, known = 0): [number, number] {
  if (isGate(trace)) return [0, 1];
  let largest = known;
  for (const entry of traces) {
    const values = traceValues(entry, trace);
    if (values) largest = Math.max(largest, largestOf(values));
  }
  return largest > 0 && Number.isFinite(largest) ? [-largest, largest] : [-1, 1];
}

/** Samples come one by one, and those that are here need not be looked through again. */
const LARGEST = new WeakMap<Float32Array, number>();

function largestOf(values: Float32Array): number {
  const known = LARGEST.get(values);
  if (known !== undefined) return known;
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]);
    if (size > largest && size < Infinity) largest = size;
  }
  LARGEST.set(values, largest);
  return largest;
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
