/** Fixed points of one layer under a constant input: where they are, what happens near them, and the flow between. */
import type { LayerRest, RestPoint } from '../../../src/core/analysis/dynamics/layerRest.js';
import type { ConstantInput } from '../../../src/core/analysis/dynamics/rest.js';
import { chooser } from '../../controls.js';
import { h, setText } from '../../dom.js';
import { DYNAMICS_VIEW } from '../../explainDynamics.js';
import { formatCount, formatNumber } from '../../format.js';
import { hideBubble, infoMark } from '../../hint.js';
import { createDataTable } from '../dataTable.js';
import { layerChoices } from '../layers.js';
import type { ConstantInputKind } from '../options.js';
import type { Shown } from '../shown.js';
import type { PanelView, ViewContext } from '../view.js';
import { createAnswered } from './answered.js';
import { eigenvaluesPlot } from './eigenvaluesSpec.js';
import { flowPlot } from './flowSpec.js';
import { kindText, pointsAsTable, restReading, stepsText } from './pointWords.js';

interface PointRow {
  readonly index: number;
  readonly point: RestPoint;
}

export function createRest({ plots, exporter, dispatch, host }: ViewContext): PanelView {
  const layer = chooser('Layer', (value) => dispatch({ type: 'select', selection: { layer: value } }));
  const input = chooser('Constant input', (value) =>
    dispatch({ type: 'options', options: { constantInput: value as ConstantInputKind } }),
  );
  const answered = createAnswered(host, 'fixed points');
  const reading = h('p', { class: 'headline', role: 'status' });
  const search = h('p', { class: 'quiet' });
  const lineReading = h('span', {});
  const line = h('p', { class: 'reading' }, lineReading, infoMark(DYNAMICS_VIEW.lineAttractor));
  const note = h('p', { class: 'quiet' });
  const flow = plots.create();
  const eigenvalues = plots.create();
  const modesTitle = h('h2', {});
  let shown: LayerRest | undefined;
  const table = createDataTable<PointRow>({
    label: 'Fixed points',
    columns: [
      { id: 'point', name: 'Point', value: ({ index }) => index, text: ({ index }) => `Point ${index + 1}` },
      {
        id: 'kind',
        name: 'Near it',
        words: true,
        value: ({ point }) => point.unstable,
        text: ({ point }) => kindText(point),
      },
      {
        id: 'size',
        name: 'Largest |λ|',
        explanation: DYNAMICS_VIEW.eigenvalues,
        value: ({ point }) => point.modes[0]?.size,
        text: ({ point }) => formatNumber(point.modes[0]?.size),
      },
      {
        id: 'time',
        name: 'Time constants, steps',
        explanation: DYNAMICS_VIEW.timeConstant,
        value: ({ point }) => point.modes[0]?.timeConstant,
        text: ({ point }) =>
          point.modes
            .slice(0, 3)
            .map(({ timeConstant }) => stepsText(timeConstant))
            .join(', '),
      },
      {
        id: 'speed',
        name: 'Speed q',
        value: ({ point }) => point.speed,
        text: ({ point }) => formatNumber(point.speed, 3),
      },
      {
        id: 'starts',
        name: 'Searches',
        value: ({ point }) => point.starts,
        text: ({ point }) => formatCount(point.starts),
      },
    ],
    onPick: ({ index }) => dispatch({ type: 'select', selection: { point: index } }),
  });
  const tableTitle = h(
    'h2',
    {},
    'Fixed points',
    infoMark(DYNAMICS_VIEW.fixedPoints),
    exporter.tableMenu('fixed-points', () => pointsAsTable(shown!)),
  );
  const points = h('div', { class: 'view' }, tableTitle, table.element);
  const flowCard = h(
    'section',
    { class: 'card' },
    h('h2', {}, 'Flow of the state', infoMark(DYNAMICS_VIEW.flow)),
    flow.element,
    note,
  );
  const modesCard = h('section', { class: 'card' }, modesTitle, eigenvalues.element);
  const content = h('div', { class: 'view' }, h('div', { class: 'cards' }, flowCard, modesCard), points);
  return {
    element: h(
      'div',
      { class: 'view' },
      h('div', { class: 'toolbar' }, layer.element, input.element),
      reading,
      search,
      line,
      answered.element,
      content,
    ),
    update(state) {
      const { inspection, selection, page } = state;
      if (!inspection) return;
      const layers = inspection.population?.layers.map(({ mean }) => mean) ?? [];
      layer.show(layerChoices(layers), selection.layer);
      const { kind, question } = constantInputOf(state);
      input.show(inputChoices(state), kind);
      const answer = answered.show(state, { about: 'rest', layer: selection.layer, input: question });
      const found = answer?.found;
      content.hidden = !found;
      reading.hidden = search.hidden = line.hidden = !answer;
      shown = answer;
      if (!answer) return;
      const [headline, more] = restReading(answer, selection.layer);
      setText(reading, headline);
      setText(search, more);
      line.hidden = !found;
      if (found) setText(lineReading, lineText(found.lineAttractor));
      if (!found) return;
      hideBubble();
      const { flow: drawn } = found;
      setText(note, noteOf(answer, page.options.constantInput));
      flow.fit(450, (width) => flowPlot({ flow: drawn, points: found.points, layer: selection.layer, width }));
      const index = Math.min(selection.point ?? 0, found.points.length - 1);
      const point = found.points[index];
      points.hidden = modesCard.hidden = !point;
      if (!point) return;
      modesTitle.replaceChildren(`Modes at point ${index + 1}`, infoMark(DYNAMICS_VIEW.eigenvalues));
      eigenvalues.fit(360, (width) => eigenvaluesPlot(point, `fixed point ${index + 1}`, width));
      table.show(
        found.points.map((entry, i) => ({ index: i, point: entry })),
        (row) => row.index === index,
      );
    },
  };
}

/** What the layer is held under: a step has to be picked first, else it is the last. */
function constantInputOf({ page, selection, inspection }: Shown): { kind: ConstantInputKind; question: ConstantInput } {
  const kind = page.options.constantInput;
  if (kind !== 'step') return { kind, question: { kind } };
  const step = selection.step ?? (inspection?.length ?? 1) - 1;
  return { kind, question: { kind, sample: selection.sample, step } };
}

function inputChoices({ inspection, selection }: Shown): { value: ConstantInputKind; label: string }[] {
  const sample = inspection?.samples[selection.sample]?.label ?? '';
  const step = (selection.step ?? (inspection?.length ?? 1) - 1) + 1;
  return [
    { value: 'config', label: 'As the config says' },
    { value: 'mean', label: 'Mean of what enters' },
    { value: 'zero', label: 'Zero' },
    { value: 'step', label: `As at step ${step} of ${sample}` },
  ];
}

/** Whether the layer keeps what came so far, in words. */
function lineText(line: NonNullable<LayerRest['found']>['lineAttractor']): string {
  return 'reason' in line ? `No line attractor is looked for. ${line.reason}` : line.reading;
}

function noteOf({ found, sequences, part, units, type }: LayerRest, kind: ConstantInputKind): string {
  const lines = (found?.flow.speeds.length ?? 0) / (found?.flow.steps || 1);
  const line = type !== 'lstm' && units === 1 ? ' The state is one number, so the arrows lie on a line.' : '';
  const click = found && found.points.length > 1 ? ' Click a fixed point to see its modes.' : '';
  const pick = kind === 'step' ? ' Pick another step in any view to hold the layer under its input.' : '';
  return (
    `Lines: ${formatCount(lines)} of ${formatCount(sequences)} sequences of the ${part} part under their own inputs. ` +
    `Arrows: where a state of this plane goes in one step.${click}${line}${pick}`
  );
}
