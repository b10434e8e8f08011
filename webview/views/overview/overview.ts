/** How the training goes or went, how good the model is, and which of the pictures may be believed. */
import type { Inspection, NumberFit } from '../../../src/core/analysis/inspection.js';
import { facts, h } from '../../dom.js';
import { FIT_VIEW, LOSS_VIEW } from '../../explain.js';
import type { Exporter } from '../../export/exporter.js';
import type { Table } from '../../export/table.js';
import { formatCount } from '../../format.js';
import { hideBubble, infoMark } from '../../hint.js';
import type { Host } from '../../host.js';
import type { PanelView, ViewContext } from '../view.js';
import { confusionPlot } from './confusionSpec.js';
import { fitPlot } from './fitSpec.js';
import { lossPlot } from './lossSpec.js';
import { residualPlot } from './residualSpec.js';
import { runFacts } from './runFacts.js';
import { verdict } from './verdict.js';

/** Epochs that the loss plot keeps room for: few at first, doubled now and then, since a new axis is a new drawing. */
function roomFor(epochs: number): number {
  return 20 * 2 ** Math.max(0, Math.ceil(Math.log2(epochs / 10)));
}

export function createOverview({ plots, exporter, host }: ViewContext): PanelView {
  const loss = plots.create();
  const fit = plots.create();
  const trust = h('section', { class: 'verdict', 'aria-label': 'Trust' });
  const metrics = h('div', {});
  const layers = h('div', {});
  const lossCard = h('section', { class: 'card' }, h('h2', {}, 'Loss', infoMark(LOSS_VIEW)), loss.element);
  const fitTitle = h('h2', {});
  const fitCard = h('section', { class: 'card' }, fitTitle, fit.element);
  const residuals = plots.create();
  const residualTitle = h('h2', {}, 'Residuals', infoMark(FIT_VIEW.residuals));
  const residualCard = h('section', { class: 'card' }, residualTitle, residuals.element);
  const showFit = (inspection: Inspection) => {
    const { fit: found, target, targets } = inspection;
    if (found.kind === 'classes') {
      fit.show(confusionPlot(found, target.kind === 'classes' ? target.classes : []));
      return;
    }
    const sequences = sequencesOf(found, inspection, host !== undefined);
    const name = targets[0] ?? 'target';
    fit.show(fitPlot(found, name, sequences));
    residuals.show(residualPlot(found, name, sequences));
  };
  return {
    element: h(
      'div',
      { class: 'view' },
      trust,
      metrics,
      h('div', { class: 'cards' }, lossCard, fitCard, residualCard),
      layers,
    ),
    update({ snapshot, inspection, epoch }) {
      const { epochs, status } = snapshot;
      lossCard.hidden = epochs.length === 0;
      if (epochs.length > 0) {
        const planned = status.kind === 'training' ? (status.progress?.epochs ?? 0) : 0;
        // Room for what comes, but not so much that the curve so far is a dash at the left.
        loss.show(lossPlot(epochs, Math.min(planned, roomFor(epochs.length)), epoch));
      }
      metrics.replaceChildren(facts(runFacts(snapshot, inspection)));
      fitCard.hidden = !inspection;
      residualCard.hidden = inspection?.fit.kind !== 'numbers';
      trust.hidden = layers.hidden = inspection === undefined;
      if (!inspection) return;
      const { kind, part } = inspection.fit;
      hideBubble();
      fitTitle.replaceChildren(
        `${kind === 'numbers' ? 'Predicted against true' : 'Which class was taken for which'}, ${part} part`,
        infoMark(kind === 'numbers' ? FIT_VIEW.fit : FIT_VIEW.confusion),
      );
      showFit(inspection);
      showVerdict(trust, inspection);
      layers.replaceChildren(layerTable(inspection, exporter, host));
    },
  };
}

function showVerdict(element: HTMLElement, inspection: Inspection): void {
  const { headline, notes } = verdict(inspection);
  element.replaceChildren(
    h('p', { class: 'headline' }, headline),
    ...notes.map((note) => h('p', { class: 'quiet' }, note)),
  );
}

function layerTable({ layers }: Inspection, exporter: Exporter, host: Host | undefined): HTMLElement {
  const head = h(
    'tr',
    {},
    ...['Layer', 'Type'].map((name) => h('th', { scope: 'col' }, name)),
    ...['Output', 'Parameters'].map((name) => h('th', { scope: 'col', class: 'number' }, name)),
  );
  const rows = layers.map(({ name, type, outputShape, parameters }) =>
    h(
      'tr',
      { 'data-layer': name },
      h('th', { scope: 'row' }, host ? layerLink(name, host) : name),
      h('td', {}, type),
      h('td', { class: 'number' }, outputShape),
      h('td', { class: 'number' }, formatCount(parameters)),
    ),
  );
  return h(
    'section',
    { class: 'card' },
    h(
      'h2',
      {},
      'Model',
      exporter.tableMenu('model', () => layersAsTable(layers)),
    ),
    h('table', { class: 'plain' }, h('thead', {}, head), h('tbody', {}, ...rows)),
  );
}

function layersAsTable(layers: Inspection['layers']): Table {
  return {
    columns: ['Layer', 'Type', 'Output', 'Parameters'],
    rows: layers.map(({ name, type, outputShape, parameters }) => [name, type, outputShape, parameters]),
  };
}

/** Which sequence each point is, where it can be looked at: in a report only those that are samples. */
function sequencesOf(fit: NumberFit, { samples, targetSteps = 1 }: Inspection, live: boolean): (number | undefined)[] {
  const known = new Set(samples.map(({ sequence }) => sequence));
  return Array.from(fit.actual, (_, index) => {
    const sequence = Math.floor(index / targetSteps);
    return live || known.has(sequence) ? sequence : undefined;
  });
}

/** The way to the layer's line in the config. */
function layerLink(name: string, host: Host): HTMLElement {
  const link = h('button', { type: 'button', class: 'link', title: 'Show in the config' }, name);
  link.addEventListener('click', () => host.post({ type: 'reveal', layer: name, open: true }));
  return link;
}
