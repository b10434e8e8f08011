/** A part of the comparison's page. */
import type { Exporter } from '../../export/exporter.js';
import type { Plots } from '../../plot.js';
import type { Comparison, ComparisonPanelMessage } from '../protocol.js';
import type { Choices, ComparisonState } from '../state.js';

export interface Section {
  readonly element: HTMLElement;
  update(comparison: Comparison, state: ComparisonState): void;
}

export interface SectionContext {
  readonly plots: Plots;
  readonly exporter: Exporter;
  readonly post: (message: ComparisonPanelMessage) => void;
  readonly choose: (choices: Partial<Choices>) => void;
}

/** Scrolls where the table is wider than the page, also by the arrow keys. */
export const TABLE_FRAME = { class: 'table-frame', tabindex: 0 } as const;
