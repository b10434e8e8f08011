/** The baseline in words: what it is called, and what can be chosen in its place. */
import type { Inspection } from '../../../src/core/analysis/inspection.js';
import { formatNumber } from '../../format.js';
import { constantBaseline } from './columns.js';

const NAMES: Readonly<Record<Inspection['baselineName'], string>> = {
  mean: 'Mean of the data',
  zero: 'Zero',
  sample: 'A sample',
  'mean of samples': 'Mean of samples',
};

/** Longer lists of numbers are named and not told. */
const MOST_NUMBERS = 4;

/** The one that is in use first where it is neither of the two that have a name. */
export function baselineChoices({ baselineName, samples }: Pick<Inspection, 'baselineName' | 'samples'>) {
  const custom = baselineName !== 'mean' && baselineName !== 'zero';
  return [
    ...(custom ? [{ value: baselineName, label: NAMES[baselineName] }] : []),
    { value: 'mean', label: NAMES.mean },
    { value: 'zero', label: NAMES.zero },
    { value: 'this', label: 'This sample' },
    ...(samples.length > 1 ? [{ value: 'all', label: `Mean of the ${samples.length} samples shown` }] : []),
  ];
}

/** In a sentence, with its numbers where they are few. @param feature the one that is shown; undefined is all. */
export function baselineText(inspection: Inspection, feature: number | undefined): string {
  const { features, baselineName } = inspection;
  const shown = features.length === 1 ? [0] : feature === undefined ? [...features.keys()] : [feature];
  const numbers = shown.map((index) => {
    const value = constantBaseline(inspection, index);
    const text = value === undefined ? 'other numbers at each step' : formatNumber(value);
    return features.length > 1 ? `${features[index]} ${text}` : text;
  });
  const told = numbers.length > MOST_NUMBERS ? '' : ` (${numbers.join(', ')})`;
  return `Baseline, which stands for no information: ${NAMES[baselineName].toLowerCase()}${told}.`;
}
