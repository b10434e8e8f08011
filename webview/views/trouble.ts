/** What of a model is no finite number, in words: its views show gaps there, and say why. Pure. */
import type { Inspection } from '../../src/core/analysis/inspection.js';
import { type TraceName, traceValues } from '../../src/core/engine/engine.js';
import { formatCount } from '../format.js';
import type { Selection, View } from '../protocol.js';

/** Views of one sample, and views of many sequences. */
const OF_SAMPLE: readonly View[] = ['states', 'space', 'influence', 'attention'];
const OF_MANY: readonly View[] = ['gates', 'space', 'training'];

const REMEDY =
  'Weights that are not finite, or inputs far outside of what the model was trained on, lead to that: a smaller learning ' +
  'rate or "clipNorm" keeps a training from it.';

/** What the view leaves blank, with the reason; undefined where all is well. */
export function trouble(inspection: Inspection, selection: Selection, average: boolean): string | undefined {
  const { view } = selection;
  const parts = [
    ...(view === 'overview' ? [fitGap(inspection)] : []),
    ...(OF_SAMPLE.includes(view) && !(view === 'states' && average) ? [sampleGap(inspection, selection)] : []),
    ...(OF_MANY.includes(view) || average ? [populationGap(inspection)] : []),
  ].filter((part) => part !== undefined);
  return parts.length > 0 ? [...parts, REMEDY].join(' ') : undefined;
}

function fitGap({ fit }: Inspection): string | undefined {
  if (fit.kind !== 'numbers') return undefined;
  const gaps = count(fit.predicted);
  if (gaps === 0) return undefined;
  return `The model's answer to ${of(gaps, fit.predicted.length)} sequences of the ${fit.part} part is not a finite number: they are not drawn.`;
}

function sampleGap({ samples }: Inspection, { view, sample, layer, trace }: Selection): string | undefined {
  const shown = samples[sample];
  if (!shown) return undefined;
  const values = view === 'states' ? shown.layers.find((other) => other.layer === layer) : undefined;
  const gaps = values && gapsOf(values, trace);
  if (gaps)
    return `Of the values shown here ${of(gaps.missing, gaps.all)} are not finite numbers: they are left blank.`;
  return count(shown.prediction) > 0
    ? `The model's answer to ${shown.label} is not a finite number: what follows from it is left blank.`
    : undefined;
}

function gapsOf(values: Parameters<typeof traceValues>[0], trace: TraceName) {
  const all = traceValues(values, trace) ?? values.hidden;
  const missing = count(all);
  return missing > 0 ? { missing, all: all.length } : undefined;
}

function populationGap({ population }: Inspection): string | undefined {
  if (!population || population.notFinite === 0) return undefined;
  const { notFinite, sequences } = population;
  return `The model's answer to ${of(notFinite, notFinite + sequences)} sequences is not a finite number: they are left out.`;
}

function of(some: number, all: number): string {
  return some === all ? `all ${formatCount(all)}` : `${formatCount(some)} of ${formatCount(all)}`;
}

/** Values that are no finite numbers. */
function count(values: ArrayLike<number>): number {
  let missing = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) missing++;
  return missing;
}
