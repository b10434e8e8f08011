/**
 * All that the views, the report and `inspect --json` show of a model: one value, made by the worker.
 *
 * Arrays are row-major: T steps, F features, H units, K outputs. `input`, `baseline` and `target` are in raw units;
 * states and gates are of the input as the model sees it; `prediction` and influence are in the target's own units.
 */
import type { InfluenceMethod } from '../config/schema.js';
import type { LayerTrace } from '../engine/engine.js';

export interface Inspection {
  /** What the experiment calls itself. */
  readonly name: string;
  /** Where the weights come from: a run folder or a model file, as a path. */
  readonly source: string;
  readonly length: number;
  readonly features: readonly string[];
  readonly targets: readonly string[];
  readonly layers: readonly LayerSummary[];
  readonly samples: readonly SampleInspection[];
  /** The input that stands for "no information", [T,F]; only its difference to `input` counts. */
  readonly baseline: Float64Array;
  /** One row per method, best first; empty where no rule is known. */
  readonly trust: readonly TrustRow[];
  /** Why `trust` is empty, or how it was measured, in one sentence. */
  readonly trustNote: string;
  /** Predicted against true on the validation part (or the training part where there is none), target units. */
  readonly fit: Fit;
}

export interface LayerSummary {
  readonly name: string;
  readonly type: string;
  readonly units: number;
  readonly parameters: number;
  /** For example "5 × 64" or "1". */
  readonly outputShape: string;
}

export interface SampleInspection {
  /** For example "inspect.inputs[0]" or "validation 17". */
  readonly label: string;
  /** [T,F] */
  readonly input: Float64Array;
  /** [K], where the true answer is known. */
  readonly target?: Float64Array;
  /** [K] */
  readonly prediction: Float64Array;
  /** One entry per recurrent layer; every array [T,H] (one sample). */
  readonly layers: readonly LayerTrace[];
  readonly influence: Partial<Record<InfluenceMethod, Influence>>;
  /** The known true contribution of each step [T], in target units, where the task's rule is known. */
  readonly contribution?: Float64Array;
}

export interface Influence {
  /** [T,F], where the method is defined per element. */
  readonly values?: Float64Array;
  /** [T] */
  readonly perStep: Float64Array;
  /** Integrated gradients: |sum of values - (y(x) - y(baseline))|, in target units. */
  readonly completenessError?: number;
}

/**
 * How a method agrees with the known true contributions; every number in [-1,1] or [0,1]. A method that gives a size
 * without a sign (`stateChange`) is held against the size of the contributions.
 */
export interface TrustRow {
  readonly method: InfluenceMethod;
  /** Pearson r over all steps of all samples. */
  readonly pearson: number;
  /** Mean over the samples of Pearson r within the sample. */
  readonly withinSample: number;
  /** Spearman rank correlation over all steps of all samples. */
  readonly spearman: number;
  /** Share of steps where method and truth have the same sign; NaN for a method without signs. */
  readonly sign: number;
  /** Samples measured. */
  readonly samples: number;
}

export interface Fit {
  readonly part: 'validation' | 'training';
  /** Target units squared. */
  readonly mse: number;
  readonly r2: number;
  /** [N] first output of up to some hundred sequences. */
  readonly predicted: Float64Array;
  readonly actual: Float64Array;
}
