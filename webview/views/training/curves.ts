/** How the dynamics came about: the headline numbers of every kept checkpoint, as curves. */
import type { LayerTraining, TrainingDynamics } from '../../../src/core/analysis/dynamics/results.js';
import { trainingReadings } from '../../../src/core/analysis/dynamics/trainingReadings.js';
import { chooser } from '../../controls.js';
import { h, setText } from '../../dom.js';
import { METHODS } from '../../explain.js';
import { DYNAMICS_VIEW } from '../../explainDynamics.js';
import type { Table } from '../../export/table.js';
import { infoMark } from '../../hint.js';
import { createAnswered } from '../dynamics/answered.js';
import type { Shown } from '../shown.js';
import type { ViewContext } from '../view.js';
import { type Curve, curvesPlot } from './curvesSpec.js';

/** Not a view by itself: it is asked for with a button, since it looks at every checkpoint. */
export function createCurves({ plots, exporter, dispatch, host }: ViewContext) {
  const answered = createAnswered(host, 'the dynamics of every kept epoch', 'Follow the dynamics through the training');
  const layer = chooser('Layer', (value) => dispatch({ type: 'select', selection: { layer: value } }));
  const readings = h('ul', { class: 'readings' });
  const none = h('p', { class: 'quiet', role: 'status' });
  const entries = [
    { title: 'Fit and influence', info: DYNAMICS_VIEW.curvesFit, plot: plots.create() },
    { title: 'Modes', info: DYNAMICS_VIEW.curvesModes, plot: plots.create() },
    { title: 'Adding up', info: DYNAMICS_VIEW.curvesSum, plot: plots.create() },
    { title: 'Fixed points', info: DYNAMICS_VIEW.curvesPoints, plot: plots.create() },
  ] as const;
  const cards = entries.map(({ title, info, plot }) =>
    h('section', { class: 'card' }, h('h3', {}, title, infoMark(info)), plot.element),
  );
  let found: TrainingDynamics | undefined;
  const content = h(
    'div',
    { class: 'view' },
    readings,
    h('div', { class: 'toolbar' }, layer.element),
    h('div', { class: 'cards' }, ...cards),
  );
  const menu = exporter.tableMenu('training-dynamics', () => curvesAsTable(found!));
  const element = h(
    'section',
    {},
    h('h2', { class: 'section' }, 'Dynamics by epoch', menu),
    answered.element,
    none,
    content,
  );
  return {
    element,
    update(shown: Shown) {
      const { snapshot, selection, epoch } = shown;
      const possible = snapshot.inspection !== undefined && snapshot.checkpoints.length > 1;
      const layers = snapshot.inspection?.population?.layers.length ?? 0;
      element.hidden = !possible || layers === 0;
      if (element.hidden) return;
      const answer = answered.show({ ...shown, inspection: snapshot.inspection }, { about: 'training' });
      found = answer && !('reason' in answer) ? answer : undefined;
      content.hidden = menu.hidden = !found;
      none.hidden = !answer || found !== undefined;
      setText(none, answer && 'reason' in answer ? answer.reason : '');
      if (!found) return;
      const steps = snapshot.inspection?.length ?? 0;
      const texts = trainingReadings(found, steps, (method) => METHODS[method as keyof typeof METHODS].name);
      readings.replaceChildren(...texts.map((text) => h('li', {}, text)));
      const own = found.layers.find((entry) => entry.layer === selection.layer) ?? found.layers[0];
      layer.element.hidden = found.layers.length < 2;
      layer.show(
        found.layers.map((entry) => ({ value: entry.layer, label: entry.layer })),
        own?.layer ?? '',
      );
      const { epochs } = found;
      const groups = [fitCurves(found), ...(own ? [modeCurves(own), sumCurves(own), pointCurves(own)] : [])];
      for (const [index, { plot }] of entries.entries()) {
        const group = groups[index] ?? [];
        cards[index].hidden = group.length === 0;
        if (group.length > 0) plot.show(curvesPlot(epochs, group, entries[index].title, epoch));
      }
    },
  };
}

function fitCurves({ fit, influence }: TrainingDynamics): Curve[] {
  const methods = 'reason' in influence ? [] : Object.entries(influence);
  return [
    { name: 'fit', values: fit },
    ...methods.map(([id, values]) => ({ name: METHODS[id as keyof typeof METHODS].name, values: values! })),
  ].filter(known);
}

function modeCurves({ eigenvalue, second, alignment }: LayerTraining): Curve[] {
  return [
    { name: '|λ|', values: eigenvalue },
    { name: 'next |λ|', values: second },
    { name: 'alignment', values: alignment },
  ].filter(known);
}

function sumCurves({ r2, gain, leak }: LayerTraining): Curve[] {
  return [
    { name: 'R²', values: r2 },
    { name: 'gain', values: gain },
    { name: 'leak', values: leak },
  ].filter(known);
}

function pointCurves({ fixedPoints, stable }: LayerTraining): Curve[] {
  return [
    { name: 'fixed points', values: fixedPoints },
    { name: 'stable', values: stable },
  ].filter(known);
}

function known({ values }: Curve): boolean {
  return Array.from(values).some(Number.isFinite);
}

export function curvesAsTable({ epochs, fit, layers, influence }: TrainingDynamics): Table {
  const methods = 'reason' in influence ? [] : Object.entries(influence);
  const names = ['eigenvalue', 'second', 'alignment', 'fixedPoints', 'stable', 'r2', 'gain', 'leak'] as const;
  return {
    columns: [
      'epoch',
      'fit',
      ...methods.map(([id]) => id),
      ...layers.flatMap(({ layer }) => names.map((name) => `${layer} ${name}`)),
    ],
    rows: epochs.map((epoch, e) => [
      epoch,
      fit[e],
      ...methods.map(([, values]) => values?.[e]),
      ...layers.flatMap((layer) => names.map((name) => layer[name][e])),
    ]),
  };
}
