/** How the model came to be: the slider above goes through its checkpoints, and every view follows. */
import { type Fact, facts, h, setText } from '../../dom.js';
import { SPACE_VIEW } from '../../explain.js';
import { formatNumber } from '../../format.js';
import { hideBubble, infoMark } from '../../hint.js';
import type { Snapshot } from '../../protocol.js';
import { lossPlot } from '../overview/lossSpec.js';
import { fitFacts } from '../overview/runFacts.js';
import type { Shown } from '../shown.js';
import { drawingOf, stateOf } from '../space/drawing.js';
import { spacePlot } from '../space/spaceSpec.js';
import type { PanelView, ViewContext } from '../view.js';
import { createCurves } from './curves.js';

export function createTraining(context: ViewContext): PanelView {
  const { plots, host } = context;
  const curves = createCurves(context);
  const loss = plots.create();
  const space = plots.create();
  const note = h('p', { class: 'quiet' });
  const numbers = h('div', {});
  const spaceTitle = h('h2', {});
  const lossCard = h('section', { class: 'card' }, h('h2', {}, 'Loss'), loss.element);
  const spaceCard = h('section', { class: 'card' }, spaceTitle, space.element);
  const element = h(
    'div',
    { class: 'view' },
    note,
    numbers,
    h('div', { class: 'cards' }, spaceCard, lossCard),
    curves.element,
  );
  return {
    element,
    update(shown) {
      const { snapshot, inspection, selection, epoch } = shown;
      // For tests and benches: which epoch the picture is of.
      element.dataset.shown = String(epoch ?? 'final');
      hideBubble();
      setText(note, noteOf(snapshot, host !== undefined));
      lossCard.hidden = snapshot.epochs.length === 0;
      if (!lossCard.hidden) loss.show(lossPlot(snapshot.epochs, 0, epoch));
      numbers.replaceChildren(facts(numbersOf(shown)));
      curves.update(shown);
      const population = inspection?.population;
      const layer = population?.layers.find(({ mean }) => mean.layer === selection.layer) ?? population?.layers.at(-1);
      spaceCard.hidden = layer === undefined;
      if (!population || !layer) return;
      const final = snapshot.inspection?.population?.layers.find(({ mean }) => mean.layer === layer.mean.layer);
      const state = stateOf(shown, population, layer, final ?? layer, false);
      spaceTitle.replaceChildren(`State space of ${layer.mean.layer}`, infoMark(SPACE_VIEW.pca));
      space.fit(440, (width) => spacePlot(drawingOf(state, shown.page.options, width)));
    },
  };
}

function noteOf({ checkpoints, status, inspection, run }: Snapshot, live: boolean): string {
  if (!live) return 'A report shows the final model; the panel can go back through the training.';
  if (status.kind === 'training') return 'Once the training has ended, you can walk back through its epochs here.';
  if (checkpoints.length > 1 && inspection) {
    return (
      'Move the slider above or press play: every view then shows the model as it was after that epoch, along the axes ' +
      'and in the order of units of the final model. Choose any tab to watch it there.'
    );
  }
  if (run === undefined)
    return 'This model was loaded, not trained here: there are no checkpoints. Train it to see how it comes to be.';
  return 'This run has kept no weights of earlier epochs. Train again, for more than one epoch.';
}

function numbersOf({ snapshot, inspection, epoch }: Shown): Fact[] {
  const point = epoch === undefined ? snapshot.epochs.at(-1) : snapshot.epochs.find((other) => other.epoch === epoch);
  return [
    ...(point ? [['Loss', formatNumber(point.loss), `Training loss of epoch ${point.epoch}`] as Fact] : []),
    ...(point?.validationLoss !== undefined ? [['Validation loss', formatNumber(point.validationLoss)] as Fact] : []),
    // The fit of an earlier epoch was measured while it was trained.
    ...(epoch === undefined ? fitFacts(inspection?.fit) : fitFacts(undefined, point?.metrics)),
  ];
}
