/** What a view is to the page around it. A new view is a folder beside these and a line in `index.ts`. */
import type { Inspection } from '../../src/core/analysis/inspection.js';
import type { Host } from '../host.js';
import type { Plots } from '../plot.js';
import type { Selection, Snapshot, View as ViewId } from '../protocol.js';
import type { Action, PageState } from '../store.js';

/** What a view shows: the snapshot and a selection that exists in it. */
export interface Shown {
  readonly snapshot: Snapshot;
  readonly inspection?: Inspection;
  readonly selection: Selection;
  readonly page: PageState;
}

export interface PanelView {
  readonly element: HTMLElement;
  /** Shows this state. Called only while the view is visible. */
  update(shown: Shown): void;
}

export interface ViewContext {
  readonly plots: Plots;
  readonly dispatch: (action: Action) => void;
  /** Undefined in a report. */
  readonly host: Host | undefined;
}

export interface ViewEntry {
  readonly id: ViewId;
  readonly label: string;
  create(context: ViewContext): PanelView;
}
