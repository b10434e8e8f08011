/** The page of a model file: its layers, and its weights in a few numbers each. */
import type { LookedLayer, LookedWeight, ModelLook } from '../../src/core/formats/look/look.js';
import { button, ring } from '../controls.js';
import { facts, h } from '../dom.js';
import { formatCount, formatNumber } from '../format.js';
import { distributionWords, smallDistribution } from '../views/data/distribution.js';
import type { ModelHostMessage, ModelPageMessage } from './protocol.js';
import { inspectable, modelFacts, notices, outputWords, shapeWords } from './words.js';

export function createModelApp(root: HTMLElement, post: (message: ModelPageMessage) => void) {
  const title = h('h1', {});
  const actions = h('div', { class: 'actions' });
  const content = h('div', { class: 'view' });
  root.append(h('header', {}, title, actions), content);
  return {
    show({ name, state }: ModelHostMessage) {
      title.textContent = name;
      actions.replaceChildren();
      switch (state.kind) {
        case 'untrusted':
          content.replaceChildren(restricted(post));
          break;
        case 'reading':
          content.replaceChildren(
            h('div', { class: 'working' }, ring('Reading the file'), h('p', { class: 'quiet' }, 'Reading the file…')),
          );
          break;
        case 'failed':
          content.replaceChildren(
            h('p', { class: 'problem', role: 'alert' }, `This file cannot be read. ${state.message}`),
          );
          break;
        case 'done':
          if (inspectable(state.look)) {
            actions.append(button('Inspect in LSTM Lens', 'primary', () => post({ type: 'inspect' })));
          }
          content.replaceChildren(...sections(state.look));
      }
    },
  };
}

function restricted(post: (message: ModelPageMessage) => void): HTMLElement {
  return h(
    'div',
    { class: 'status', 'data-kind': 'untrusted' },
    h(
      'div',
      { class: 'message' },
      h('strong', {}, 'Restricted Mode'),
      h('p', {}, 'Model files are read when you trust this folder: nothing in it is loaded before.'),
    ),
    button('Manage Workspace Trust', 'primary', () => post({ type: 'manageTrust' })),
  );
}

function sections(look: ModelLook): HTMLElement[] {
  const { layers, others } = look;
  return [
    facts(modelFacts(look)),
    ...notices(look).map(({ kind, text }) => h('p', { class: 'notice', 'data-kind': kind }, text)),
    ...(layers.length > 0 ? [card('Layers', layerTable(layers))] : []),
    ...(layers.some(({ weights }) => weights.length > 0) ? [card('Weights', weightTable(layers))] : []),
    ...(others.length > 0
      ? [
          card(
            'Weights',
            plainTable(
              ['Weight'],
              others.map((weight) => weightCells([], weight)),
            ),
          ),
        ]
      : []),
  ];
}

function card(title: string, table: HTMLElement): HTMLElement {
  return h('section', { class: 'card' }, h('h2', {}, title), h('div', { class: 'table-frame', tabindex: 0 }, table));
}

function layerTable(layers: readonly LookedLayer[]): HTMLElement {
  const head = [
    ...['Layer', 'Type', 'Settings'].map((name) => h('th', { scope: 'col' }, name)),
    ...['Output', 'Parameters'].map((name) => h('th', { scope: 'col', class: 'number' }, name)),
  ];
  const rows = layers.map((looked) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, looked.layer.name),
      h('td', {}, looked.layer.type),
      h('td', { class: 'settings' }, looked.settings),
      h('td', { class: 'number' }, outputWords(looked)),
      h('td', { class: 'number' }, formatCount(looked.parameters)),
    ),
  );
  return h('table', { class: 'plain columns' }, h('thead', {}, h('tr', {}, ...head)), h('tbody', {}, ...rows));
}

function weightTable(layers: readonly LookedLayer[]): HTMLElement {
  const rows = layers.flatMap(({ layer, weights }) =>
    weights.map((weight, index) =>
      // The layer is named once for all of its weights.
      weightCells(
        index === 0 ? [h('th', { scope: 'rowgroup', rowspan: weights.length, class: 'layer' }, layer.name)] : [],
        weight,
      ),
    ),
  );
  return plainTable(['Layer', 'Weight'], rows);
}

function plainTable(first: readonly string[], rows: readonly HTMLElement[]): HTMLElement {
  const head = [
    ...[...first, 'Shape', 'Distribution'].map((name) => h('th', { scope: 'col' }, name)),
    ...['Mean', 'Deviation', 'Smallest', 'Largest'].map((name) => h('th', { scope: 'col', class: 'number' }, name)),
  ];
  return h('table', { class: 'plain columns' }, h('thead', {}, h('tr', {}, ...head)), h('tbody', {}, ...rows));
}

function weightCells(before: readonly HTMLElement[], weight: LookedWeight): HTMLElement {
  const { name, shape, bins, counts, notFinite, values } = weight;
  const words = distributionWords({ name, bins, counts }, formatNumber);
  return h(
    'tr',
    {},
    ...before,
    h(
      'th',
      { scope: 'row' },
      name,
      notFinite > 0 ? h('span', { class: 'tag' }, `${formatCount(notFinite)} no number`) : undefined,
    ),
    h('td', {}, shapeWords(shape)),
    h('td', {}, values > 0 ? smallDistribution(counts, words) : undefined),
    ...([weight.mean, weight.deviation, weight.min, weight.max] as const).map((value) =>
      h('td', { class: 'number' }, formatNumber(value)),
    ),
  );
}
