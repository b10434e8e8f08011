/** What the data hold, before anything is trained on them: warnings, columns, sequences, and what is to be learned. */
import type { DataPreview, DataWarning, Part } from '../../../src/core/data/preview/preview.js';
import { chooser, numberField } from '../../controls.js';
import { facts, h, setChildren, setText } from '../../dom.js';
import type { Host } from '../../host.js';
import type { Plot } from '../../plot.js';
import type { Shown } from '../shown.js';
import type { PanelView, ViewContext } from '../view.js';
import { columnsTable } from './columnsTable.js';
import { distributionPlot } from './distributionSpec.js';
import type { KnownPreview } from './known.js';
import { answerWords, previewFacts } from './previewWords.js';
import { createReading } from './reading.js';
import { sequencePlot } from './sequenceSpec.js';

/** Inputs that are drawn below each other; of more, one is chosen. */
const DRAWN = 4;

export function createData(context: ViewContext): PanelView {
  const { exporter, host } = context;
  const reading = createReading(context);
  const failure = h('div', { class: 'notice', role: 'alert' });
  const warnings = h('section', { 'aria-label': 'Warnings' });
  const summary = h('div', {});
  const columns = h('div', {});
  const sequence = createSequence(context);
  const targets = createTargets(context);
  const content = h(
    'div',
    { class: 'view' },
    warnings,
    summary,
    columns,
    h('div', { class: 'cards' }, sequence.element, targets.element),
  );
  const ask = createAsking(host);
  let drawn: DataPreview | undefined;
  return {
    element: h('div', { class: 'view data' }, reading.element, failure, content),
    update(shown) {
      const { preview, snapshot } = shown;
      ask(shown);
      const data = preview?.data;
      reading.show(preview);
      failure.hidden = preview?.failure === undefined;
      content.hidden = data === undefined;
      content.toggleAttribute('data-old', preview !== undefined && isOld(preview));
      if (preview?.failure) setText(failure, failureWords(preview.failure, snapshot.title));
      if (!data) return;
      if (data !== drawn) {
        drawn = data;
        warnings.replaceChildren(...warningList(data.warnings, host));
        summary.replaceChildren(facts(previewFacts(data)));
        columns.replaceChildren(columnsTable(data, exporter));
        targets.show(data);
      }
      sequence.show(data, shown);
    },
  };
}

/** Asks once for what is missing or no longer true. */
function createAsking(host: Host | undefined): (shown: Shown) => void {
  let asked: unknown;
  let askedSequence: unknown;
  return ({ preview, snapshot, page }) => {
    if (!host || !snapshot.trusted) return;
    // Whatever the answer, there is another object after it.
    const question = preview ?? snapshot.uri;
    if (preview === undefined || preview.stale) {
      if (asked !== question) host.post({ type: 'preview' });
      asked = question;
      return;
    }
    const { data, sequence } = preview;
    const wanted = data && wantedSequence(data, page.options);
    if (!wanted || (sequence?.part === wanted.part && sequence.index === wanted.index)) return;
    const key = `${wanted.part} ${wanted.index}`;
    if (askedSequence !== key || sequence === undefined) host.post({ type: 'previewSequence', ...wanted });
    askedSequence = key;
  };
}

/** As far as the data have it. */
function wantedSequence({ parts }: DataPreview, { dataPart, dataSequence }: Shown['page']['options']) {
  const part: Part = parts[dataPart] > 0 ? dataPart : 'training';
  return { part, index: Math.min(dataSequence, parts[part] - 1) };
}

function isOld({ stale, reading, cancelled }: KnownPreview): boolean {
  return stale || reading !== undefined || cancelled !== undefined;
}

function failureWords({ message, place }: NonNullable<KnownPreview['failure']>, title: string): string {
  const where = place ? `${place.file}:${place.line}:${place.column}: ` : '';
  return `The data of ${title} cannot be shown yet. ${where}${message}`;
}

function warningList(found: readonly DataWarning[], host: Host | undefined): HTMLElement[] {
  if (found.length === 0) return [h('p', { class: 'headline' }, 'Nothing about the data looks wrong.')];
  const items = found.map(({ path, message, why, advice }) =>
    h('li', {}, h('strong', {}, message), h('p', {}, `${why} ${advice}`, host && placeLink(path, host))),
  );
  const title =
    found.length === 1 ? 'Worth a look before training' : `${found.length} things worth a look before training`;
  return [h('h2', {}, title), h('ul', { class: 'warnings' }, ...items)];
}

function placeLink(path: DataWarning['path'], host: Host): HTMLElement {
  const link = h('button', { type: 'button', class: 'link' }, 'Show in config');
  link.addEventListener('click', () => host.post({ type: 'revealPath', path }));
  return link;
}

/** Draws a sequence, input by input. */
function createSequence({ plots, dispatch }: ViewContext) {
  const part = chooser('Part', (value) =>
    dispatch({ type: 'options', options: { dataPart: value as Part, dataSequence: 0 } }),
  );
  const number = numberField('Sequence', (value) =>
    dispatch({ type: 'options', options: { dataSequence: value - 1 } }),
  );
  let chosen = 0;
  let shown: (() => void) | undefined;
  const input = chooser('Input', (value) => {
    chosen = Number(value);
    shown?.();
  });
  const made: Plot[] = [];
  const drawings = h('div', { class: 'drawings' });
  const answer = h('div', {});
  return {
    element: h(
      'section',
      { class: 'card' },
      h('h2', {}, 'A sequence'),
      h('div', { class: 'toolbar' }, part.element, number.element, input.element),
      answer,
      drawings,
    ),
    show(data: DataPreview, { preview, page }: Shown) {
      const { parts, features } = data;
      const wanted = wantedSequence(data, page.options);
      const offered = (['training', 'validation'] as const).filter((name) => parts[name] > 0);
      part.show(
        offered.map((value) => ({ value, label: value === 'training' ? 'Training' : 'Validation' })),
        wanted.part,
      );
      number.show(wanted.index + 1, parts[wanted.part], `of the ${wanted.part} part`);
      const many = features.length > DRAWN;
      input.element.hidden = !many;
      chosen = Math.min(chosen, features.length - 1);
      input.show(
        features.map((label, index) => ({ value: String(index), label })),
        String(chosen),
      );
      const sequence = preview?.sequence;
      if (!sequence) return;
      shown = () => {
        const drawn = many ? [chosen] : features.map((_, index) => index);
        while (made.length < drawn.length) made.push(plots.create());
        setChildren(
          drawings,
          drawn.map((_, index) => made[index].element),
        );
        for (const [index, feature] of drawn.entries()) made[index].show(sequencePlot(data, sequence, feature));
        answer.replaceChildren(
          facts([[data.targetNames.join(', '), answerWords(data, sequence), 'The answer to this sequence']]),
        );
      };
      shown();
    },
  };
}

/** The distribution of each target in both parts. */
function createTargets({ plots }: ViewContext) {
  const made: Plot[] = [];
  const element = h('section', { class: 'card' });
  return {
    element,
    show({ columns, target }: DataPreview) {
      const targets = columns.filter(({ role }) => role === 'target').slice(0, DRAWN);
      while (made.length < targets.length) made.push(plots.create());
      setChildren(element, [h('h2', {}, 'What is to be learned'), ...targets.map((_, index) => made[index].element)]);
      for (const [index, column] of targets.entries()) {
        made[index].show(distributionPlot(column, target.kind === 'classes' ? target.classes : undefined));
      }
    },
  };
}
