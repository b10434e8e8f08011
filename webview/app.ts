/** The page: header, status, and the views under their tabs. Shows the store's state, changes it only by actions. */
import { button, tabs } from './controls.js';
import { createDemand } from './demand.js';
import { h, setText } from './dom.js';
import { createExporter } from './export/exporter.js';
import type { Host } from './host.js';
import { createPlots } from './plot.js';
import type { Snapshot, View } from './protocol.js';
import { createStatusBar } from './statusBar.js';
import { type State, type Store, validSelection } from './store.js';
import { createTimeline } from './timeline.js';
import { VIEW_ENTRIES } from './views/index.js';
import type { Shown } from './views/shown.js';

/** @param host undefined in a report, which has nothing to command. */
export function createApp(root: HTMLElement, store: Store, host: Host | undefined): void {
  let painted = false;
  const exporter = createExporter(host);
  const plots = createPlots(
    () => {
      if (!painted) host?.post({ type: 'painted', milliseconds: performance.now() });
      painted = true;
    },
    (error) => store.dispatch({ type: 'problem', problem: `A plot could not be drawn: ${String(error)}` }),
    exporter,
  );
  const context = { plots, exporter, dispatch: store.dispatch, host };
  const views = VIEW_ENTRIES.map(({ id, label, create }) => ({ id, label, view: create(context) }));
  const header = createHeader(host);
  const status = host && createStatusBar(host);
  const demand = host && createDemand(host);
  const timeline = host && createTimeline(host, store.dispatch);
  const problem = h('p', { class: 'problem', role: 'alert', hidden: true });
  const nothing = h('p', { class: 'quiet', hidden: true }, 'Shown here when the model has been inspected.');
  const panels = views.map(({ id, label, view }) => ({
    id,
    label,
    content: h('div', { class: 'panel' }, view.element),
  }));
  const tabList = tabs('Views', panels, (id) => store.dispatch({ type: 'select', selection: { view: id as View } }));
  const loading = h('p', { class: 'quiet loading', role: 'status' }, 'Waiting for the extension…');
  const waiting = h('div', {}, loading);
  root.append(
    header.element,
    ...(status ? [status.element] : []),
    problem,
    waiting,
    ...(timeline ? [timeline.element] : []),
    tabList.element,
  );

  const render = (state: State) => {
    const { snapshot, page, problem: message, checkpoint } = state;
    problem.hidden = message === undefined;
    setText(problem, message ?? '');
    waiting.hidden = snapshot !== undefined || message !== undefined;
    tabList.element.hidden = !snapshot || !hasContent(snapshot);
    if (!snapshot) return;
    header.show(snapshot);
    status?.show(snapshot);
    const inspection = checkpoint?.inspection ?? snapshot.inspection;
    const selection = inspection ? validSelection(page.selection, inspection) : page.selection;
    timeline?.show(state, selection);
    // A checkpoint comes with the sample that it was asked for.
    if (!checkpoint) demand?.(inspection, selection.sample);
    const shown: Shown = { snapshot, inspection, epoch: checkpoint?.epoch, selection, page };
    tabList.show(selection.view);
    const current = views.findIndex(({ id }) => id === selection.view);
    const empty = !inspection && selection.view !== 'overview' && selection.view !== 'training';
    nothing.hidden = !empty;
    views[current].view.element.hidden = empty;
    if (empty) panels[current].content.append(nothing);
    else views[current].view.update(shown);
  };
  store.subscribe(oncePerFrame(() => render(store.state)));
  render(store.state);
}

function createHeader(host: Host | undefined) {
  const title = h('h1', {});
  const details = h('p', { class: 'quiet' });
  const actions = h('div', { class: 'actions' });
  const post = (command: 'train' | 'openReport' | 'revealConfig') => host?.post({ type: 'command', command });
  const train = button('Train', 'secondary', () => post('train'));
  const report = button('Report', 'secondary', () => post('openReport'));
  if (host) actions.append(train, report);
  return {
    element: h('header', {}, h('div', {}, title, details), actions),
    show(snapshot: Snapshot) {
      const { status, trusted, inspection } = snapshot;
      setText(title, inspection?.name ?? snapshot.title);
      setText(details, detailsOf(snapshot));
      const idle = status.kind === 'ready' && trusted;
      train.hidden = !idle;
      report.hidden = !idle || !inspection;
    },
  };
}

function detailsOf({ config, run, inspection, status }: Snapshot): string {
  const parts = [config === inspection?.name ? undefined : config];
  const verb = status.kind === 'training' ? 'training since' : 'trained';
  if (run)
    parts.push(`${verb} ${new Date(run).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })}`);
  else if (inspection) parts.push(`loaded from ${inspection.source}`);
  return parts.filter((part) => part).join(' · ');
}

function hasContent({ epochs, inspection }: Snapshot): boolean {
  return epochs.length > 0 || inspection !== undefined;
}

/** Many changes, one drawing. */
function oncePerFrame(draw: () => void): () => void {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      draw();
    });
  };
}
