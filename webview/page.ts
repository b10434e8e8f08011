/** The page's HTML, for the panel and for the report: a pure function, used where there is no DOM. */
import { encodeSnapshot } from './embed.js';
import type { Snapshot } from './protocol.js';

/** Id of the element that carries a report's snapshot. */
export const SNAPSHOT_ID = 'snapshot';

export interface PageOptions {
  /** Address of the panel's script; its text where `inline` is given. */
  readonly script: string;
  /** Address of the panel's style sheet; its text where `inline` is given. */
  readonly style: string;
  /** Fresh for every page, from a cryptographic source. */
  readonly nonce: string;
  /** The webview's own source; empty for a report. */
  readonly cspSource: string;
  readonly title: string;
  /** For the narrow place beside the editors. */
  readonly compact?: boolean;
  /** Which page the script starts; that of an experiment where nothing is said. */
  readonly page?: 'comparison';
  /** Makes the page a report: one file with script, style and this snapshot inside, and no host. */
  readonly inline?: Snapshot;
}

export function panelHtml({ script, style, nonce, cspSource, title, compact, page, inline }: PageOptions): string {
  const n = escapeHtml(nonce);
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${n}'`,
    `style-src ${cspSource} 'nonce-${n}'`,
    `img-src ${cspSource} data:`,
    ...(cspSource ? [`font-src ${cspSource}`] : []),
  ].map((directive) => directive.replace(/ {2,}/g, ' '));
  // The toolkit tries out a style sheet of its own while it loads; it takes the nonce for that from `csp-nonce`.
  return `<!DOCTYPE html>
<html lang="en"${inline ? ' class="report"' : compact ? ' class="compact"' : ''}>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy.join('; ')}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta property="csp-nonce" content="${n}">
<title>${escapeHtml(title)}</title>
${inline ? `<style nonce="${n}">${escapeStyle(style)}</style>` : `<link rel="stylesheet" href="${escapeHtml(style)}">`}
</head>
<body>
<main id="app"${page ? ` data-page="${page}"` : ''}></main>
${inline ? snapshotElement(inline, n) : ''}${
  inline
    ? `<script nonce="${n}">${escapeScript(script)}</script>`
    : `<script nonce="${n}" src="${escapeHtml(script)}"></script>`
}
</body>
</html>
`;
}

function snapshotElement(snapshot: Snapshot, nonce: string): string {
  const json = encodeSnapshot(snapshot);
  return `<script type="application/json" id="${SNAPSHOT_ID}" nonce="${nonce}">${json}</script>\n`;
}

function escapeHtml(text: string): string {
  const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => names[character]);
}

/** Nothing in a script may end its element; in strings, templates and patterns `\x3c` means the same as `<`. */
function escapeScript(text: string): string {
  return text.replace(/<(?=!--|\/?script)/gi, '\\x3c');
}

function escapeStyle(text: string): string {
  return text.replace(/<\/(?=style)/gi, '<\\/');
}
