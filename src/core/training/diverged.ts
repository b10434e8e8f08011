/** What is said when numbers are no longer finite. */
import type { NonFinite } from '../engine/engine.js';

/** Training has diverged; the weights of the last finished epoch are the last good ones. */
export class DivergedError extends Error {
  /**
   * @param what became so, and what it became, as in "The loss became NaN".
   * @param batch from 1; undefined where it showed only after the epoch's last update.
   */
  constructor(
    what: string,
    readonly epoch: number,
    readonly batch: number | undefined,
    readonly place: NonFinite | undefined,
  ) {
    const when = batch === undefined ? `after epoch ${epoch}` : `in epoch ${epoch}, batch ${batch}`;
    const where = place ? `: the first value that is not finite stood in ${described(place)}` : '';
    super(`${what} ${when}${where}. ${advice(place)}`);
    this.name = 'DivergedError';
  }
}

function described(place: NonFinite): string {
  switch (place.in) {
    case 'weights':
      return `the weights of ${place.layer} (${place.tensor}), where an update before had put it`;
    case 'output':
      return `the output of ${place.layer}${atStep(place.step)}`;
    case 'input':
      return `the input of the model${atStep(place.step)}`;
    case 'target':
      return 'the targets';
    case 'loss':
      return 'the loss itself';
  }
}

function atStep(step: number | undefined): string {
  return step === undefined ? '' : ` (step ${step})`;
}

function advice(place: NonFinite | undefined): string {
  return place?.in === 'input' || place?.in === 'target'
    ? 'The data has a number that is not finite, or too large for 32 bits.'
    : 'A smaller learning rate or "clipNorm" often helps.';
}
