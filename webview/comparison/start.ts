/** Starts the comparison's page: the same controls, plots and exports as an experiment's, around other sections. */

import { MessageError } from '../checks.js';
import { h, setText } from '../dom.js';
import { createExporter } from '../export/exporter.js';
import { connectHost } from '../host.js';
import { createPlots } from '../plot.js';
import { INITIAL_PAGE } from '../store.js';
import { readComparisonMessage } from './messages.js';
import type { ComparisonPanelMessage } from './protocol.js';
import { createInfluences } from './sections/influence.js';
import { createLosses } from './sections/losses.js';
import { createRuns } from './sections/runs.js';
import type { SectionContext } from './sections/section.js';
import { createSimilarity } from './sections/similarity.js';
import { createTrust } from './sections/trust.js';
import { type ComparisonAction, INITIAL, reduce, restoreChoices } from './state.js';

/** What VS Code keeps for the page: the runs are read by the extension when it brings the panel back. */
interface Kept {
  readonly runs: readonly string[];
  readonly choices: ReturnType<typeof restoreChoices>;
}

export function startComparison(root: HTMLElement): void {
  const host = connectHost<ComparisonPanelMessage, Kept>();
  if (!host) return;
  let state = { ...INITIAL, choices: restoreChoices(host.kept()) };
  const exporter = createExporter(host);
  const failed = (error: Error) => host.post({ type: 'problem', message: error.stack ?? error.message });
  const nothing = { painted: () => {}, picked: () => {}, selection: () => INITIAL_PAGE.selection };
  const plots = createPlots({ ...nothing, failed }, exporter);
  const dispatch = (action: ComparisonAction) => {
    state = reduce(state, action);
    const { comparison, choices } = state;
    if (comparison) host.keep({ runs: comparison.runs.map(({ id }) => id), choices });
    render();
  };
  const context: SectionContext = {
    plots,
    exporter,
    post: host.post,
    choose: (choices) => dispatch({ type: 'choose', choices }),
  };
  const sections = [createRuns, createLosses, createInfluences, createTrust, createSimilarity].map((create) =>
    create(context),
  );
  const title = h('h1', {});
  const problem = h('p', { class: 'problem', role: 'alert', hidden: true });
  const waiting = h('p', { class: 'quiet loading', role: 'status' }, 'Waiting for the extension…');
  const content = h('div', { class: 'view comparison' }, ...sections.map(({ element }) => element));
  root.append(h('header', {}, title), problem, waiting, content);

  function render(): void {
    const { comparison, problem: message } = state;
    problem.hidden = message === undefined;
    setText(problem, message ?? '');
    waiting.hidden = comparison !== undefined || message !== undefined;
    content.hidden = comparison === undefined;
    if (!comparison) return;
    const { runs } = comparison;
    setText(title, `${[...new Set(runs.map(({ name }) => name))].join(', ')}: ${runs.length} runs`);
    for (const section of sections) {
      try {
        section.update(comparison, state);
      } catch (error) {
        failed(error as Error);
        problem.hidden = false;
        setText(problem, `A part of this page could not be drawn: ${(error as Error).message}`);
      }
    }
  }

  host.listen((value) => {
    try {
      dispatch({ type: 'received', message: readComparisonMessage(value) });
    } catch (error) {
      if (!(error instanceof MessageError)) throw error;
      dispatch({ type: 'problem', problem: `This page did not understand the extension. ${error.message}` });
      host.post({ type: 'problem', message: error.message });
    }
  });
  render();
  host.post({ type: 'ready' });
}
