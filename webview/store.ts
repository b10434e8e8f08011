/** One state, changed only by actions: message → state → render. Pure, but for the list of those who listen. */
import type { Inspection, SampleInspection } from '../src/core/analysis/inspection.js';
import type { InfluenceMethod } from '../src/core/config/schema.js';
import type { TraceName } from '../src/core/engine/engine.js';
import { GATES } from '../src/core/model/spec.js';
import { withFinding, withoutSample } from './findings.js';
import type { Checkpoint, EmbeddingKey, HostMessage, Selection, Snapshot } from './protocol.js';
import { asObject, readSelection } from './selection.js';
import { type KnownPreview, receivePreview, receiveSequence, stopPreview } from './views/data/known.js';
import { DEFAULT_OPTIONS, type Options, restoreOptions } from './views/options.js';
import { type InputEdit, restoreEdit, withEdited } from './whatIf/edit.js';

/** What can be shown of recurrent layers; each type of layer has some of them. */
export const TRACES: readonly TraceName[] = ['hidden', 'cell', ...new Set(Object.values(GATES).flat())];

/** A column of the influence table. */
export type SortColumn = 'step' | 'input' | 'contribution' | InfluenceMethod;

/** What the user has chosen on this page; all that is worth keeping of it. */
export interface PageState {
  readonly selection: Selection;
  readonly sort: { readonly column: SortColumn; readonly descending: boolean };
  /** The feature whose influence is shown; undefined is their sum. */
  readonly feature?: number;
  readonly options: Options;
  /** The input that the user has changed. */
  readonly edit?: InputEdit;
}

export interface State {
  /** Undefined until the host has spoken. */
  readonly snapshot?: Snapshot;
  readonly page: PageState;
  /** The epoch of which the views are to show the model; undefined is the final one. */
  readonly epoch?: number;
  /** The checkpoint that came last; shown while an epoch is wanted. */
  readonly checkpoint?: Checkpoint;
  /** There is no experiment, says the host. */
  readonly nothing?: boolean;
  /** The layer that is pointed at in the config. */
  readonly pointed?: string;
  /** The snapshot's inspection with what the model makes of the changed input. */
  readonly edited?: Inspection;
  /** Questions about changed inputs that were answered so far. */
  readonly answers?: number;
  /** What is known of the config's data. */
  readonly preview?: KnownPreview;
  /** What was wrong with the last message, in words. */
  readonly problem?: string;
}

export type Action =
  | { type: 'received'; message: HostMessage }
  | { type: 'select'; selection: Partial<Selection> }
  | { type: 'sort'; column: SortColumn }
  | { type: 'feature'; feature: number | undefined }
  | { type: 'options'; options: Partial<Options> }
  | { type: 'edit'; edit: InputEdit | undefined }
  | { type: 'epoch'; epoch: number | undefined }
  /** The reading of the data is stopped by hand. */
  | { type: 'stopPreview' }
  | { type: 'problem'; problem: string };

export const INITIAL_PAGE: PageState = {
  selection: { view: 'overview', sample: 0, layer: '', trace: 'hidden' },
  sort: { column: 'step', descending: false },
  options: DEFAULT_OPTIONS,
};

export function reduce(state: State, action: Action): State {
  switch (action.type) {
    case 'received':
      return receive({ ...state, problem: undefined }, action.message);
    case 'select':
      return withPage(state, { selection: selected(state.page.selection, action.selection) });
    case 'sort': {
      const { sort } = state.page;
      const descending = sort.column === action.column ? !sort.descending : action.column !== 'step';
      return withPage(state, { sort: { column: action.column, descending } });
    }
    case 'feature':
      return withPage(state, { feature: action.feature });
    case 'options':
      return withPage(state, { options: { ...state.page.options, ...action.options } });
    case 'edit':
      return withPage(action.edit ? state : { ...state, edited: undefined }, { edit: action.edit });
    case 'epoch':
      return { ...state, epoch: action.epoch, checkpoint: action.epoch === undefined ? undefined : state.checkpoint };
    case 'stopPreview':
      return { ...state, preview: stopPreview(state.preview) };
    case 'problem':
      return { ...state, problem: action.problem };
  }
}

function receive(state: State, message: HostMessage): State {
  if (message.type === 'snapshot') {
    const { snapshot } = message;
    // Another model than the one whose checkpoints were looked at.
    const same = snapshot.run !== undefined && snapshot.run === state.snapshot?.run && snapshot.status.kind === 'ready';
    const kept = same ? state : { ...state, epoch: undefined, checkpoint: undefined };
    const preview = snapshot.uri === state.snapshot?.uri ? state.preview : undefined;
    return withPage(
      { ...kept, snapshot, preview, nothing: false, edited: undefined, answers: (state.answers ?? 0) + 1 },
      { selection: selected(state.page.selection, { ...fromData(state, snapshot), ...snapshot.select }) },
    );
  }
  if (message.type === 'point') return { ...state, pointed: message.layer };
  if (message.type === 'nothing') return { ...state, snapshot: undefined, nothing: true };
  const { snapshot } = state;
  if (!snapshot || message.type === 'askLink') return state;
  if (message.type === 'sweep') return { ...state, snapshot: { ...snapshot, sweep: message.sweep } };
  if (message.type === 'progress') {
    return { ...state, snapshot: { ...snapshot, status: { kind: 'training', progress: message.progress } } };
  }
  if (message.type === 'preview') return { ...state, preview: receivePreview(state.preview, message.preview) };
  if (message.type === 'previewSequence') {
    return { ...state, preview: receiveSequence(state.preview, message.sequence) };
  }
  if (message.type === 'reading') {
    return { ...state, snapshot: { ...snapshot, status: { kind: 'training', reading: message.share } } };
  }
  if (message.type === 'inspecting') {
    return { ...state, snapshot: { ...snapshot, status: { kind: 'inspecting', at: message.at } } };
  }
  if (message.type === 'embedding') {
    const { embedding } = message;
    const others = snapshot.embeddings.filter((other) => !sameEmbedding(other, embedding));
    return { ...state, snapshot: { ...snapshot, embeddings: [...others, embedding] } };
  }
  if (message.type === 'finding') {
    return { ...state, snapshot: { ...snapshot, findings: withFinding(snapshot.findings, message.finding) } };
  }
  if (message.type === 'sequence') {
    const findings = withoutSample(snapshot.findings, message.index);
    return { ...state, snapshot: { ...withSequence(snapshot, message.index, message.sample), findings } };
  }
  if (message.type === 'sequenceFailed') {
    return {
      ...withPage(state, { selection: { ...state.page.selection, sequence: undefined } }),
      problem: message.message,
    };
  }
  if (message.type === 'sample') return { ...state, snapshot: withSample(snapshot, message.index, message.sample) };
  if (message.type === 'checkpoint')
    return state.epoch === undefined ? state : { ...state, checkpoint: message.checkpoint };
  if (message.type === 'checkpointFailed') {
    return { ...state, epoch: undefined, checkpoint: undefined, problem: message.message };
  }
  if (message.type === 'whatIfFailed') {
    return { ...withPage(state, { edit: undefined }), edited: undefined, problem: message.message };
  }
  if (message.type === 'whatIf') {
    const { inspection } = snapshot;
    const edited = state.page.edit && inspection && withEdited(inspection, message.sample, message.result);
    return { ...state, edited, answers: (state.answers ?? 0) + 1 };
  }
  return { ...state, snapshot: { ...snapshot, epochs: withEpochs(snapshot.epochs, message.points) } };
}

/** Further epochs in place of those from the first of them on: a training that goes on may repeat some. */
function withEpochs(epochs: Snapshot['epochs'], points: Snapshot['epochs']): Snapshot['epochs'] {
  const [first] = points;
  // As a rule nothing is repeated, and of a long training not every epoch is looked at for it.
  const news = first === undefined || (epochs.at(-1)?.epoch ?? 0) < first.epoch;
  return (news ? epochs : epochs.filter(({ epoch }) => epoch < first.epoch)).concat(points);
}

/** One who looks at the data and trains wants to see the training. */
function fromData({ snapshot: before, page }: State, now: Snapshot): Partial<Selection> {
  const begins = now.status.kind === 'training' && before !== undefined && before.status.kind !== 'training';
  return begins && page.selection.view === 'data' ? { view: 'overview' } : {};
}

/** The one sample in place of what was there of it; the others that came on demand stay. */
function withSample(snapshot: Snapshot, index: number, sample: SampleInspection): Snapshot {
  const { inspection } = snapshot;
  if (inspection?.samples[index]?.label !== sample.label) return snapshot;
  return { ...snapshot, inspection: { ...inspection, samples: inspection.samples.with(index, sample) } };
}

/** A further sample behind those that came with the inspection. */
function withSequence(snapshot: Snapshot, index: number, sample: SampleInspection): Snapshot {
  const { inspection } = snapshot;
  if (!inspection || index > inspection.samples.length) return snapshot;
  return { ...snapshot, inspection: { ...inspection, samples: [...inspection.samples.slice(0, index), sample] } };
}

export function sameEmbedding(one: EmbeddingKey, other: EmbeddingKey): boolean {
  return one.layer === other.layer && one.method === other.method && one.dimensions === other.dimensions;
}

/** Another layer has other units and points; a sample that is chosen is not the sequence that was wanted before. */
function selected(selection: Selection, change: Partial<Selection>): Selection {
  const moved = change.layer !== undefined && change.layer !== selection.layer;
  const chosen = change.sample !== undefined;
  return {
    ...selection,
    ...(moved ? { unit: undefined, point: undefined } : {}),
    ...(chosen ? { sequence: undefined } : {}),
    ...change,
  };
}

function withPage(state: State, change: Partial<PageState>): State {
  return { ...state, page: { ...state.page, ...change } };
}

/** The selection as far as the inspection has it: another run may have fewer samples or other layers. */
export function validSelection(selection: Selection, inspection: Inspection): Selection {
  const { samples, layers, population, length } = inspection;
  // Where no sequence has a finite answer there are no means.
  const means = population?.layers.map(({ mean }) => mean) ?? [];
  const traces = means.length > 0 ? means : samples.find(({ withheld }) => !withheld)?.layers;
  const recurrent = traces?.map(({ layer }) => layer) ?? layers.map(({ name }) => name);
  const known = recurrent.includes(selection.layer);
  const units = traces?.find(({ layer }) => layer === selection.layer)?.units ?? 0;
  const { step, unit, sequence } = selection;
  const wanted = sequence === undefined ? -1 : samples.findIndex((sample) => sample.sequence === sequence);
  const sample = wanted >= 0 ? wanted : Math.max(0, Math.min(selection.sample, samples.length - 1));
  return {
    ...selection,
    sample,
    sequence: samples[sample]?.sequence,
    layer: known ? selection.layer : (recurrent[0] ?? ''),
    step: step !== undefined && step < length ? step : undefined,
    unit: known && unit !== undefined && unit < units ? unit : undefined,
  };
}

/** The page state that an earlier page kept, as far as this version understands it. */
export function restorePage(kept: unknown): PageState {
  const page = asObject(asObject(kept).page);
  return {
    ...INITIAL_PAGE,
    options: restoreOptions(asObject(page.options)),
    edit: restoreEdit(page.edit),
    selection: { ...INITIAL_PAGE.selection, ...readSelection(page.selection) },
  };
}

export interface Store {
  readonly state: State;
  dispatch(action: Action): void;
  /** Calls `listener` after every change. */
  subscribe(listener: (state: State) => void): void;
}

export function createStore(page: PageState): Store {
  let state: State = { page };
  const listeners: ((state: State) => void)[] = [];
  return {
    get state() {
      return state;
    },
    dispatch(action) {
      state = reduce(state, action);
      for (const listener of listeners) listener(state);
    },
    subscribe(listener) {
      listeners.push(listener);
    },
  };
}
