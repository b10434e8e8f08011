/** "Why is the first step so large?": what the state would do without any information, in words. */
import type { Inspection, SampleInspection } from '../../../src/core/analysis/inspection.js';
import type { InfluenceMethod } from '../../../src/core/config/schema.js';
import { METHODS } from '../../explain.js';
import { formatNumber } from '../../format.js';

/** Digits worth telling. */
const DIGITS = 3;

/** One of each method that does not compare with the baseline, between one that explains and one that helps. */
export function initialStateSentences({ initialState }: Inspection, { influence }: SampleInspection): string[] {
  const methods = Object.keys(initialState) as InfluenceMethod[];
  const found = methods.flatMap((method) => {
    const [own, shown] = [initialState[method]?.[0], influence[method]?.perStep[0]];
    if (own === undefined || shown === undefined) return [];
    const share = shown === 0 ? '' : `, ${formatNumber((100 * own) / shown, DIGITS)} % of it`;
    return [
      `${METHODS[method].name} at step 1 is ${formatNumber(shown, DIGITS)} here; with the baseline as input it is ` +
        `${formatNumber(own, DIGITS)}${share}.`,
    ];
  });
  if (found.length === 0) return [];
  return [
    'Before step 1 the state is zero, and it leaves zero whatever comes in: that part belongs to the initial state and ' +
      'not to the input.',
    ...found,
    'The other methods compare with the baseline, so they have no such part.',
  ];
}
