/** Pieces of Markdown that the pages of the reference are made of. */

const NOTE = 'This page is written by `npm run docs`.';

/** @param source what the page is made from, with where it stands. */
export const page = (title: string, source: string, ...parts: readonly string[]) =>
  `${[`# ${title}`, `${NOTE} It is made from ${source}, so it is always as the code is.`, ...parts].join('\n\n')}\n`;

/** Cells are Markdown; the first column has code. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export const code = (text: string) => `\`${text}\``;

/** Plain text: nothing in it is markup. */
export const plain = (text: string) => text.replace(/[<>*]/g, '\\$&').trim();

/** As GitHub and VS Code make an anchor of a heading. */
export const anchor = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
