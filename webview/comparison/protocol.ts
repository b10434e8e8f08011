/**
 * The door between the comparison's page and its host, as `../protocol.ts` is that of an experiment's page: the host
 * sends nothing before `ready`, and the whole comparison each time it hears it.
 */
import type { Inspection } from '../../src/core/analysis/inspection.js';
import type { SimilarityResult } from '../../src/worker/protocol.js';
import type { EpochPoint, SavedFile } from '../protocol.js';

/** So many runs have colours that can be told apart. */
export const MOST_RUNS = 7;

/** What is known of one run without opening its model. */
export interface ComparedRun {
  /** Its folder. */
  readonly id: string;
  /** "A", "B", …: what the plots and tables call it. */
  readonly letter: string;
  readonly name: string;
  /** The config's path in the workspace. */
  readonly config: string;
  /** ISO 8601. */
  readonly started: string;
  readonly status: string;
  readonly engine: string;
  readonly seed: number;
  readonly seconds?: number;
  readonly epochs: readonly EpochPoint[];
  readonly bestEpoch?: number;
  readonly model: ComparedModel;
}

/** The model, opened and inspected on the inputs of the first run. */
export type ComparedModel =
  | { readonly kind: 'working' }
  /** `shared`: its first samples are those of the first run, in the same order. Traces and matrices are left out. */
  | { readonly kind: 'done'; readonly inspection: Inspection; readonly shared: boolean }
  | { readonly kind: 'failed'; readonly message: string };

/** A key of the config that is not the same in all runs. */
export interface ConfigDifference {
  /** For example "train.learningRate". */
  readonly path: string;
  /** One text a run; undefined where the key is not there. */
  readonly values: readonly (string | undefined)[];
}

export interface Comparison {
  readonly runs: readonly ComparedRun[];
  readonly differences: readonly ConfigDifference[];
}

/** Which two runs, by their ids. */
export interface Pair {
  readonly first: string;
  readonly second: string;
}

export type SimilarityAnswer = Pair &
  (
    | { readonly kind: 'done'; readonly result: SimilarityResult }
    | { readonly kind: 'failed'; readonly message: string }
  );

export type ComparisonHostMessage =
  | { readonly type: 'comparison'; readonly comparison: Comparison }
  | { readonly type: 'similarity'; readonly similarity: SimilarityAnswer }
  /** There is nothing to compare any more. */
  | { readonly type: 'failed'; readonly message: string };

export type ComparisonPanelMessage =
  | { readonly type: 'ready' }
  /** Asks how alike the state spaces of two runs are. */
  | ({ readonly type: 'similarity' } & Pair)
  /** Shows the configs of two runs in the editor's own diff. */
  | ({ readonly type: 'diff' } & Pair)
  /** Shows one run in the panel of its experiment. */
  | { readonly type: 'inspect'; readonly id: string }
  | { readonly type: 'save'; readonly file: SavedFile }
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'problem'; readonly message: string };
