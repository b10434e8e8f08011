/** The samples of a config's text that the last inspection is about. */
import type * as vscode from 'vscode';
import type { Inspection, SampleInspection } from '../../core/analysis/inspection.js';
import { inspectPlaces, type SamplePlace } from '../../core/config/inspectPlaces.js';
import type { Experiments } from '../experiments.js';

export interface ShownSample {
  readonly place: SamplePlace;
  readonly sample: SampleInspection;
  readonly inspection: Inspection;
}

/** A sample whose numbers have been changed since is none: what is known is not about it. */
export function shownSamples(document: vscode.TextDocument, experiments: Experiments): ShownSample[] {
  const { inspection } = experiments.get(document.uri);
  if (!inspection) return [];
  return inspectPlaces(document.getText()).samples.flatMap((place, index) => {
    const sample = inspection.samples.find(({ label }) => label === `inspect.inputs[${index}]`);
    return sample && sameNumbers(place, sample.input) ? [{ place, sample, inspection }] : [];
  });
}

function sameNumbers({ values }: SamplePlace, input: Float64Array): boolean {
  return values.length === input.length && values.every(({ value }, i) => value === input[i]);
}
