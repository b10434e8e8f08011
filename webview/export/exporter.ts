/** Takes things out of the page: through VS Code's dialogs, or from a report as the browser's downloads. */
import { h } from '../dom.js';
import { type MenuEntry, menuButton } from '../menu.js';
import type { PanelMessage, SavedFile } from '../protocol.js';
import { fileName } from './fileName.js';
import { type Table, toCsv, toJson, toMarkdown } from './table.js';

export interface Exporter {
  /** @param name of the file, without an extension; made of words. */
  save(name: string, format: SavedFile['format'], content: SavedFile['content']): void;
  copy(text: string): void;
  /** A button with all ways to take a table. The table is asked for when one of them is chosen. */
  tableMenu(name: string, table: () => Table): HTMLElement;
}

/** Who saves and copies what the page hands out. */
interface Taker {
  post(message: Extract<PanelMessage, { type: 'save' | 'copy' }>): void;
}

/** @param host undefined in a report. */
export function createExporter(host: Taker | undefined): Exporter {
  const exporter: Exporter = {
    save(name, format, content) {
      const file: SavedFile = { name: fileName(name), format, content };
      if (host) host.post({ type: 'save', file });
      else download(file);
    },
    copy(text) {
      if (host) host.post({ type: 'copy', text });
      else void navigator.clipboard.writeText(text);
    },
    tableMenu: (name, table) => menuButton(`Save or copy: ${name}`, () => tableEntries(exporter, name, table)),
  };
  return exporter;
}

export function tableEntries(exporter: Exporter, name: string, table: () => Table): MenuEntry[] {
  return [
    { label: 'Save as CSV…', run: () => exporter.save(name, 'csv', toCsv(table())) },
    { label: 'Save as JSON…', run: () => exporter.save(name, 'json', toJson(table())) },
    { label: 'Copy as Markdown', run: () => exporter.copy(toMarkdown(table())) },
  ];
}

function download({ name, format, content }: SavedFile): void {
  const url = URL.createObjectURL(new Blob([content]));
  h('a', { href: url, download: `${name}.${format}` }).click();
  setTimeout(() => URL.revokeObjectURL(url));
}
