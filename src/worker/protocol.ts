/** The door of the worker: requests, their answers, and the progress they report. */
import { ProgressType, RequestType, RequestType0 } from 'vscode-jsonrpc';
import type { CheckpointParts } from '../core/analysis/checkpoint.js';
import type { Answers, Question } from '../core/analysis/dynamics/question.js';
import type { Dynamics } from '../core/analysis/dynamics/results.js';
import type { Inspection, SampleInspection } from '../core/analysis/inspection.js';
import type { PartShare } from '../core/analysis/parts.js';
import type { Similarity } from '../core/analysis/similarity/similarity.js';
import type { EmbeddingMethod } from '../core/analysis/stateSpace/embedding.js';
import type { DataPreview, Part, PreviewSequence } from '../core/data/preview/preview.js';
import type { ModelLook } from '../core/formats/look/look.js';
import type { Problem } from '../core/problems.js';
import type { TrialMark } from '../core/runs/runFolder.js';
import type { EpochMetrics, Metrics } from '../core/training/metrics.js';

/** A config as the caller has it: perhaps not saved yet. */
export interface ConfigText {
  readonly path: string;
  readonly text: string;
}

/** A Python to train in. */
export interface Python {
  /** Path of the interpreter. */
  readonly command: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface TrainParams {
  readonly config: ConfigText;
  /** Run folder to write; by default one of its own beside the config. */
  readonly out?: string;
  /** Run folder to go on with, from where it last could; the config is then the run's own. */
  readonly resume?: string;
  /** Samples of the data to inspect afterwards, besides `inspect.inputs`. */
  readonly dataSamples: number;
  readonly progress: string;
  readonly trial?: TrialParams;
  /** Where the config's engine is Keras; a worker has no environment to find it in. */
  readonly python?: Python;
}

/** A training that is a trial of a sweep: its model is not inspected, since there are many and few are looked at. */
export interface TrialParams {
  /** For the run's manifest. */
  readonly mark: TrialMark;
  /** The whole epoch after which it pauses, as if cancelled; it can go on from there. */
  readonly until?: number;
  /** An earlier run of this very config. On the same data it is taken as it is, or gone on with where it is not done. */
  readonly earlier?: string;
}

export interface TrainResult {
  readonly run: string;
  readonly engine: string;
  readonly status: 'done' | 'cancelled';
  readonly started: string;
  readonly epochs: readonly EpochMetrics[];
  /** The epoch whose weights were kept, where it is not the last. */
  readonly bestEpoch?: number;
  /** Time in the training loop. */
  readonly seconds: number;
  /** Missing where a cancelled run has no whole epoch, or was not waited for while it was measured. */
  readonly metrics?: Metrics;
  /** Missing, too, where the inspection was cancelled: the run is done all the same. */
  readonly inspection?: Inspection;
}

export type TrainProgress =
  /** The data is being read: the share of its file so far, in [0,1]. */
  | { readonly kind: 'reading'; readonly share: number }
  | {
      readonly kind: 'started';
      readonly run: string;
      readonly started: string;
      readonly epochs: number;
      /** Of a run that goes on: what was done before. */
      readonly before: readonly EpochMetrics[];
    }
  | {
      readonly kind: 'batch';
      readonly epoch: number;
      readonly epochs: number;
      readonly batch: number;
      readonly batches: number;
      readonly secondsLeft: number;
    }
  /** Epochs that have ended since the last report. */
  | { readonly kind: 'epochs'; readonly epochs: readonly EpochMetrics[] }
  /** Training has ended; what is known early of the inspection: everything but attention, trust and correlation. */
  | { readonly kind: 'preview'; readonly seconds: number; readonly inspection: Inspection }
  /** How far its inspection is. */
  | ({ readonly kind: 'part' } & PartShare);

/** What a client has to know to clean up after a worker that dies, and nobody else. */
export type TrainStage =
  /** From now on there is something on the disk that can be lost. */
  | { readonly kind: 'writing'; readonly run: string }
  /** The run is whole: all that is still to come of the result is its inspection. */
  | { readonly kind: 'trained'; readonly result: TrainResult };

export interface ModelParams {
  /**
   * Either a run folder, or a config; of a config the model that it loads is inspected, else its newest run. With both,
   * the run's model and data are inspected as the config's `inspect` says.
   */
  readonly run?: string;
  readonly config?: ConfigText;
}

export interface InspectParams extends ModelParams {
  /** Samples of the data to inspect, besides `inspect.inputs`. */
  readonly dataSamples: number;
  /** A further sample to inspect: the place of a sequence in the evaluated part. */
  readonly sequence?: number;
}

/** Asks for everything, and to be told how far it is. */
export interface FollowedInspectParams extends InspectParams {
  readonly progress: string;
}

export type InspectProgress =
  | ({ readonly kind: 'part' } & PartShare)
  /** What is known early: everything but attention, trust and correlation. */
  | { readonly kind: 'preview'; readonly result: InspectResult };

/** Asks for everything of one sequence of the evaluated part. */
export interface SequenceParams extends InspectParams {
  readonly sequence: number;
}

/** Asks for a layout of a layer's hidden states. */
export interface EmbedParams extends InspectParams {
  readonly layer: string;
  readonly method: EmbeddingMethod;
  readonly dimensions: 2 | 3;
  readonly progress: string;
}

export interface EmbedResult {
  /** [N,T,dimensions] */
  readonly points: Float32Array;
  /** Which sequences of the inspection's population. */
  readonly sequences: readonly number[];
}

/** Asks how the model computes. */
export interface QuestionParams extends InspectParams {
  readonly question: Question;
  readonly progress: string;
}

/** Asks for the model as it was after an epoch. */
export interface CheckpointParams extends InspectParams {
  readonly epoch: number;
  /** The sample that is explained, an index into `Inspection.samples`. */
  readonly sample: number;
  readonly parts: CheckpointParts;
}

/** Asks for everything of one input that is in no data. */
export interface WhatIfParams extends InspectParams {
  readonly label: string;
  /** [T,F], raw units. */
  readonly input: Float64Array;
  /** Whether its attention-like matrices are wanted, too: they may take longer than all the rest. */
  readonly attention: boolean;
}

export interface InspectResult {
  readonly inspection: Inspection;
  /** Where a run was inspected: its folder, its epochs and what its manifest says. */
  readonly run?: {
    readonly folder: string;
    readonly started: string;
    readonly epochs: readonly EpochMetrics[];
    readonly bestEpoch?: number;
    readonly seconds?: number;
  };
}

/** Asks what the data of a config hold, before anything is trained. */
export interface PreviewParams {
  readonly config: ConfigText;
  readonly progress: string;
}

/** The file is read, then what it holds is looked at. @param share of that which is done, in [0,1]. */
export interface PreviewProgress {
  readonly phase: 'reading' | 'looking';
  readonly share: number;
}

/** Asks for one sequence of the data. */
export interface PreviewSequenceParams {
  readonly config: ConfigText;
  readonly part: Part;
  /** Its place in its part, from 0. */
  readonly index: number;
}

/** Asks for the names that a config may use of a data file. */
export interface ColumnsParams {
  /** Path of the data file. */
  readonly file: string;
}

/** Asks for a config that learns from a data file. */
export interface DraftParams {
  /** The config as it is; an empty text where there is none yet. */
  readonly config: ConfigText;
  /** Path of the data file. */
  readonly file: string;
  /** Its name as the config says it. */
  readonly name: string;
  readonly progress: string;
}

/** A `.json` file may hold a model instead. */
export type Draft = { readonly kind: 'data'; readonly text: string } | { readonly kind: 'model' };

/** Writes the model of a run. */
export interface ExportParams {
  /** Run folder. */
  readonly run: string;
  /** Path of the file to write, whose ending says its format. */
  readonly file: string;
}

export interface LookParams {
  /** Path of a model file. */
  readonly file: string;
}

export const trainRequest = new RequestType<TrainParams, TrainResult, FailureData>('train');
export const trainProgress = new ProgressType<TrainProgress | TrainStage>();
export const embedRequest = new RequestType<EmbedParams, EmbedResult, FailureData>('embed');
/** Share done, in [0,1]. */
export const embedProgress = new ProgressType<number>();
export const checkpointRequest = new RequestType<CheckpointParams, Inspection, FailureData>('checkpoint');
export const whatIfRequest = new RequestType<WhatIfParams, SampleInspection, FailureData>('whatIf');
/** How the model computes; takes seconds, and is asked for by itself. */
export const dynamicsRequest = new RequestType<InspectParams, Dynamics, FailureData>('dynamics');
export const questionRequest = new RequestType<QuestionParams, Answers[keyof Answers], FailureData>('question');
/** Share done, in [0,1]. */
export const questionProgress = new ProgressType<number>();
export const sequenceRequest = new RequestType<SequenceParams, SampleInspection, FailureData>('sequence');
export const inspectRequest = new RequestType<FollowedInspectParams, InspectResult, FailureData>('inspect');
export const inspectProgress = new ProgressType<InspectProgress>();
export const previewRequest = new RequestType<PreviewParams, DataPreview, FailureData>('preview');
export const previewProgress = new ProgressType<PreviewProgress>();
export const previewSequenceRequest = new RequestType<PreviewSequenceParams, PreviewSequence, FailureData>(
  'previewSequence',
);

export const columnsRequest = new RequestType<ColumnsParams, readonly string[], FailureData>('columns');
export const draftRequest = new RequestType<DraftParams, Draft, FailureData>('draft');
/** Share of the file that is read, in [0,1]. */
export const draftProgress = new ProgressType<number>();

/** Asks how alike the state spaces of two runs are. */
export interface SimilarityParams {
  /** Run folders; both are shown the evaluated sequences of the first. */
  readonly runs: readonly [string, string];
}

export interface SimilarityResult extends Similarity {
  /** Whether both were trained on the same data and split. */
  readonly sameData: boolean;
}

export const similarityRequest = new RequestType<SimilarityParams, SimilarityResult, FailureData>('similarity');

/** What a config's model is without any training: a run, the file that it loads, or nothing yet. */
export type CurrentModel =
  | { readonly kind: 'run'; readonly folder: string }
  | { readonly kind: 'file' }
  | { readonly kind: 'none' };

export const currentRequest = new RequestType<ConfigText, CurrentModel, FailureData>('current');
/** Asks what a model file holds. A file that is damaged is a failure whose message names the place. */
export const lookRequest = new RequestType<LookParams, ModelLook, FailureData>('look');
/** The answer is a sentence for everything that the format cannot hold. */
export const exportRequest = new RequestType<ExportParams, readonly string[], FailureData>('export');

/** All problems of a config and its data: errors, else what is to be said besides. */
export const checkRequest = new RequestType<ConfigText, readonly Problem[], FailureData>('check');

/** A sign of life. */
export const pingRequest = new RequestType0<null, never>('ping');

/** Error code of bad input; its data lists the problems. */
export const BAD_INPUT = 1;
/** Error code of anything else that went wrong and that the user can read about. */
export const FAILED = 2;

export interface FailureData {
  readonly problems: readonly Problem[];
}
