/**
 * All that the views, the report and `inspect --json` show of a model: one value, made by the worker.
 *
 * Arrays are row-major: T steps, F features, H units, K outputs. `input`, `baseline` and `target` are in raw units;
 * states and gates are of the input as the model sees it; `prediction` and influence are in the target's own units; the influence on a class is that on its logit.
 */

import type { AttentionKind, InfluenceMethod } from '../config/schema.js';
import type { TargetKind } from '../data/dataset.js';
import type { LayerTrace } from '../engine/engine.js';
import type { AttentionAgreement } from './attention/agreement.js';
import type { AttentionMatrix } from './attention/attention.js';
import type { InputCorrelation } from './correlation/inputCorrelation.js';
import type { InterventionResult } from './dynamics/results.js';
import type { InfluenceOverMany } from './influence/overMany.js';
import type { Population } from './population/population.js';
import type { Interval, Score } from './trust/bootstrap.js';

export interface Inspection {
  /** What the experiment calls itself. */
  readonly name: string;
  /** Where the weights come from: a run folder or a model file, as a path. */
  readonly source: string;
  readonly length: number;
  readonly features: readonly string[];
  readonly target: TargetKind;
  /** S, where the model answers at each of S steps. */
  readonly targetSteps?: number;
  readonly targets: readonly string[];
  /** Which output influence and trust are about, in words. */
  readonly explained: string;
  readonly layers: readonly LayerSummary[];
  readonly samples: readonly SampleInspection[];
  /** The input that stands for "no information", [T,F]; only its difference to `input` counts. */
  readonly baseline: Float64Array;
  /** What the config calls it. */
  readonly baselineName: 'mean' | 'zero' | 'sample' | 'mean of samples';
  /** Influence over many sequences of the data; missing in a preview. */
  readonly overMany?: InfluenceOverMany;
  /**
   * [T] what a method says of the baseline itself, of methods that do not compare with it: the state moves out of its
   * first value, which is zero, whatever comes in. The part of the influence that is the initial state's.
   */
  readonly initialState: Readonly<Partial<Record<InfluenceMethod, Float64Array>>>;
  /** One row per method, best first. */
  readonly trust: readonly TrustRow[];
  /** Influences that know nothing, measured alike: what a method has to beat. */
  readonly trustBaselines: readonly UninformedRow[];
  /** How `trust` was measured, in a sentence or two. */
  readonly trustNote: string;
  /** What the table says, in a sentence. */
  readonly trustReading: string;
  /** Methods and matrices that were asked for and do not fit the model. */
  readonly unfit: readonly UnfitEntry[];
  /** How far the stand-ins for attention look where the model's attention layers do, over the samples; none without one. */
  readonly attentionAgreement: readonly AttentionAgreement[];
  /** One entry per recurrent layer: the change of the state against the inputs, over samples of the data. */
  readonly inputCorrelation: readonly InputCorrelation[];
  /** Predicted against true on the validation part (or the training part where there is none), target units. */
  readonly fit: Fit;
  /** Many sequences at once; missing in a preview. */
  readonly population?: Population;
  /** What `inspect.interventions` do to the samples; missing where there are none, and in a preview. */
  readonly interventions?: readonly InterventionResult[];
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
  /** For example "inspect.inputs[0]", "validation 17" or "validation 17, character 4711: the␣cat". */
  readonly label: string;
  /** Place of the sequence in the part that `fit` is of; undefined for an input of the config. */
  readonly sequence?: number;
  /** [T,F] */
  readonly input: Float64Array;
  /** [T] the character or the name that each step reads, where the input is one column of them. */
  readonly read?: readonly string[];
  /** [(S,)K], where the true answer is known; of classes their indices, [(S,)1]. */
  readonly target?: Float64Array;
  /** [(S,)K]; of classes the output for each, where the model gives one for each. */
  readonly prediction: Float64Array;
  /** [S] indices of the classes that the outputs stand for, or [1]; where the targets are classes. */
  readonly classes?: Float64Array;
  /** One entry per recurrent layer; every array [T,H] (one sample). */
  readonly layers: readonly LayerTrace[];
  /** There are layers, but they were left out of a message that would have been too large with them. */
  readonly withheld?: boolean;
  readonly influence: Partial<Record<InfluenceMethod, Influence>>;
  readonly attention: Partial<Record<AttentionKind, readonly AttentionMatrix[]>>;
  /** The known true contribution of each step [T], in target units, where the task's rule is known. */
  readonly contribution?: Float64Array;
}

export interface UnfitEntry {
  readonly id: InfluenceMethod | AttentionKind;
  /** One sentence. */
  readonly reason: string;
}

export interface Influence {
  /** [T,F], where the method is defined per element. */
  readonly values?: Float64Array;
  /** [T] */
  readonly perStep: Float64Array;
  /** Integrated gradients: |sum of values - (y(x) - y(baseline))|, in target units. */
  readonly completenessError?: number;
  /** [T] of `perStep`, where the method drew at random. */
  readonly standardError?: Float64Array;
  /** What a reader has to know of how it was computed, as one sentence. */
  readonly note?: string;
}

/**
 * How far a method can be believed. The first four hold it against the known true contributions, every number in [-1,1]
 * or [0,1], NaN where no rule is known; a method that gives a size without a sign (`stateChange`) is held against the
 * size of the contributions. The others need no rule (`trust/ruleFree.ts` has their formulas).
 */
export interface TrustScores extends RuleFreeScores {
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
  /** Bootstrap 95 % intervals of the numbers above, where they are known. */
  readonly intervals?: Readonly<Record<'pearson' | 'withinSample' | 'spearman' | 'sign', Interval>>;
}

/** Means over samples with bootstrap 95 % intervals; a score that a method cannot have is missing. */
export interface RuleFreeScores {
  /** Area under the output above the baseline's as steps are taken away, largest first; target units, low is good. */
  readonly deletion?: Score;
  /** The same as steps are put into the baseline; high is good. */
  readonly insertion?: Score;
  /** Change of the output without the most important steps; target units, high is good. */
  readonly comprehensiveness?: Score;
  /** Change of the output with the most important steps only; target units, low is good. */
  readonly sufficiency?: Score;
  /** Squared error of the claimed effect of taking steps away; target units squared, low is good. */
  readonly infidelity?: Score;
  /** Largest relative change under tiny changes of the input; low is good. */
  readonly maxSensitivity?: Score;
  /** |sum of influences - (y(x) - y(baseline))|; target units, low is good. */
  readonly completenessError?: Score;
  /** Rank correlation with the influences of a model with re-drawn weights; near 0 is good. */
  readonly randomization?: Score;
}

export interface TrustRow extends TrustScores {
  readonly method: InfluenceMethod;
}

export interface UninformedRow extends TrustScores {
  readonly method: 'random' | 'uniform';
}

export type Fit = NumberFit | ClassFit;

export interface NumberFit {
  readonly kind: 'numbers';
  readonly part: 'validation' | 'training';
  /** Target units squared. */
  readonly mse: number;
  /** Target units. */
  readonly mae: number;
  readonly r2: number;
  /** [N × S] first output, at every step, of the first sequences: some hundred numbers at most. */
  readonly predicted: Float64Array;
  readonly actual: Float64Array;
}

export interface ClassFit {
  readonly kind: 'classes';
  readonly part: 'validation' | 'training';
  /** Share of the targets whose class is right. */
  readonly accuracy: number;
  /** Share of the sequences all of whose targets are right, where there are several in each. */
  readonly wholeSequences?: number;
  /** [C,C] how many targets of a class (row) were taken for which (column). */
  readonly confusion: Float64Array;
}
