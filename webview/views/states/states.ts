/** What a recurrent layer holds at each step of one sample. */
import { traceValues } from '../../../src/core/engine/engine.js';
import { chooser } from '../../controls.js';
import { h } from '../../dom.js';
import { TRACE_NAMES } from '../../explain.js';
import { hideBubble, infoMark } from '../../hint.js';
import { TRACES } from '../../store.js';
import { answerFacts, sampleChoices, sampleChooser } from '../sample.js';
import type { PanelView, ViewContext } from '../view.js';
import { heatMapPlot } from './heatMapSpec.js';
import { inputPlot } from './inputSpec.js';
import { linesPlot } from './linesSpec.js';
import type { Trace } from './rows.js';

export function createStates({ plots, dispatch }: ViewContext): PanelView {
  const sample = sampleChooser(dispatch);
  const layer = chooser('Layer', (value) => dispatch({ type: 'select', selection: { layer: value } }));
  const trace = chooser('Values', (value) => dispatch({ type: 'select', selection: { trace: value as Trace } }));
  const answer = h('div', {});
  const input = plots.create();
  const lines = plots.create();
  const heatMap = plots.create();
  const linesTitle = h('h2', {});
  const none = h(
    'p',
    { class: 'quiet', hidden: true },
    'This model has no recurrent layer, so there are no states to show.',
  );
  const drawings = h(
    'section',
    { class: 'card' },
    h('h2', {}, 'Input'),
    input.element,
    linesTitle,
    lines.element,
    h('p', { class: 'quiet' }, 'One line a unit, coloured by its value at the last step.'),
    h('h2', {}, 'Units by steps, one row a unit'),
    heatMap.element,
  );
  return {
    element: h(
      'div',
      { class: 'view' },
      h('div', { class: 'toolbar' }, sample.element, layer.element, trace.element),
      answer,
      none,
      drawings,
    ),
    update({ inspection, selection }) {
      const shown = inspection?.samples[selection.sample];
      if (!inspection || !shown) return;
      sample.show(sampleChoices(inspection), String(selection.sample));
      layer.show(layerChoices(shown.layers), selection.layer);
      answer.replaceChildren(answerFacts(shown, inspection.targets));
      const values = shown.layers.find((entry) => entry.layer === selection.layer);
      none.hidden = values !== undefined;
      drawings.hidden = values === undefined;
      if (!values) return;
      hideBubble();
      const choices = TRACES.filter((name) => traceValues(values, name));
      const chosen = choices.includes(selection.trace) ? selection.trace : 'hidden';
      trace.show(
        choices.map((value) => ({ value, label: TRACE_NAMES[value].name })),
        chosen,
      );
      const explanation = TRACE_NAMES[chosen];
      linesTitle.replaceChildren(explanation.name, infoMark(explanation));
      input.show(inputPlot(shown.input, inspection.features));
      lines.show(linesPlot(values, chosen));
      heatMap.show(heatMapPlot(values, chosen));
    },
  };
}

function layerChoices(layers: readonly { layer: string; units: number }[]) {
  return layers.map(({ layer, units }) => ({ value: layer, label: `${layer} (${units} units)` }));
}
