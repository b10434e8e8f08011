/** The samples of a config's text that the last inspection is about. */
import type * as vscode from 'vscode';
import type { Inspection, SampleInspection } from '../../core/analysis/inspection.js';
import { charactersOf } from '../../core/config/dataShape.js';
import { inspectPlaces, type SamplePlace } from '../../core/config/inspectPlaces.js';
import { characterName } from '../../core/data/reading/characters.js';
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
    const key = `inspect.inputs[${index}]`;
    const sample = inspection.samples.find(({ label }) => label === key || label.startsWith(`${key}: `));
    return sample && sameInput(place, sample, key) ? [{ place, sample, inspection }] : [];
  });
}

/** A text is known by the label, which has it; of a long one only its beginning, which is not enough. */
function sameInput({ values, text }: SamplePlace, { label, input }: SampleInspection, key: string): boolean {
  if (text === undefined) return values.length === input.length && values.every(({ value }, i) => value === input[i]);
  const written = [text.trim(), charactersOf(text).map(characterName).join('')];
  return written.some((one) => label === `${key}: ${one}`);
}
