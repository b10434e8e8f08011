/** What a view is to the page around it. A new view is a folder beside these and a line in `index.ts`. */
import type { Exporter } from '../export/exporter.js';
import type { Host } from '../host.js';
import type { Plots } from '../plot.js';
import type { View as ViewId } from '../protocol.js';
import type { Action } from '../store.js';
import type { Shown } from './shown.js';

export interface PanelView {
  readonly element: HTMLElement;
  /** Shows this state. Called only while the view is visible. */
  update(shown: Shown): void;
}

export interface ViewContext {
  readonly plots: Plots;
  readonly exporter: Exporter;
  readonly dispatch: (action: Action) => void;
  /** Undefined in a report. */
  readonly host: Host | undefined;
}

export interface ViewEntry {
  readonly id: ViewId;
  readonly label: string;
  create(context: ViewContext): PanelView;
}
