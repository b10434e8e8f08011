/** All hidden states of many sequences at once, seen along the directions in which they differ. */
import { chooser } from '../../controls.js';
import { type Fact, facts, h, setText } from '../../dom.js';
import { SPACE_VIEW } from '../../explain.js';
import { formatCount, formatPercent } from '../../format.js';
import { hideBubble, infoMark } from '../../hint.js';
import { createInputEditor } from '../../whatIf/inputEditor.js';
import { createAnswered } from '../dynamics/answered.js';
import { layerChoices } from '../layers.js';
import { DIRECTIONS, isColor, type Options, type SpaceMethod } from '../options.js';
import { noneText, overText } from '../population.js';
import { samplePicker } from '../sample.js';
import type { Shown } from '../shown.js';
import type { PanelView, ViewContext } from '../view.js';
import { capitalized, colorChoices } from './colors.js';
import { drawingOf, type SpaceState, stateOf, thinned, thinning } from './drawing.js';
import { explainedPlot } from './explainedSpec.js';
import { movable } from './movable.js';
import { probePlot } from './probeSpec.js';
import { spacePlot } from './spaceSpec.js';
import { movedBy, WHOLE, zoomedAt } from './zoom.js';

const METHODS: readonly { value: SpaceMethod; label: string }[] = [
  { value: 'pca', label: 'Principal components' },
  { value: 'tsne', label: 't-SNE' },
  { value: 'umap', label: 'UMAP' },
];

/** Radians that a pixel turns the space. */
const TURN = 0.01;

export function createSpace(context: ViewContext): PanelView {
  const { plots, dispatch, host } = context;
  const input = createInputEditor(context);
  const set = (options: Partial<Options>) => dispatch({ type: 'options', options });
  const sample = samplePicker(context);
  const layer = chooser('Layer', (value) => dispatch({ type: 'select', selection: { layer: value } }));
  const method = chooser('Layout', (value) => set({ method: value as SpaceMethod, zoom: WHOLE }));
  const dimensions = chooser('Dimensions', (value) => set({ dimensions: value === '3' ? 3 : 2, zoom: WHOLE }));
  const color = chooser('Colour', (value) => isColor(value) && set({ color: value }));
  const direction = chooser('Direction', (value) => set({ direction: DIRECTIONS.find((known) => known === value) }));
  const probed = createAnswered(host, 'the directions of the probes');
  const none = h('p', { class: 'quiet' });
  const note = h('p', { class: 'quiet' });
  const numbers = h('div', {});
  const title = h('h2', {});
  const waiting = h('p', { class: 'quiet', role: 'status' });
  const progress = h('progress', { max: 1, 'aria-label': 'Making the layout' });
  const stop = h('button', { type: 'button', class: 'link' }, 'Stop');
  stop.addEventListener('click', () => host?.post({ type: 'stopEmbedding' }));
  const work = h('div', { class: 'working' }, waiting, progress, stop);
  const picture = plots.create();
  const explained = plots.create();
  const probe = plots.create();
  const probeTitle = h('h2', {});
  const explainedCard = h(
    'section',
    { class: 'card' },
    h('h2', {}, 'Explained variance', infoMark(SPACE_VIEW.explained)),
    explained.element,
    h('p', { class: 'quiet' }, 'Bars: each component. Dashed: all up to it.'),
  );
  const probeCard = h('section', { class: 'card' }, probeTitle, probe.element);
  let turn: Options['turn'] = [0, 0];
  let zoom = WHOLE;
  let state: SpaceState | undefined;
  /** Fewer lines of it, to be drawn while it moves. */
  let moving: SpaceState | undefined;
  const draw = (shown = state) => {
    if (shown) picture.fit(440, (width) => spacePlot(drawingOf(shown, { turn, zoom }, width)));
  };
  const move = () => {
    moving ??= state && thinned(state, thinning(state));
    draw(moving);
  };
  const space = movable(picture.element, {
    dragged(right, down) {
      if (state?.dimensions === 3) {
        // Never over the poles: up stays up.
        const over = Math.max(-Math.PI / 2, Math.min(Math.PI / 2, turn[1] + down * TURN));
        turn = [turn[0] + right * TURN, over];
      } else {
        const { clientWidth, clientHeight } = picture.element;
        zoom = movedBy(zoom, right / clientWidth, down / clientHeight);
      }
      move();
    },
    zoomed(by, place) {
      zoom = zoomedAt(zoom, by, place);
      move();
    },
    whole() {
      zoom = WHOLE;
      move();
    },
    done: () => set({ turn, zoom }),
  });
  const content = h(
    'div',
    { class: 'view' },
    note,
    numbers,
    input.element,
    h(
      'section',
      { class: 'card' },
      h('div', { class: 'titled' }, title, space.controls),
      probed.element,
      space.element,
      work,
    ),
    h('div', { class: 'cards below' }, explainedCard, probeCard),
  );
  /** The layout that was asked for last, so that it is asked for once. */
  let asked = '';
  const request = (shown: Shown, layerName: string) => {
    const { options } = shown.page;
    if (options.method === 'pca' || shown.epoch !== undefined || state?.embedding) return;
    const key = { layer: layerName, method: options.method, dimensions: options.dimensions };
    const question = JSON.stringify([key, shown.snapshot.run]);
    if (question === asked) return;
    asked = question;
    host?.post({ type: 'embed', embedding: key });
  };
  return {
    element: h(
      'div',
      { class: 'view' },
      h(
        'div',
        { class: 'toolbar' },
        ...[sample, layer, method, dimensions, color, direction].map(({ element }) => element),
      ),
      none,
      content,
    ),
    update(shown) {
      const { inspection, selection, page, snapshot } = shown;
      const population = inspection?.population;
      const chosen = population?.layers.find(({ mean }) => mean.layer === selection.layer) ?? population?.layers[0];
      content.hidden = chosen === undefined;
      none.hidden = chosen !== undefined;
      setText(
        none,
        noneText(
          population,
          NO_STATES,
          'Waiting for the states of many sequences: the model is still being inspected.',
        ),
      );
      if (!inspection || !population || !chosen) return;
      const { options } = page;
      sample.show(inspection, selection);
      layer.show(layerChoices(population.layers.map(({ mean }) => mean)), chosen.mean.layer);
      // A report has no one who could make another layout.
      method.show(host ? METHODS : METHODS.slice(0, 1), host ? options.method : 'pca');
      dimensions.show(
        [
          { value: '2', label: 'Two' },
          { value: '3', label: 'Three, to turn' },
        ],
        String(options.dimensions),
      );
      const colors = colorChoices(population, inspection.features);
      color.show(colors, colors.some(({ value }) => value === options.color) ? options.color : 'step');
      // A layout by neighbours has no directions, and probes are of the final model.
      const directed = options.method === 'pca' && shown.epoch === undefined;
      direction.element.hidden = !directed;
      direction.show(
        [
          { value: '', label: 'None' },
          { value: 'running', label: capitalized(population.runningName) },
          { value: 'target', label: 'Answer' },
        ],
        options.direction ?? '',
      );
      probed.element.hidden = true;
      if (directed && options.direction) probed.show(shown, { about: 'carried' });
      input.update(shown);
      hideBubble();
      const final = snapshot.inspection?.population?.layers.find(({ mean }) => mean.layer === chosen.mean.layer);
      state = stateOf(shown, population, chosen, final ?? chosen, host !== undefined);
      moving = undefined;
      request(shown, chosen.mean.layer);
      ({ turn, zoom } = options);
      const turns = options.dimensions === 3;
      space.enable({ turns, drags: turns || zoom.factor > 1 });
      const explanation = SPACE_VIEW[state.method];
      title.replaceChildren(`${explanation.name} of the hidden states of ${chosen.mean.layer}`, infoMark(explanation));
      setText(
        note,
        `One line a sequence, from step to step: ${overText(population)}. ${state.note}${movingNote(state)}`,
      );
      numbers.replaceChildren(facts(state.method === 'pca' ? varianceFacts(chosen.space.explained) : []));
      const { embedding } = state;
      work.hidden = !state.missing;
      space.element.hidden = space.controls.hidden = state.missing;
      progress.hidden = stop.hidden = embedding?.kind === 'failed';
      progress.value = embedding?.kind === 'working' ? embedding.share : 0;
      setText(
        waiting,
        embedding?.kind === 'failed' ? `${explanation.name}: ${embedding.message}` : `Making the layout…`,
      );
      if (!state.missing) draw();
      explained.show(explainedPlot(chosen.space.explained));
      const lines = population.layers
        .filter(({ mean, space }) => mean.steps === inspection.length && space.probe.some(Number.isFinite))
        .map(({ mean, space }) => ({ layer: mean.layer, scores: space.probe }));
      probeCard.hidden = lines.length === 0;
      probeTitle.replaceChildren(`Read from h(t): ${population.runningName}`, infoMark(SPACE_VIEW.probe));
      if (lines.length > 0) probe.show(probePlot(lines, inspection.length));
    },
  };
}

function movingNote(state: SpaceState): string {
  const every = thinning(state);
  return every > 1 ? ` While it moves, one line of ${every} is drawn.` : '';
}

const NO_STATES = 'This model has no recurrent layer, so there is no state space to show.';

function varianceFacts(explained: readonly number[]): Fact[] {
  const names = ['First', 'Second', 'Third'];
  const shown = explained.slice(0, 3);
  const together = shown.reduce((sum, share) => sum + share, 0);
  return [
    ...shown.map((share, index): Fact => [`${names[index]} component`, formatPercent(share), 'Share of the variance']),
    ...(shown.length > 1 ? [[`${formatCount(shown.length)} together`, formatPercent(together)] as Fact] : []),
  ];
}
