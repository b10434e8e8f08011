/** What the page knows of the config's data, as the host's answers come in. Pure. */
import type { DataPreview, PreviewSequence } from '../../../src/core/data/preview/preview.js';
import type { Preview } from '../../protocol.js';

export interface KnownPreview {
  /** What was found last; older than the config while another look is under way. */
  readonly data?: DataPreview;
  /** The sequence that was asked for last. */
  readonly sequence?: PreviewSequence;
  /** Not true any more: to be asked for again. */
  readonly stale: boolean;
  readonly reading?: Extract<Preview, { kind: 'reading' }>;
  readonly cancelled?: Extract<Preview, { kind: 'cancelled' }>;
  readonly failure?: Extract<Preview, { kind: 'failed' }>;
}

const NOTHING: KnownPreview = { stale: false };

export function receivePreview(known: KnownPreview = NOTHING, preview: Preview): KnownPreview {
  switch (preview.kind) {
    case 'stale':
      return { ...known, stale: true };
    case 'reading':
      // What was on its way when it was stopped here; what begins anew has no share yet.
      if (known.cancelled && preview.share !== undefined) return known;
      return { ...known, stale: false, reading: preview, cancelled: undefined, failure: undefined };
    case 'cancelled':
      return { ...known, stale: false, reading: undefined, cancelled: preview, failure: undefined };
    case 'done':
      return { ...NOTHING, data: preview.data };
    case 'failed':
      return { ...NOTHING, failure: preview };
  }
}

/** Stopped here: seen at once, before the host has said so, too. */
export function stopPreview(known: KnownPreview = NOTHING): KnownPreview {
  return receivePreview(known, { kind: 'cancelled', file: known.reading?.file });
}

/** Nothing of what is known is older than the answer: of a config that has changed, the sequences are asked for anew. */
export function receiveSequence(known: KnownPreview = NOTHING, sequence: PreviewSequence): KnownPreview {
  return { ...known, sequence };
}
