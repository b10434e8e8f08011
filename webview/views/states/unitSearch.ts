/** Which units are active just in a range of steps, and where else in the data they are (after LSTMVis). */
import type { FoundUnit, UnitMatch, UnitSearch } from '../../../src/core/analysis/dynamics/results.js';
import { chooser, numberField } from '../../controls.js';
import { h, setText } from '../../dom.js';
import { DYNAMICS_VIEW } from '../../explainDynamics.js';
import { formatCount, formatFixed, formatNumber, formatPercent } from '../../format.js';
import { infoMark } from '../../hint.js';
import { createDataTable } from '../dataTable.js';
import { createAnswered } from '../dynamics/answered.js';
import type { Shape } from '../link.js';
import type { PlotDrag } from '../plotSpec.js';
import type { Shown } from '../shown.js';
import type { ViewContext } from '../view.js';
import { alignedPlot } from './alignedSpec.js';
import { matchesAsTable, searchReading } from './searchWords.js';

/** Steps from 1, both included. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/** Units that are told; of more, how many there are. */
const MOST_UNITS = 24;

export function createUnitSearch(context: ViewContext, changed: () => void) {
  const { plots, exporter, dispatch, host } = context;
  let range: Range | undefined;
  /** Of the layer's largest value: what is large in one layer is small in another. */
  let share = 0.3;
  let steps = 1;
  let found: UnitSearch | undefined;
  let features: readonly string[] = [];
  let feature = 0;
  const set = (next: Range | undefined) => {
    range = next && {
      from: Math.max(1, Math.min(next.from, next.to, steps)),
      to: Math.min(steps, Math.max(next.from, next.to)),
    };
    changed();
  };
  const from = numberField('From step', (value) => set({ from: value, to: Math.max(value, range?.to ?? value) }));
  const to = numberField('To step', (value) => set({ from: Math.min(value, range?.from ?? value), to: value }));
  const level = h('input', {
    type: 'range',
    class: 'slider',
    min: 0.05,
    max: 0.95,
    step: 0.05,
    'aria-label': 'Threshold',
  });
  const levelText = h('output', { class: 'numbers' });
  level.addEventListener('change', () => {
    share = level.valueAsNumber;
    changed();
  });
  const input = chooser('Input', (value) => {
    feature = Number(value);
    changed();
  });
  const clear = h('button', { type: 'button', class: 'link' }, 'Clear');
  clear.addEventListener('click', () => set(undefined));
  const answered = createAnswered(host, 'where the same units are active');
  const reading = h('p', { class: 'headline', role: 'status' });
  const units = h('p', { class: 'picks-list' });
  const aligned = plots.create();
  const table = createDataTable<UnitMatch>({
    label: 'Sequences in which the same units are active',
    columns: [
      {
        id: 'sequence',
        name: 'Sequence',
        value: ({ part, sequence }) => `${part} ${String(sequence).padStart(9)}`,
        text: ({ part, sequence }) => `${part} ${formatCount(sequence + 1)}`,
      },
      {
        id: 'steps',
        name: 'Steps',
        words: true,
        value: (match) => match.from,
        text: (match) => `${match.from} to ${match.to}`,
      },
      {
        id: 'common',
        name: 'Units in common',
        value: ({ common }) => common,
        text: ({ common }) => formatCount(common),
      },
      {
        id: 'score',
        name: 'Agreement',
        value: ({ score }) => score,
        text: ({ score }) => formatPercent(score),
        share: ({ score }) => score,
      },
    ],
    onPick: ({ sequence, from: first }) => dispatch({ type: 'select', selection: { sequence, step: first - 1 } }),
    // Only sequences of the evaluated part can be looked at.
    canPick: ({ part }) => part === evaluated,
  });
  let evaluated: UnitMatch['part'] = 'validation';
  const menu = exporter.tableMenu('unit-matches', () => matchesAsTable(found!, features));
  const matched = h(
    'div',
    { class: 'cards' },
    h('section', { class: 'card' }, h('h3', {}, 'Their inputs, lined up'), aligned.element),
    table.element,
  );
  const content = h('div', { class: 'view' }, reading, units, matched);
  const hint = h('p', { class: 'quiet' }, 'Drag over the lines above, or type steps, to choose a range.');
  const element = h(
    'section',
    { class: 'view' },
    h('h2', { class: 'section' }, 'Units active just there', infoMark(DYNAMICS_VIEW.units), menu),
    h(
      'div',
      { class: 'toolbar' },
      from.element,
      to.element,
      h(
        'label',
        { class: 'chooser' },
        h('span', {}, 'Threshold'),
        h('span', { class: 'with-value' }, level, levelText),
      ),
      input.element,
    ),
    h('p', {}, clear),
    hint,
    answered.element,
    content,
  );
  return {
    element,
    /** A drag over a plot of that many steps from left to right. */
    drag: (count: number): PlotDrag => ({
      begin: (right) => Math.min(count - 1, Math.floor(right * count)),
      move(taken, _down, right) {
        const at = Math.max(0, Math.min(count - 1, Math.floor(right * count)));
        set({ from: Math.min(taken, at) + 1, to: Math.max(taken, at) + 1 });
      },
      end() {},
    }),
    shapes: (count: number): Shape[] =>
      range
        ? [
            {
              kind: 'box',
              left: (range.from - 1) / count,
              top: 0,
              width: (range.to - range.from + 1) / count,
              height: 1,
            },
          ]
        : [],
    /** @param layer whose units are looked through. */
    update(shown: Shown, layer: string, count: number) {
      const { inspection, selection } = shown;
      if (!inspection) return;
      steps = count;
      if (range && range.to > steps) range = undefined;
      from.show(range?.from, steps, 'of the range');
      to.show(range?.to, steps, 'of the range');
      level.valueAsNumber = share;
      const own = inspection.population?.layers.find(({ mean }) => mean.layer === layer);
      const threshold = share * (own?.largest.hidden || 1);
      setText(levelText, `|h| ≥ ${formatNumber(threshold, 2)}`);
      ({ features } = inspection);
      feature = Math.min(feature, features.length - 1);
      input.element.hidden = features.length === 1;
      input.show(
        features.map((label, index) => ({ value: String(index), label })),
        String(feature),
      );
      hint.hidden = range !== undefined;
      clear.hidden = range === undefined;
      answered.element.hidden = true;
      const pattern = range && { layer, sample: selection.sample, ...range, threshold };
      const answer = pattern && answered.show(shown, { about: 'units', pattern });
      found = answer && !('reason' in answer) ? answer : undefined;
      content.hidden = !answer;
      menu.hidden = !found;
      if (!answer) return;
      evaluated = inspection.fit.part;
      setText(reading, 'reason' in answer ? answer.reason : searchReading(answer));
      units.replaceChildren(
        ...(found ? unitButtons(found.units, (unit) => dispatch({ type: 'select', selection: { layer, unit } })) : []),
      );
      const sample = inspection.samples[selection.sample];
      const some = found !== undefined && found.matches.length > 0;
      units.hidden = (found?.units.length ?? 0) === 0;
      matched.hidden = !some;
      if (!found || !some || !sample) return;
      table.show(found.matches, (match) => match.part === evaluated && match.sequence === selection.sequence);
      aligned.show(alignedPlot(found, sample, feature, features));
    },
  };
}

function unitButtons(units: readonly FoundUnit[], pick: (unit: number) => void): (HTMLElement | string)[] {
  const told = units.slice(0, MOST_UNITS).flatMap(({ unit, mean, justThere }) => {
    const button = h(
      'button',
      { type: 'button', class: 'link', title: `Mean ${formatFixed(mean, 2)}${justThere ? ', just there' : ''}` },
      `${justThere ? '' : '('}${unit + 1}${justThere ? '' : ')'}`,
    );
    button.addEventListener('click', () => pick(unit));
    return [button, ' '];
  });
  const more = units.length - MOST_UNITS;
  return ['Units: ', ...told, ...(more > 0 ? [`and ${formatCount(more)} more`] : [])];
}
