/** What all views show. */
import type { Inspection } from '../../src/core/analysis/inspection.js';
import type { Selection, Snapshot } from '../protocol.js';
import type { PageState } from '../store.js';
import type { KnownPreview } from './data/known.js';

/** What a view shows: the snapshot and a selection that exists in it. */
export interface Shown {
  readonly snapshot: Snapshot;
  /** Of the final model, or of the checkpoint that is looked at. */
  readonly inspection?: Inspection;
  /** The epoch of that checkpoint; undefined for the final model. */
  readonly epoch?: number;
  /** What is known of the config's data. */
  readonly preview?: KnownPreview;
  readonly selection: Selection;
  readonly page: PageState;
}
