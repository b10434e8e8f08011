/** The page: header, status, and the views under their tabs. Shows the store's state, changes it only by actions. */
import type { Inspection } from '../src/core/analysis/inspection.js';
import { button, tabs } from './controls.js';
import { createDemand } from './demand.js';
import { h, setText } from './dom.js';
import { createExporter } from './export/exporter.js';
import type { Host } from './host.js';
import { menuButton } from './menu.js';
import { createPickedBar } from './pickedBar.js';
import { createPlots } from './plot.js';
import { type Selection, type Snapshot, VIEWS, type View } from './protocol.js';
import { createStatusBar } from './statusBar.js';
import { type Action, type State, type Store, validSelection } from './store.js';
import { createTimeline } from './timeline.js';
import { createViewFrame } from './viewFrame.js';
import { VIEW_ENTRIES } from './views/index.js';
import type { Shown } from './views/shown.js';
import { validEdit } from './whatIf/edit.js';
import { createRequests } from './whatIf/requests.js';

/** @param host undefined in a report, which has nothing to command. */
export function createApp(root: HTMLElement, store: Store, host: Host | undefined): void {
  let painted = false;
  const exporter = createExporter(host);
  const plots = createPlots(
    {
      painted: () => {
        if (!painted) host?.post({ type: 'painted', milliseconds: performance.now() });
        painted = true;
      },
      failed: (error) => host?.post({ type: 'problem', message: error.stack ?? error.message }),
      selection: () => selectionOf(store.state),
      picked: (selection) => dispatch({ type: 'select', selection }),
    },
    exporter,
  );
  const dispatch = (action: Action) => {
    store.dispatch(action);
    const layer = action.type === 'select' ? action.selection.layer : undefined;
    if (layer !== undefined) host?.post({ type: 'reveal', layer, open: false });
  };
  const context = { plots, exporter, dispatch, host };
  const report = ({ message, stack }: Error) => host?.post({ type: 'problem', message: stack ?? message });
  const views = VIEW_ENTRIES.map(({ id, label, create }) => ({
    id,
    label,
    frame: createViewFrame(id, create(context), report),
  }));
  const header = createHeader(host, () => selectionOf(store.state));
  const status = host && createStatusBar(host);
  const demand = host && createDemand(host);
  const whatIf = host && createRequests(host.post);
  const timeline = host && createTimeline(host, store.dispatch);
  const problem = h('p', { class: 'problem', role: 'alert', hidden: true });
  const panels = views.map(({ id, label, frame }) => ({ id, label, content: frame.element }));
  const tabList = tabs('Views', panels, (id) => store.dispatch({ type: 'select', selection: { view: id as View } }));
  const loading = h('p', { class: 'quiet loading', role: 'status' });
  const picked = createPickedBar(store.dispatch);
  const waiting = h('div', {}, loading);
  root.append(
    header.element,
    ...(status ? [status.element] : []),
    problem,
    waiting,
    ...(timeline ? [timeline.element] : []),
    tabList.element,
    picked.element,
  );

  const render = (state: State) => {
    const { snapshot, page, problem: message, checkpoint } = state;
    problem.hidden = message === undefined;
    setText(problem, message ?? '');
    setText(loading, state.nothing ? NO_EXPERIMENT : 'Waiting for the extension…');
    waiting.hidden = snapshot !== undefined || message !== undefined;
    header.element.hidden = !snapshot;
    if (status) status.element.hidden = !snapshot;
    const offered = snapshot ? viewsOf(snapshot, host !== undefined) : [];
    tabList.element.hidden = offered.length === 0;
    if (!snapshot) return;
    header.show(snapshot);
    status?.show(snapshot);
    if (status && begunSweep(snapshot)) status.element.hidden = true;
    const inspection = shownInspection(state);
    const selection = selectionOf(state);
    timeline?.show(state, finalSelection(state));
    // A checkpoint comes with the sample that it was asked for.
    demand?.(snapshot.inspection, page.selection.sequence, checkpoint ? undefined : selection.sample);
    const edit = validEdit(page.edit, snapshot.inspection);
    const { preview } = state;
    const shown: Shown = {
      snapshot,
      inspection,
      epoch: checkpoint?.epoch,
      preview,
      selection,
      page: { ...page, edit },
    };
    plots.mark(selection);
    picked.show(inspection, selection);
    const view = offered.includes(selection.view) ? selection.view : offered[0];
    if (view === undefined) return;
    tabList.show(view, offered);
    views.find(({ id }) => id === view)?.frame.show(shown);
    markPointed(root, state.pointed);
  };
  // At once: while the model thinks, the page draws.
  if (whatIf) store.subscribe(whatIf);
  store.subscribe(oncePerFrame(() => render(store.state)));
  render(store.state);
}

/** Of the checkpoint that is looked at, or of the final model, there with the changed input. */
function shownInspection({ snapshot, checkpoint, edited }: State): Inspection | undefined {
  if (!checkpoint) return edited ?? snapshot?.inspection;
  const { parts, inspection } = checkpoint;
  // What was not asked for of it is the final model's: orders of units, numbers of sequences. Views that show more wait.
  return parts.many ? inspection : withPopulation(inspection, snapshot?.inspection?.population);
}

/** The same one for the same parts, since what is drawn is told from what is new by identity. */
const FILLED = new WeakMap<Inspection, Inspection>();

function withPopulation(inspection: Inspection, population: Inspection['population']): Inspection {
  const known = FILLED.get(inspection);
  if (known?.population === population && known) return known;
  const filled = { ...inspection, population };
  FILLED.set(inspection, filled);
  return filled;
}

/** As far as what is shown has it: a checkpoint does not know a sequence that was asked for since. */
function selectionOf(state: State): Selection {
  const inspection = shownInspection(state);
  const wanted = finalSelection(state);
  return inspection ? validSelection(wanted, inspection) : wanted;
}

/** As far as the final model's inspection has it. */
function finalSelection({ snapshot, page }: State): Selection {
  return snapshot?.inspection ? validSelection(page.selection, snapshot.inspection) : page.selection;
}

const NO_EXPERIMENT = 'Open an experiment, a file named *.lstm.json, to see its model here.';

/** Views say of their parts to which layer they belong; a bidirectional layer has one for each direction. */
function markPointed(root: HTMLElement, pointed: string | undefined): void {
  for (const part of root.querySelectorAll<HTMLElement>('[data-layer]')) {
    const { layer } = part.dataset;
    part.toggleAttribute('data-pointed', pointed !== undefined && layer?.replace(/\.(for|back)ward$/, '') === pointed);
  }
}

function createHeader(host: Host | undefined, selection: () => Selection) {
  const title = h('h1', {});
  const details = h('p', { class: 'quiet' });
  const actions = h('div', { class: 'actions' });
  const post = (command: 'train' | 'openReport' | 'exportModel' | 'revealConfig') =>
    host?.post({ type: 'command', command });
  const train = button('Train', 'secondary', () => post('train'));
  const report = button('Report', 'secondary', () => post('openReport'));
  const more = menuButton('More', () => [
    { label: 'Copy Link to View', run: () => host?.post({ type: 'copyLink', selection: selection() }) },
    { label: 'Export Model…', run: () => post('exportModel') },
    { label: 'Show Config', run: () => post('revealConfig') },
  ]);
  if (host) actions.append(train, report, more);
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

/** Nothing of the config itself is trained, but there are trials of its sweep: that they show is enough. */
function begunSweep({ status, sweep }: Snapshot): boolean {
  return status.kind === 'empty' && sweep !== undefined && sweep.trials.some(({ run }) => run !== undefined);
}

/** The views that have something to show. The data are there before anything is trained; a report is without them. */
function viewsOf({ epochs, inspection, status, trusted, sweep }: Snapshot, live: boolean): View[] {
  const data: View[] = live && trusted ? ['data'] : [];
  const swept: View[] = sweep ? ['sweep'] : [];
  if (epochs.length > 0 || inspection !== undefined) {
    return [...data, ...VIEWS.filter((view) => view !== 'data' && view !== 'sweep'), ...swept];
  }
  // A training that begins is about to show itself.
  return status.kind === 'training' || status.kind === 'inspecting' ? swept : [...data, ...swept];
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
