/** An input that the user has changed, and what the model makes of it. Pure. */
import type { Inspection, SampleInspection } from '../../src/core/analysis/inspection.js';
import { asObject } from '../selection.js';

/** Kept with the page's state. */
export interface InputEdit {
  /** Index and label of the sample: in another inspection the index may be another sample's. */
  readonly sample: number;
  readonly label: string;
  /** [T,F], raw units. */
  readonly input: readonly number[];
}

/** The edit, where the inspection has the sample that it is of. */
export function validEdit(edit: InputEdit | undefined, inspection: Inspection | undefined): InputEdit | undefined {
  const sample = edit && inspection?.samples[edit.sample];
  return sample?.label === edit?.label && sample?.input.length === edit?.input.length ? edit : undefined;
}

/** The inspection with the edited sample in place of its own; matrices that were not asked for are still the sample's. */
export function withEdited(inspection: Inspection, index: number, result: SampleInspection): Inspection {
  const sample = inspection.samples[index];
  const fits = sample?.label === result.label && sample.input.length === result.input.length;
  if (!fits) return inspection;
  const attention = Object.keys(result.attention).length > 0 ? result.attention : sample.attention;
  const edited = { ...result, attention, label: `${result.label}, edited` };
  return { ...inspection, samples: inspection.samples.with(index, edited) };
}

/** What an earlier page kept. */
export function restoreEdit(kept: unknown): InputEdit | undefined {
  const { sample, label, input } = asObject(kept);
  const isInput = Array.isArray(input) && input.every(Number.isFinite);
  if (typeof sample !== 'number' || typeof label !== 'string' || !isInput) return undefined;
  return { sample, label, input };
}

/** Ends of the values that all samples have, with some room: the place in which an input is moved. */
export function inputDomain({ samples }: Inspection, input: ArrayLike<number>): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const values of [...samples.map((sample) => sample.input), input]) {
    for (let i = 0; i < values.length; i++) {
      if (!Number.isFinite(values[i])) continue;
      low = Math.min(low, values[i]);
      high = Math.max(high, values[i]);
    }
  }
  if (low > high) return [0, 1];
  const room = 0.06 * (high - low) || 0.5;
  return [low - room, high + room];
}

/** To about a thousandth of the domain: what is dragged is not more exact than that. */
export function rounded(value: number, [low, high]: readonly [number, number]): number {
  const decimals = Math.max(0, 3 - Math.ceil(Math.log10(high - low)));
  return Number(value.toFixed(Math.min(12, decimals)));
}
