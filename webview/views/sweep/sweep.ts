/** A sweep: which values lead to which result, how sure that is, and how each trial has learned. */

import { SEED } from '../../../src/core/config/sweep/sweep.js';
import { configurationResults, metricsOf } from '../../../src/core/sweep/results.js';
import { button, chooser } from '../../controls.js';
import { h, setText } from '../../dom.js';
import type { SweepSnapshot, SweepTrial } from '../../protocol.js';
import type { PanelView, ViewContext } from '../view.js';
import { createConfigurations } from './configurations.js';
import { curvesPlot, MOST_CURVES } from './curvesSpec.js';
import { axesOf, METRIC_LABELS, type MetricName } from './names.js';
import { parallelPlot } from './parallelSpec.js';
import { configurationsAsTable, type TableData } from './rows.js';

export function createSweep({ plots, exporter, host }: ViewContext): PanelView {
  let shown: SweepSnapshot | undefined;
  let chosen: MetricName | undefined;
  let pointed: number | undefined;
  const headline = h('h2', { class: 'reading', role: 'status' });
  const note = h('p', { class: 'quiet' });
  const run = button('Run Sweep', 'primary', () => host?.post({ type: 'command', command: 'runSweep' }));
  const cancel = button('Cancel Sweep', 'secondary', () => host?.post({ type: 'command', command: 'cancelSweep' }));
  const metric = chooser('Judged by', (value) => {
    chosen = value as MetricName;
    draw();
  });
  const parallel = plots.create();
  const curves = plots.create();
  const table = createConfigurations({
    sort(value) {
      chosen = value;
      draw();
    },
    open: ({ id }) => host?.post({ type: 'trial', trial: id }),
    point(trial) {
      pointed = trial?.index;
      drawPlots();
    },
  });
  const curvesNote = h('p', { class: 'quiet' });
  const results = h(
    'div',
    { class: 'view' },
    h('h2', {}, 'Values and result'),
    parallel.element,
    h(
      'h2',
      {},
      'Configurations',
      exporter.tableMenu('sweep', () => configurationsAsTable(dataOf(shown!))),
    ),
    table.element,
    h('h2', {}, 'Loss'),
    curves.element,
    curvesNote,
  );

  const dataOf = (sweep: SweepSnapshot): TableData => {
    const metrics = metricsOf(sweep.trials);
    return { sweep, metrics, metric: chosen && metrics.includes(chosen) ? chosen : (metrics[0] ?? 'r2') };
  };

  const drawPlots = () => {
    if (!shown) return;
    const { sweep, metric: by } = dataOf(shown);
    const best = configurationResults(sweep.trials, by).flatMap(({ trials }) => trials);
    const picked = pointed ?? sweep.shown;
    const names = sweep.names.length > 1 ? sweep.names.filter((name) => name !== SEED) : sweep.names;
    parallel.show(parallelPlot(axesOf(names), sweep.trials, by, picked));
    curves.show(curvesPlot(best, by, sweep.epochs, sweep.validated, picked));
    setText(curvesNote, best.length > MOST_CURVES ? `The best ${MOST_CURVES} of ${best.length} trials are drawn.` : '');
  };

  const draw = () => {
    if (!shown) return;
    const data = dataOf(shown);
    setText(headline, headlineOf(shown.trials));
    setText(note, noteOf(shown));
    run.hidden = !host || shown.running || shown.trials.every(({ status }) => status === 'done');
    cancel.hidden = !host || !shown.running;
    metric.show(
      data.metrics.map((value) => ({ value, label: METRIC_LABELS[value] })),
      data.metric,
    );
    metric.element.hidden = data.metrics.length === 0;
    results.hidden = data.metrics.length === 0 && !shown.running;
    if (results.hidden) return;
    table.show(data);
    drawPlots();
  };

  return {
    element: h(
      'div',
      { class: 'view' },
      headline,
      note,
      h('div', { class: 'toolbar' }, run, cancel, metric.element),
      results,
    ),
    update({ snapshot: { sweep } }) {
      if (!sweep || sweep === shown) return;
      shown = sweep;
      draw();
    },
  };
}

function headlineOf(trials: readonly SweepTrial[]): string {
  const count = (...wanted: SweepTrial['status'][]) => trials.filter(({ status }) => wanted.includes(status)).length;
  const parts = [
    { n: count('running', 'elsewhere'), what: 'training' },
    { n: count('stopped'), what: 'stopped' },
    { n: count('failed'), what: 'failed' },
    { n: count('waiting'), what: 'not trained' },
  ];
  const others = parts.filter(({ n }) => n > 0).map(({ n, what }) => `${n} ${what}`);
  return [`${count('done')} of ${trials.length} trials done`, ...others].join(', ');
}

function noteOf({ method, names }: SweepSnapshot): string {
  const how = {
    grid: 'Every combination is trained.',
    random: 'Combinations are drawn at random, by the seed of the config.',
    successiveHalving:
      'Successive halving: all combinations are trained for a few epochs, the best of them for longer, and so on. What was stopped on the way is not in the plot of values.',
  }[method];
  const seeds = names.includes(SEED)
    ? ' A row of the table is the mean over its seeds, with the standard deviation.'
    : '';
  return `${how}${seeds} A button opens the run of its trial.`;
}
