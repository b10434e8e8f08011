/**
 * What is found out about how a model carries its inputs: one type a part, for views, report and terminal alike.
 *
 * Arrays are row-major: N sequences, T steps, F features, H units. S is the numbers in a layer's state: H, or 2 H of an
 * LSTM, whose state is [h, c]. What cannot be had is `Unfit`: why not, in a sentence.
 */
import type { Intervention } from '../../config/interventions.js';
import type { InfluenceMethod } from '../../config/schema.js';
import type { RecurrentType } from '../../model/spec.js';
import type { Unfit } from '../influence/influence.js';
import type { Ablation } from './ablation.js';
import type { Rest } from './rest.js';

export interface Dynamics {
  readonly part: 'validation' | 'training';
  /** Sequences of that part on which all of it was measured. */
  readonly sequences: number;
  readonly layers: readonly LayerDynamics[];
  /** What could not be had of a layer, with the reason in a sentence. */
  readonly unfit: readonly { readonly layer: string; readonly reason: string }[];
  /** Largest change first; changes in target units, errors in their square. */
  readonly ablations: readonly Ablation[];
  /** How strongly the explained output depends on earlier inputs: |dy/dx| by lag, model units. */
  readonly inputGradient: GradientByLag | Unfit;
}

export interface LayerDynamics extends CarriedLayer {
  /** [H] steps after which half of what a unit holds is gone; of layers with gates. */
  readonly halfLives?: Float64Array;
  /** Undefined where it could not be had; `Dynamics.unfit` says why. */
  readonly rest?: Rest;
  readonly lineAttractor: LineAttractor | Unfit;
}

/** What the layers carry from step to step. */
export interface Carried {
  /** One entry a recurrent layer. */
  readonly layers: readonly CarriedLayer[];
  /** As in `Dynamics`. */
  readonly inputGradient: GradientByLag | Unfit;
}

export interface CarriedLayer {
  /** As the layer's trace is called. */
  readonly layer: string;
  readonly type: RecurrentType;
  readonly units: number;
  readonly probes: LayerProbes | Unfit;
  readonly integrator: Integrator | Unfit;
  /** How strongly the last h depends on earlier states: |dh_T/ds_(T-k)|. */
  readonly gradient: GradientByLag | Unfit;
  /** What moving the state by one unit of the running quantity does to the answer. */
  readonly steering: Steering | Unfit;
}

/**
 * Whether the layer keeps the running quantity along a line of states that hardly move (Maheswaranathan 2019): one
 * eigenvalue near 1 whose mode lies along the states' change with the quantity, and no second one as slow.
 */
export interface LineAttractor {
  readonly is: boolean;
  /** Which of `points` was tested; undefined where there is none and the slowest state stands in. */
  readonly point?: number;
  /** Of the mode that was judged: of those that last a sequence the best aligned one, else the slowest. */
  readonly eigenvalue: { readonly real: number; readonly imaginary: number; readonly size: number };
  /** Steps. */
  readonly timeConstant: number;
  /** Largest |λ| of the other modes; 0 where there is none. */
  readonly second: number;
  /** |cos| between that mode and the direction of the running quantity, in [0,1]. */
  readonly alignment: number;
  /** The finding, in a sentence. */
  readonly reading: string;
}

/** Ridge regressions from a layer's states, fitted on some sequences and measured on others, one a step. */
export interface LayerProbes {
  /** Sequences that fitted, and others on which R² was measured. */
  readonly fitted: number;
  readonly heldOut: number;
  /** The layer's steps, T. */
  readonly steps: number;
  /** What the sequence comes to so far: the answer so far where the rule is known, else the sum of the first input. */
  readonly running: ProbedQuantity;
  readonly target: ProbedQuantity | Unfit;
  readonly inputs: readonly ProbedInput[];
}

export interface ProbedQuantity {
  /** In words. */
  readonly name: string;
  /** [T] R² from h and from c; from both together, which of a layer without a cell is h alone. */
  readonly hidden: ProbeScores;
  readonly cell?: ProbeScores;
  readonly state: ProbeScores;
  /**
   * [T,S] how the state changes by one unit of the quantity (the pattern of Haufe 2014, of the probe from the whole
   * state): a state moved by δ times this reads δ more. Its first H numbers are those of h.
   */
  readonly directions: Float64Array;
}

/**
 * [T] R² on held-out sequences: one is perfect, zero what the mean alone gives, NaN where there is nothing to read.
 * `control` is that of a control task (Hewitt & Liang 2019): a fixed random function of the inputs of the same
 * distribution. `selectivity` is their difference, each at least zero: what the state has beyond what a probe could
 * read of anything.
 */
export interface ProbeScores {
  readonly r2: Float64Array;
  readonly control: Float64Array;
  readonly selectivity: Float64Array;
}

/** One feature, read at every later step. */
export interface ProbedInput {
  readonly feature: string;
  /** [T,T] row t: R² of the input at step s from the whole state at step t; NaN for s > t. */
  readonly r2: Float64Array;
  /** [T] by lag: mean of R² over the steps t that have an input so far back, and that of the control task. */
  readonly byLag: ProbeScores;
}

/** How a layer adds up, read from its whole state with the same weights at every step. */
export interface Integrator {
  readonly quantity: string;
  /** On held-out sequences. */
  readonly r2: number;
  /** What the decoded quantity gains by one unit of what the step brings; one is perfect. */
  readonly gain: number;
  /** Share of the decoded quantity that is lost at a step; zero is perfect. */
  readonly leak: number;
  /** [S] and offset: decoded = weights · state + offset. */
  readonly weights: Float64Array;
  readonly offset: number;
  /** [S] how the state changes by one unit of the quantity. */
  readonly direction: Float64Array;
  /** |cos| between what decodes h and what the layers behind read of it, in [0,1]; of the last recurrent layer. */
  readonly readout: number | Unfit;
}

export interface GradientByLag {
  /** [T] by lag, from 0: mean over the sequences of the Frobenius norm. */
  readonly norms: Float64Array;
  readonly sequences: number;
  /** By which the norm changes from one lag to the next, on average. */
  readonly factor: number;
  readonly verdict: 'vanishing' | 'steady' | 'exploding';
  /** What it means, and what helps, in a sentence or two. */
  readonly reading: string;
}

/** The state after each step is moved along the running quantity's direction by δ, and the answer is computed anew. */
export interface Steering {
  /** [T] change of the answer by one unit of δ (least squares through zero); one is what a carrier of the sum does. */
  readonly slopes: Float64Array;
  /** [T] share of the changes' squares that such a line explains. */
  readonly r2: Float64Array;
  readonly sequences: number;
  /** Those tried, target units. */
  readonly deltas: readonly number[];
}

/** One intervention on every shown sample. */
export interface InterventionResult {
  readonly intervention: Intervention;
  /** In words. */
  readonly name: string;
  readonly result: readonly IntervenedSample[] | Unfit;
}

export interface IntervenedSample {
  /** As `SampleInspection.label`. */
  readonly label: string;
  /** [(S,)K] target units; of classes their logits. */
  readonly untouched: Float64Array;
  readonly changed: Float64Array;
  /** Change of the explained output, target units. */
  readonly change: number;
  /** One entry a recurrent layer. */
  readonly layers: readonly IntervenedLayer[];
}

export interface IntervenedLayer {
  readonly layer: string;
  readonly steps: number;
  readonly units: number;
  /** [T,H] each. */
  readonly untouched: States;
  readonly changed: States;
  /** [T] |state changed - untouched|, over h and c. */
  readonly distance: Float64Array;
}

export interface States {
  readonly hidden: Float64Array;
  readonly cell?: Float64Array;
}

/** Units that are active throughout a range of steps of one sample, and where else they are (after LSTMVis). */
export interface UnitSearch {
  readonly layer: string;
  /** Steps from 1, both included. */
  readonly from: number;
  readonly to: number;
  readonly threshold: number;
  readonly units: readonly FoundUnit[];
  /** Sequences that were searched. */
  readonly searched: number;
  /** Best first, one a sequence at most; none where no unit was found. */
  readonly matches: readonly UnitMatch[];
}

export interface FoundUnit {
  /** From 0. */
  readonly unit: number;
  /** Mean over the range. */
  readonly mean: number;
  /** Not active in the step before the range, nor in the one after it. */
  readonly justThere: boolean;
}

export interface UnitMatch {
  readonly part: 'training' | 'validation';
  /** Place in that part, from 0. */
  readonly sequence: number;
  /** Steps from 1, as long as the range. */
  readonly from: number;
  readonly to: number;
  /** Units active throughout here and there, over units active throughout in either. */
  readonly score: number;
  readonly common: number;
  /** [T,F] raw. */
  readonly input: Float64Array;
}

/** How the state dynamics came about: one number a checkpoint, E of them. */
export interface TrainingDynamics {
  readonly epochs: readonly number[];
  /** [E] R² of the model (accuracy for classes). */
  readonly fit: Float64Array;
  readonly layers: readonly LayerTraining[];
  /** [E] Pearson r of each influence method with the known true contributions. */
  readonly influence: Readonly<Partial<Record<InfluenceMethod, Float64Array>>> | Unfit;
  /** What the curves say, a sentence each: when the line attractor appears, when the influence becomes right. */
  readonly readings: readonly string[];
}

export interface LayerTraining {
  readonly layer: string;
  /** [E] as in `LineAttractor`; NaN where it is not known, as everywhere here. */
  readonly eigenvalue: Float64Array;
  readonly alignment: Float64Array;
  readonly second: Float64Array;
  /** [E] 1 where there is a line attractor, else 0. */
  readonly attractor: Float64Array;
  /** [E] fixed points, how many of them are stable, and the smallest q that was reached. */
  readonly fixedPoints: Float64Array;
  readonly stable: Float64Array;
  readonly slowest: Float64Array;
  /** [E] of the integrator. */
  readonly r2: Float64Array;
  readonly gain: Float64Array;
  readonly leak: Float64Array;
}
