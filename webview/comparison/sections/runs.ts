/** The runs side by side: what they are, how good they are, and what of their configs is not the same. */
import { button } from '../../controls.js';
import { h } from '../../dom.js';
import { differenceLines, type FactLine, factLines, linesAsTable } from '../facts.js';
import type { ComparedRun, Comparison } from '../protocol.js';
import { type Section, type SectionContext, TABLE_FRAME } from './section.js';

export function createRuns({ exporter, post }: SectionContext): Section {
  let shown: Comparison | undefined;
  const table = h('div', TABLE_FRAME);
  const configs = h('div', TABLE_FRAME);
  const same = h('p', { class: 'quiet' }, 'Their configs are the same.');
  const diff = button('Diff of A and B', 'secondary', () => {
    const [first, second] = shown?.runs ?? [];
    if (first && second) post({ type: 'diff', first: first.id, second: second.id });
  });
  const all = () => (shown ? [...factLines(shown.runs), ...differenceLines(shown)] : []);
  return {
    element: h(
      'section',
      { class: 'card' },
      h(
        'h2',
        {},
        'Runs',
        exporter.tableMenu('runs', () => linesAsTable(shown?.runs ?? [], all())),
      ),
      table,
      h('h2', { class: 'section' }, 'Config', diff),
      configs,
      same,
    ),
    update(comparison) {
      if (comparison === shown) return;
      shown = comparison;
      const { runs } = comparison;
      const others = differenceLines(comparison);
      table.replaceChildren(lineTable('Runs', runs, factLines(runs), (id) => post({ type: 'inspect', id })));
      configs.replaceChildren(lineTable('Differences of the configs', runs, others));
      configs.hidden = others.length === 0;
      same.hidden = others.length > 0;
    },
  };
}

function lineTable(
  name: string,
  runs: readonly ComparedRun[],
  lines: readonly FactLine[],
  open?: (id: string) => void,
): HTMLElement {
  const head = runs.map((run) => h('th', { scope: 'col' }, ...runHead(run, open)));
  const body = lines.map(({ name: line, cells, best }) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, line),
      ...cells.map((cell, index) => h('td', { class: best[index] ? 'significant' : undefined }, cell)),
    ),
  );
  return h(
    'table',
    { class: 'scores', 'aria-label': name },
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, ''), ...head)),
    h('tbody', {}, ...body),
  );
}

function runHead(
  { id, letter, started }: ComparedRun,
  open: ((id: string) => void) | undefined,
): (HTMLElement | string)[] {
  const when = new Date(started).toLocaleString(undefined, { dateStyle: 'short', timeStyle: 'medium' });
  if (!open) return [letter];
  const link = h(
    'button',
    { type: 'button', class: 'link', title: 'Show this run in the panel of its experiment' },
    letter,
  );
  link.addEventListener('click', () => open(id));
  return [link, h('span', { class: 'unit' }, when)];
}
