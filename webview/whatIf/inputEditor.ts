/** The sample's input, to be looked at and changed: drag its points, or type its values. */
import type { Inspection } from '../../src/core/analysis/inspection.js';
import { h, setText } from '../dom.js';
import { INPUT_EDITING } from '../explain.js';
import { decimalsFor, formatFixed, formatSigned } from '../format.js';
import { infoMark } from '../hint.js';
import type { Shown } from '../views/shown.js';
import { inputPlot } from '../views/states/inputSpec.js';
import type { ViewContext } from '../views/view.js';
import { inputDomain, rounded } from './edit.js';
import { createValueTable } from './valueTable.js';

export interface InputEditor {
  readonly element: HTMLElement;
  update(shown: Shown): void;
}

export function createInputEditor({ plots, dispatch, host }: ViewContext): InputEditor {
  const plot = plots.create();
  let shown: Shown | undefined;
  let domain: [number, number] = [0, 1];
  let dragging = false;
  const change = (index: number, value: number) => {
    const { inspection, selection } = shown!;
    const { label, input } = current(inspection!, selection.sample, shown!);
    if (!Number.isFinite(value) || input[index] === value) return;
    const changed = Array.from(input).with(index, value);
    dispatch({ type: 'edit', edit: { sample: selection.sample, label, input: changed } });
  };
  const table = createValueTable(change);
  const action = (label: string, run: () => void) => {
    const button = h('button', { type: 'button', class: 'link' }, label);
    button.addEventListener('click', run);
    return button;
  };
  const typing = action('Type values', () => {
    table.element.hidden = !table.element.hidden;
    if (shown) show(shown);
    typing.setAttribute('aria-expanded', String(!table.element.hidden));
  });
  typing.setAttribute('aria-expanded', 'false');
  table.element.hidden = true;
  const reset = action('Reset', () => dispatch({ type: 'edit', edit: undefined }));
  const keep = action('Keep in config', () => {
    const edit = shown?.page.edit;
    if (!edit) return;
    host?.post({ type: 'keepInput', input: Float64Array.from(edit.input) });
    dispatch({ type: 'edit', edit: undefined });
  });
  const effect = h('span', { class: 'quiet numbers', role: 'status' });
  const title = h('h2', {}, 'Input', infoMark(INPUT_EDITING), typing, reset, keep, effect);
  const element = h('section', { class: 'card input-editor' }, title, plot.element, table.element);
  const show = (next: Shown) => {
    shown = next;
    const { inspection, snapshot, selection, epoch, page } = next;
    if (!inspection?.samples[selection.sample]) return;
    const editable = host !== undefined && epoch === undefined && snapshot.trusted;
    const { input } = current(inspection, selection.sample, next);
    const original = snapshot.inspection?.samples[selection.sample];
    const edited = editable && page.edit?.sample === selection.sample;
    typing.hidden = !editable;
    reset.hidden = keep.hidden = effect.hidden = !edited;
    if (!editable) table.element.hidden = true;
    if (!dragging) domain = inputDomain(snapshot.inspection ?? inspection, input);
    const now = inspection.samples[selection.sample];
    if (edited && original) setText(effect, effectText(original.prediction, now.prediction));
    if (!table.element.hidden) table.show(input, inspection.features);
    const spec = inputPlot(input, inspection.features, domain, edited ? original?.input : undefined, now.read);
    const size = inspection.features.length;
    plot.show(
      editable
        ? {
            ...spec,
            drag: {
              begin: (right, down) => nearestValue(input, size, domain, right, down),
              move(index, down) {
                dragging = true;
                change(index, rounded(domain[1] - down * (domain[1] - domain[0]), domain));
              },
              end() {
                dragging = false;
                // Another drawing, whose ends may be wider.
                dispatch({ type: 'select', selection: {} });
              },
            },
          }
        : spec,
    );
  };
  return { element, update: show };
}

/** The edited input may be ahead of what the model has said of it. */
function current(inspection: Inspection, index: number, { page, snapshot }: Shown) {
  const { edit } = page;
  const label = snapshot.inspection?.samples[index]?.label ?? inspection.samples[index].label;
  const input = edit?.sample === index && edit.label === label ? edit.input : inspection.samples[index].input;
  return { label, input };
}

function effectText(before: Float64Array, after: Float64Array): string {
  const decimals = decimalsFor([before[0], after[0]], 4);
  const [from, to] = [before[0], after[0]].map((value) => formatFixed(value, decimals));
  return `Prediction ${from} → ${to} (${formatSigned(after[0] - before[0], 3)})`;
}

/** Index of the value that is nearest to a place of the plot. */
function nearestValue(
  input: ArrayLike<number>,
  features: number,
  [low, high]: readonly [number, number],
  right: number,
  down: number,
): number {
  const steps = input.length / features;
  const step = Math.max(0, Math.min(steps - 1, Math.floor(right * steps)));
  const distance = (feature: number) => Math.abs(1 - (input[step * features + feature] - low) / (high - low) - down);
  let nearest = 0;
  for (let feature = 1; feature < features; feature++) if (distance(feature) < distance(nearest)) nearest = feature;
  return step * features + nearest;
}
