/** What is picked, in words. Pure. */
import type { Inspection, SampleInspection } from '../src/core/analysis/inspection.js';
import { traceValues } from '../src/core/engine/engine.js';
import { TRACE_NAMES } from './explain.js';
import { formatNumber } from './format.js';
import type { Selection } from './protocol.js';

/** Inputs of more features than these are not all told. */
const TOLD_FEATURES = 3;

/** Pure: in words and numbers; empty where nothing is picked. */
export function pickedText(inspection: Inspection, selection: Selection): string {
  const { step, unit, layer } = selection;
  if (step === undefined && unit === undefined) return '';
  const sample = inspection.samples[selection.sample];
  return [
    step === undefined ? '' : `Step ${step + 1} of ${inspection.length}`,
    step === undefined || !sample ? '' : inputText(inspection, sample, step),
    unit === undefined ? '' : `unit ${unit + 1} of ${layer}`,
    step === undefined || unit === undefined || !sample ? '' : stateText(sample, selection, step, unit),
  ]
    .filter((part) => part)
    .join(' · ');
}

function inputText({ features }: Inspection, { input, label }: SampleInspection, step: number): string {
  const told = features.slice(0, TOLD_FEATURES).map((name, feature) => {
    const value = formatNumber(input[step * features.length + feature]);
    return features.length > 1 ? `${name} ${value}` : `input ${value}`;
  });
  return `${told.join(', ')}${features.length > TOLD_FEATURES ? ', …' : ''} in ${label}`;
}

function stateText({ layers }: SampleInspection, { layer, trace }: Selection, step: number, unit: number): string {
  const own = layers.find((entry) => entry.layer === layer);
  const values = own && traceValues(own, trace);
  return values && step < own.steps
    ? `${TRACE_NAMES[trace].name} ${formatNumber(values[step * own.units + unit])}`
    : '';
}
