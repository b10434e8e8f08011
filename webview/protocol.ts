/**
 * The one door between the panel and its host: every message either way, and nothing else.
 * The host sends nothing before `ready`, and a whole snapshot each time it hears it.
 */
import type { CheckpointParts } from '../src/core/analysis/checkpoint.js';
import type { Answers, Question } from '../src/core/analysis/dynamics/question.js';
import type { Inspection, SampleInspection } from '../src/core/analysis/inspection.js';
import type { PartShare } from '../src/core/analysis/parts.js';
import type { EmbeddingMethod } from '../src/core/analysis/stateSpace/embedding.js';
import type { Intervention } from '../src/core/config/interventions.js';
import type { DataPreview, Part, PreviewSequence } from '../src/core/data/preview/preview.js';
import type { TraceName } from '../src/core/engine/engine.js';
import type { SweepPlan, Trial } from '../src/core/sweep/plan.js';
import type { TrialState } from '../src/core/sweep/run.js';
import type { EpochMetrics } from '../src/core/training/metrics.js';

export const VIEWS = [
  'data',
  'overview',
  'states',
  'gates',
  'space',
  'influence',
  'attention',
  'trust',
  'dynamics',
  'training',
  'sweep',
] as const;
export type View = (typeof VIEWS)[number];

/** Parts of the dynamics view. */
export const SECTIONS = ['rest', 'memory', 'probes', 'interventions'] as const;
export type Section = (typeof SECTIONS)[number];

/** What the user looks at; kept with the page's state so that hiding, reload and restart keep it. */
export interface Selection {
  view: View;
  /** Index into `Inspection.samples`. */
  sample: number;
  /** The sequence of the evaluated part that is wanted, from 0; wins over `sample` and is asked for where it is not there. */
  sequence?: number;
  /** Name of a recurrent layer. */
  layer: string;
  /** Which of the layer's values the states view shows. */
  trace: TraceName;
  /** The step that is picked, from 0; undefined where none is. */
  step?: number;
  /** The unit of the layer that is picked, from 0. */
  unit?: number;
  /** The fixed point of the layer that is picked, from 0. */
  point?: number;
  /** Which part of the dynamics view is shown; undefined is the first. */
  section?: Section;
}

export type EpochPoint = EpochMetrics;

export interface Progress {
  epoch: number;
  epochs: number;
  /** Batches done in this epoch and batches of an epoch. */
  batch: number;
  batches: number;
  secondsLeft: number;
}

/** A layout of one layer's hidden states that is made only when it is asked for. */
export interface EmbeddingKey {
  layer: string;
  method: EmbeddingMethod;
  dimensions: 2 | 3;
}

export type Embedding = EmbeddingKey &
  (
    | { kind: 'working' /** Done so far, in [0,1]. */; share: number }
    | { kind: 'done' /** Which sequences of the population. */; sequences: readonly number[]; points: Float32Array }
    | { kind: 'failed'; message: string }
  );

/** A question about how the model computes, and how far its answer is. */
export type Finding = {
  [A in keyof Answers]: { question: Extract<Question, { about: A }> } & (
    | { kind: 'working' /** Done so far, in [0,1]. */; share: number }
    | { kind: 'done'; answer: Answers[A] }
    | { kind: 'failed'; message: string }
  );
}[keyof Answers];

/** The model as it was after an epoch. */
export interface Checkpoint {
  epoch: number;
  /** The sample of which everything is told; of the others only states and predictions are. */
  sample: number;
  /** What was asked for besides the sample; the rest of the inspection is empty. */
  parts: CheckpointParts;
  inspection: Inspection;
}

/** What is known of the data that the config names. */
export type Preview =
  /** The config or its data have changed since: a page that shows them asks again. */
  | { kind: 'stale' }
  /** @param file a name; undefined of a made-up task. @param share of the phase that is done, in [0,1], once known. */
  | { kind: 'reading'; file?: string; phase?: 'reading' | 'looking'; share?: number }
  /** Stopped by hand: not read again until that is asked for. */
  | { kind: 'cancelled'; file?: string }
  | { kind: 'done'; data: DataPreview }
  | Failure;

export interface Failure {
  kind: 'failed';
  message: string;
  place?: { file: string; line: number; column: number };
}

/** The state of the experiment that the panel belongs to. */
export type Status =
  | { kind: 'empty' }
  /** @param waiting for others to end, of which only so many train at once. @param reading share of the data that is read. */
  | { kind: 'training'; progress?: Progress; waiting?: boolean; reading?: number }
  /** @param at how far it is, once that is known. */
  | { kind: 'inspecting'; at?: PartShare }
  | { kind: 'ready' }
  | { kind: 'cancelled'; epochs: number }
  | Failure;

/** A trial of a sweep as far as it has come. */
export interface SweepTrial extends Trial, Pick<TrialState, 'status' | 'run' | 'metrics' | 'seconds' | 'message'> {
  /** How many it has been trained for. */
  epochs: number;
  /** Epochs and their losses, of the validation part where there is one; a long curve thinned out. */
  curve: readonly (readonly [number, number])[];
}

export interface SweepSnapshot {
  method: SweepPlan['spec']['method'];
  /** The varied places, as the config writes them. */
  names: readonly string[];
  /** Of a whole training. */
  epochs: number;
  /** Whether losses are those of a validation part. */
  validated: boolean;
  running: boolean;
  trials: readonly SweepTrial[];
  /** Index of the trial whose run the other views show. */
  shown?: number;
}

export interface Snapshot {
  /** The config file's name and its workspace-relative path. */
  title: string;
  config: string;
  /** The config's full URI; the page keeps it with its state, so that a reload knows whose panel it was. */
  uri: string;
  /** Start of the shown run, ISO 8601; undefined where a model was loaded or nothing has run. */
  run?: string;
  /** The run's folder is no longer there. */
  gone?: boolean;
  status: Status;
  epochs: readonly EpochPoint[];
  /** The epoch whose weights were kept, where it is not the last. */
  bestEpoch?: number;
  /** Seconds of training, once it has ended. */
  seconds?: number;
  /** False in Restricted Mode: nothing can be trained. */
  trusted: boolean;
  inspection?: Inspection;
  embeddings: readonly Embedding[];
  /** What was asked about this model so far, the latest last. */
  findings: readonly Finding[];
  /** Epochs of the run whose weights were kept, ascending. */
  checkpoints: readonly number[];
  /** A selection that the host wants shown (from a lens or a command); wins over the page's own. */
  select?: Partial<Selection>;
  /** Where the config has one. */
  sweep?: SweepSnapshot;
}

export type HostMessage =
  | { type: 'snapshot'; snapshot: Snapshot }
  | { type: 'sweep'; sweep?: SweepSnapshot }
  | { type: 'progress'; progress: Progress }
  /** The share of the data that is read, in [0,1]. */
  | { type: 'reading'; share: number }
  /** How far the inspection is. */
  | { type: 'inspecting'; at: PartShare }
  | { type: 'epochs'; points: readonly EpochPoint[] }
  /** A sample as a whole, of which a snapshot has withheld the layers. */
  | { type: 'sample'; index: number; sample: SampleInspection }
  /** A further sample, the last of all, in place of the one that was asked for before. */
  | { type: 'sequence'; index: number; sample: SampleInspection }
  | { type: 'sequenceFailed'; message: string }
  | { type: 'embedding'; embedding: Embedding }
  | { type: 'finding'; finding: Finding }
  /** Another input in place of a sample's, with everything that follows from it. */
  | { type: 'whatIf'; sample: number; result: SampleInspection }
  | { type: 'whatIfFailed'; message: string }
  | { type: 'preview'; preview: Preview }
  | { type: 'previewSequence'; sequence: PreviewSequence }
  /** There is no experiment to show. */
  | { type: 'nothing' }
  /** The user wants a link to what is shown: the page answers with `copyLink`. */
  | { type: 'askLink' }
  /** The layer that the config's cursor or pointer is on; nothing where it is on none. */
  | { type: 'point'; layer?: string }
  | { type: 'checkpoint'; checkpoint: Checkpoint }
  | { type: 'checkpointFailed'; epoch: number; message: string };

/** Formats of files that the page makes; each is its files' extension. */
export const FILE_FORMATS = ['svg', 'png', 'json', 'csv'] as const;

/** Something that the page hands out. */
export interface SavedFile {
  /** Without an extension; letters, digits and dashes. */
  readonly name: string;
  readonly format: (typeof FILE_FORMATS)[number];
  readonly content: string | Uint8Array<ArrayBuffer>;
}

export type PanelMessage =
  /** Asks where to save the file, and saves it. */
  | { type: 'save'; file: SavedFile }
  | { type: 'copy'; text: string }
  /** Asks what the model makes of another input in place of a sample's, [T,F] in raw units. */
  | { type: 'whatIf'; sample: number; input: Float64Array<ArrayBuffer>; attention: boolean }
  /** Asks for the input to be added to the config, [T,F] in raw units. */
  | { type: 'keepInput'; input: Float64Array<ArrayBuffer> }
  /** Asks for the intervention to be added to the config. */
  | { type: 'keepIntervention'; intervention: Intervention }
  /** Asks for another baseline in the config: of samples, [T,F] each in raw units, their mean. */
  | { type: 'baseline'; baseline: 'mean' | 'zero' | readonly Float64Array<ArrayBuffer>[] }
  | { type: 'copyLink'; selection: Selection }
  /** Files were dropped onto the page, a list of addresses a line each (RFC 2483). */
  | { type: 'dropped'; files: string }
  /** A layer was picked: its line in the config is shown. @param open also where no editor shows the config. */
  | { type: 'reveal'; layer: string; open: boolean }
  /** Shows a place of the config: keys and indices from its root. */
  | { type: 'revealPath'; path: readonly (string | number)[] }
  | { type: 'sample'; index: number }
  /** Asks for everything of one more sequence of the evaluated part. */
  | { type: 'sequence'; sequence: number }
  /** Asks what the data of the config hold. @param again although the reading was stopped by hand. */
  | { type: 'preview'; again?: boolean }
  | { type: 'stopPreview' }
  /** Asks for one sequence of the data, by its place in its part, from 0. */
  | { type: 'previewSequence'; part: Part; index: number }
  | { type: 'embed'; embedding: EmbeddingKey }
  | { type: 'stopEmbedding' }
  /** Asks how the model computes. One question of each kind is answered at a time; another one ends it. */
  | { type: 'ask'; question: Question }
  | { type: 'stopAsking'; about: Question['about'] }
  /** Asks for the model as it was after an epoch, with everything of the one sample. */
  | { type: 'checkpoint'; epoch: number; sample: number; parts: CheckpointParts }
  /** Asks for the run of a trial. @param trial its id. */
  | { type: 'trial'; trial: string }
  | { type: 'ready' }
  | {
      type: 'command';
      command:
        | 'train'
        | 'continue'
        | 'cancel'
        | 'inspect'
        | 'openReport'
        | 'exportModel'
        | 'revealConfig'
        | 'runSweep'
        | 'cancelSweep';
    }
  /** Milliseconds from the page's first script to its first finished plot; kept in the log. */
  | { type: 'painted'; milliseconds: number }
  | { type: 'problem'; message: string };
