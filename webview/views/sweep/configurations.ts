/** The table of a sweep: a row a configuration, best first, with its trials as buttons that open their runs. */
import equal from 'fast-deep-equal/es6';
import { SEED } from '../../../src/core/config/sweep/sweep.js';
import { type ConfigurationResult, configurationResults } from '../../../src/core/sweep/results.js';
import { h } from '../../dom.js';
import { formatNumber } from '../../format.js';
import type { SweepSnapshot, SweepTrial } from '../../protocol.js';
import { axesOf, METRIC_LABELS, type MetricName, valueText } from './names.js';
import { spreadOver, type TableData } from './rows.js';

const STATUS: Readonly<Record<SweepTrial['status'], string>> = {
  waiting: 'waiting',
  running: 'training',
  elsewhere: 'trained by another window or process',
  stopped: 'stopped',
  done: 'done',
  failed: 'failed',
};

interface Events {
  sort(metric: MetricName): void;
  open(trial: SweepTrial): void;
  /** The pointer or the keyboard is on a trial, or on none. */
  point(trial: SweepTrial | undefined): void;
}

export function createConfigurations(events: Events) {
  const frame = h('div', { class: 'table-frame', tabindex: 0 });
  let shown: TableData | undefined;
  return {
    element: frame,
    show(data: TableData) {
      if (equal(data, shown)) return;
      shown = data;
      // Whoever is on a button stays there while the sweep goes on.
      const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.key : undefined;
      frame.replaceChildren(tableOf(data, events));
      if (focused) frame.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
    },
  };
}

function tableOf({ sweep, metrics, metric }: TableData, events: Events): HTMLElement {
  const axes = axesOf(sweep.names.filter((name) => name !== SEED));
  const seeded = sweep.names.includes(SEED);
  const head = [
    ...axes.map(({ name, label }) => h('th', { scope: 'col', class: 'words', title: name }, label)),
    h('th', { scope: 'col', class: 'words' }, seeded ? 'seeds' : 'trial'),
    ...metrics.map((one) => sorter(one, one === metric, events)),
  ];
  const rows = configurationResults(sweep.trials, metric).map((row) =>
    h(
      'tr',
      {},
      ...axes.map(({ name }) => h('td', { class: 'words' }, valueText(row.values[name]))),
      // Before the numbers: in a narrow panel these may be out of sight.
      h('td', { class: 'trials' }, ...row.trials.map((trial) => trialButton(trial, seeded, sweep, events))),
      ...metrics.map((one) => spreadCell(row, one)),
    ),
  );
  return h(
    'table',
    { class: 'scores sweep', 'aria-label': `Configurations by ${METRIC_LABELS[metric]}, best first` },
    h('thead', {}, h('tr', {}, ...head)),
    h('tbody', {}, ...rows),
  );
}

function sorter(metric: MetricName, sorted: boolean, events: Events): HTMLElement {
  const button = h('button', { type: 'button', class: 'sorter' }, METRIC_LABELS[metric]);
  if (sorted) button.append(h('span', { class: 'arrow', 'aria-hidden': 'true' }, '▼'));
  button.dataset.key = metric;
  button.addEventListener('click', () => events.sort(metric));
  return h('th', { scope: 'col', 'aria-sort': sorted ? 'descending' : 'none' }, button);
}

function spreadCell({ trials }: ConfigurationResult<SweepTrial>, metric: MetricName): HTMLElement {
  const { n, mean, deviation } = spreadOver(trials, metric);
  if (n < 2) return h('td', {}, formatNumber(mean, 4));
  // Of how many it is stands in the row, unless some have come to no result.
  const some = n < trials.length ? `, n = ${n}` : '';
  const title = `Mean and standard deviation of ${n} trials`;
  return h(
    'td',
    { title },
    formatNumber(mean, 4),
    h('span', { class: 'unit' }, `± ${formatNumber(deviation, 2)}${some}`),
  );
}

function trialButton(
  trial: SweepTrial,
  seeded: boolean,
  { epochs, shown }: SweepSnapshot,
  events: Events,
): HTMLElement {
  const { index, values, status, message, run, metrics } = trial;
  const name = seeded ? String(values[SEED]) : 'open';
  const progress = status === 'running' || status === 'stopped' ? ` after ${trial.epochs} of ${epochs} epochs` : '';
  const told = Object.entries(metrics ?? {}).map(
    ([metric, value]) => `${METRIC_LABELS[metric as MetricName]} ${formatNumber(value)}`,
  );
  const title = [`Trial ${index + 1}: ${STATUS[status]}${progress}`, ...told, ...(message ? [message] : [])].join('\n');
  const button = h(
    'button',
    {
      type: 'button',
      class: 'trial',
      title,
      'aria-label': `${seeded ? `Seed ${name}` : name}, ${title}`,
      disabled: run === undefined,
      'data-status': status,
      'aria-pressed': String(index === shown),
    },
    name,
  );
  button.dataset.key = `trial ${index}`;
  button.addEventListener('click', () => events.open(trial));
  for (const name of ['pointerenter', 'focus']) button.addEventListener(name, () => events.point(trial));
  for (const name of ['pointerleave', 'blur']) button.addEventListener(name, () => events.point(undefined));
  return button;
}
