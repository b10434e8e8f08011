/** The report: the panel's own page with its data inside, as one HTML file that works offline. */
import { panelHtml } from '../../webview/page.js';
import type { Snapshot } from '../../webview/protocol.js';

/** The panel's bundle. */
export interface PanelAssets {
  readonly script: string;
  readonly style: string;
}

export function reportHtml(snapshot: Snapshot, { script, style }: PanelAssets): string {
  const nonce = crypto.randomUUID();
  return panelHtml({ title: snapshot.title, nonce, cspSource: '', script, style, inline: snapshot });
}
