/** What the config's interventions do to the selected sample. */
import type { InterventionResult } from '../../../src/core/analysis/dynamics/results.js';
import { h } from '../../dom.js';
import { formatNumber, formatSigned } from '../../format.js';
import { createDataTable } from '../dataTable.js';
import type { Shown } from '../shown.js';
import type { ViewContext } from '../view.js';
import { interventionAsTable } from './whatIf.js';

export function createKept({ exporter }: ViewContext) {
  let label = '';
  let shown: readonly InterventionResult[] = [];
  const own = ({ result }: InterventionResult) =>
    'reason' in result ? undefined : result.find((one) => one.label === label);
  const table = createDataTable<InterventionResult>({
    label: 'Interventions of the config',
    columns: [
      { id: 'name', name: 'Intervention', value: ({ name }) => name, text: ({ name }) => name },
      {
        id: 'change',
        name: 'Change of the answer',
        value: (entry) => own(entry)?.change,
        text: (entry) => ('reason' in entry.result ? entry.result.reason : formatSigned(own(entry)?.change)),
      },
      {
        id: 'changed',
        name: 'Answer',
        value: (entry) => own(entry)?.changed.at(-1),
        text: (entry) => formatNumber(own(entry)?.changed.at(-1)),
      },
    ],
  });
  const menu = exporter.tableMenu('interventions', () => {
    const tables = shown.map(interventionAsTable);
    return { columns: tables[0].columns, rows: tables.flatMap(({ rows }) => rows) };
  });
  const element = h('section', { class: 'view' }, h('h2', {}, 'Kept in the config', menu), table.element);
  return {
    element,
    update({ inspection, selection }: Shown) {
      shown = inspection?.interventions ?? [];
      label = inspection?.samples[selection.sample]?.label ?? '';
      element.hidden = shown.length === 0;
      if (shown.length > 0) table.show(shown);
    },
  };
}
