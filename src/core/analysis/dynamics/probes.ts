/**
 * What can be read off a layer's states by a linear function: ridge regression from h and c to what came so far, to each
 * earlier input and to the answer, fitted on some sequences and measured on others (Alain & Bengio 2017), beside a
 * control task (Hewitt & Liang 2019).
 */
import { Random } from '../../random.js';
import type { Unfit } from '../influence/influence.js';
import { applied, determination, type Linear, ridgeOn } from '../stateSpace/ridge.js';
import { distributedAs, randomFunction } from './controlTask.js';
import type { ProbeData, ProbedLayer, SequenceSet } from './layerStates.js';
import type { LayerProbes, ProbedInput, ProbedQuantity, ProbeScores } from './results.js';

/** Earlier inputs that are looked for in a state, at most: more features than fit are left out. */
const MOST_INPUTS = 200;

/** A quantity of both sets, each [N,T] with a value for every step, and the same of the control task. */
interface Wanted {
  readonly name: string;
  readonly fitted: Float64Array;
  readonly heldOut: Float64Array;
  readonly control?: { readonly fitted: Float64Array; readonly heldOut: Float64Array };
}

/** What is asked of the states of every layer; the same for all of them. */
export interface ProbeQuestions {
  readonly running: Wanted;
  readonly target: Wanted | Unfit;
  /** One entry a feature: its inputs. */
  readonly inputs: readonly Wanted[];
}

export function probeQuestions({ data, seed, runningName, fitted, heldOut }: ProbeData): ProbeQuestions {
  const { length, features, targetNames } = data;
  const random = Random.for(seed, 'control');
  const split = (values: Float64Array) => ({
    fitted: values.slice(0, fitted.sequences * length),
    heldOut: values.slice(fitted.sequences * length),
  });
  const both = (of: (set: SequenceSet) => ArrayLike<number>) => {
    const [a, b] = [of(fitted), of(heldOut)];
    const all = new Float64Array(a.length + b.length);
    all.set(a);
    all.set(b, a.length);
    return all;
  };
  const raw = both(({ inputs }) => inputs);
  const columns = features.map((_, f) => raw.filter((_value, i) => i % features.length === f));
  const controls = columns.map((values) => randomFunction(values, random));
  const kept = Math.max(1, Math.floor(MOST_INPUTS / length));
  const inputs = features.slice(0, kept).map((name, f): Wanted => {
    const control = controls[f];
    return { name, ...split(columns[f]), ...(control ? { control: split(control) } : {}) };
  });
  // What is asked for of the control task is made of all its inputs: their sum so far, and their sum.
  const known = controls.filter((control) => control !== undefined);
  const made = new Float64Array(raw.length / features.length);
  for (const control of known) for (let i = 0; i < made.length; i++) made[i] += control[i];
  const soFar = made.slice();
  for (let i = 0; i < soFar.length; i++) if (i % length > 0) soFar[i] += soFar[i - 1];
  const whole = soFar.map((_, i) => soFar[i - (i % length) + length - 1]);
  const wanted = (name: string, values: Float64Array, control: Float64Array): Wanted => ({
    name,
    ...split(values),
    ...(known.length > 0 ? { control: split(distributedByStep(control, values, length)) } : {}),
  });
  const running = wanted(
    runningName,
    both((set) => set.running),
    soFar,
  );
  if (!fitted.targets || !heldOut.targets) {
    return { running, target: { reason: 'The answer is a class, and probes read numbers.' }, inputs };
  }
  const answers = both(({ targets }) => targets!);
  const target = soFar.map((_, i) => answers[Math.floor(i / length)]);
  return {
    running,
    target: wanted(targetNames.length > 1 ? 'explained answer' : targetNames[0], target, whole),
    inputs,
  };
}

/** As `distributedAs`, each step by itself. @param values [N,T] each. */
function distributedByStep(order: Float64Array, like: Float64Array, length: number): Float64Array {
  const result = new Float64Array(like.length);
  for (let t = 0; t < length; t++) {
    const at = (values: Float64Array) => values.filter((_, i) => i % length === t);
    for (const [n, value] of distributedAs(at(order), at(like)).entries()) result[n * length + t] = value;
  }
  return result;
}

/** @throws what `pause` throws. */
export async function layerProbes(
  { fitted, heldOut, data }: ProbeData,
  layer: ProbedLayer,
  questions: ProbeQuestions,
  pause: () => Promise<void>,
): Promise<LayerProbes> {
  const { size, units } = layer;
  const { length } = data;
  const running = new Gathered(questions.running, length, layer);
  const target = 'reason' in questions.target ? undefined : new Gathered(questions.target, length, layer);
  const inputs = questions.inputs.map((wanted) => new GatheredInput(wanted, length));
  for (let t = 0; t < length; t++) {
    await pause();
    const sources = (size > units ? (['hidden', 'cell', 'state'] as const) : (['hidden'] as const)).map((source) => {
      const [from, to] = source === 'cell' ? [units, size] : [0, source === 'hidden' ? units : size];
      return { source, step: probesAt(layer, t, length, from, to, fitted.sequences) };
    });
    const { step: whole } = sources[sources.length - 1];
    for (const { source, step } of sources) for (const one of [running, target]) one?.measure(source, t, step);
    for (const one of [running, target]) one?.point(t, whole);
    for (const one of inputs) one.measure(t, whole);
  }
  return {
    fitted: fitted.sequences,
    heldOut: heldOut.sequences,
    steps: length,
    running: running.result(),
    target: target?.result() ?? (questions.target as Unfit),
    inputs: inputs.map((one) => one.result()),
  };
}

/** States of one step, ready to be read. */
export interface StepProbes {
  /** [N,D] */
  readonly fitted: Float64Array;
  readonly heldOut: Float64Array;
  fit(y: ArrayLike<number>): Linear;
}

/** @param from @param to which numbers of the state. */
export function probesAt(
  layer: ProbedLayer,
  t: number,
  length: number,
  from: number,
  to: number,
  sequences: number,
): StepProbes {
  const fitted = columnsAt(layer.fitted, layer.size, t, length, from, to);
  return {
    fitted,
    heldOut: columnsAt(layer.heldOut, layer.size, t, length, from, to),
    fit: ridgeOn(fitted, sequences),
  };
}

function columnsAt(states: Float32Array, size: number, t: number, length: number, from: number, to: number) {
  const rows = states.length / (size * length);
  const width = to - from;
  const taken = new Float64Array(rows * width);
  for (let n = 0; n < rows; n++) {
    const at = (n * length + t) * size;
    for (let i = 0; i < width; i++) taken[n * width + i] = states[at + from + i];
  }
  return taken;
}

/**
 * The change of the state by one unit of what a probe reads off it: cov(state, read) / var(read) (Haufe 2014, On the
 * interpretation of weight vectors of linear models in multivariate neuroimaging).
 * @param states [R,S] @returns [S]; zeros where the probe always reads the same.
 */
export function patternOf(states: Float64Array, probe: Linear): Float64Array {
  const size = probe.weights.length;
  const read = applied(probe, states);
  const rows = read.length;
  const mean = read.reduce((sum, value) => sum + value / rows, 0);
  const pattern = new Float64Array(size);
  let variance = 0;
  for (let r = 0; r < rows; r++) {
    const off = read[r] - mean;
    variance += off * off;
    for (let i = 0; i < size; i++) pattern[i] += off * states[r * size + i];
  }
  return variance > 0 ? pattern.map((sum) => sum / variance) : new Float64Array(size);
}

/** Values of one step. @param values [N,T] */
function stepOf(values: Float64Array, t: number, length: number): Float64Array {
  return Float64Array.from({ length: values.length / length }, (_, n) => values[n * length + t]);
}

class Scores {
  readonly r2: Float64Array;
  readonly control: Float64Array;

  constructor(length: number) {
    this.r2 = new Float64Array(length).fill(Number.NaN);
    this.control = new Float64Array(length).fill(Number.NaN);
  }

  result(): ProbeScores {
    const { r2, control } = this;
    // Worse than the mean is nothing read, too.
    const selectivity = r2.map((value, t) => Math.max(0, value) - Math.max(0, control[t]));
    return { r2, control, selectivity };
  }
}

function scoreAt(step: StepProbes, wanted: Pick<Wanted, 'fitted' | 'heldOut'>, t: number, length: number): number {
  const probe = step.fit(stepOf(wanted.fitted, t, length));
  return determination(applied(probe, step.heldOut), stepOf(wanted.heldOut, t, length));
}

/** The scores of one quantity, step by step. */
class Gathered {
  private readonly scores: Partial<Record<'hidden' | 'cell' | 'state', Scores>> = {};
  private readonly directions: Float64Array;

  constructor(
    private readonly wanted: Wanted,
    private readonly length: number,
    private readonly layer: ProbedLayer,
  ) {
    this.directions = new Float64Array(length * layer.size);
  }

  measure(source: 'hidden' | 'cell' | 'state', t: number, step: StepProbes): void {
    const { wanted, length } = this;
    this.scores[source] ??= new Scores(length);
    const { r2, control } = this.scores[source];
    r2[t] = scoreAt(step, wanted, t, length);
    if (wanted.control) control[t] = scoreAt(step, wanted.control, t, length);
  }

  point(t: number, whole: StepProbes): void {
    const probe = whole.fit(stepOf(this.wanted.fitted, t, this.length));
    this.directions.set(patternOf(whole.fitted, probe), t * this.layer.size);
  }

  result(): ProbedQuantity {
    const { hidden, cell, state } = this.scores;
    return {
      name: this.wanted.name,
      hidden: hidden!.result(),
      ...(cell ? { cell: cell.result() } : {}),
      state: (state ?? hidden)!.result(),
      directions: this.directions,
    };
  }
}

/** The inputs of one feature, each in the states of its step and of all later ones. */
class GatheredInput {
  private readonly r2: Float64Array;
  private readonly control: Float64Array;

  constructor(
    private readonly wanted: Wanted,
    private readonly length: number,
  ) {
    this.r2 = new Float64Array(length * length).fill(Number.NaN);
    this.control = new Float64Array(length * length).fill(Number.NaN);
  }

  measure(t: number, whole: StepProbes): void {
    const { wanted, length } = this;
    for (let s = 0; s <= t; s++) {
      const read = ({ fitted, heldOut }: Pick<Wanted, 'fitted' | 'heldOut'>) =>
        determination(applied(whole.fit(stepOf(fitted, s, length)), whole.heldOut), stepOf(heldOut, s, length));
      this.r2[t * length + s] = read(wanted);
      if (wanted.control) this.control[t * length + s] = read(wanted.control);
    }
  }

  result(): ProbedInput {
    const { r2, control, length, wanted } = this;
    const byLag = new Scores(length);
    for (let lag = 0; lag < length; lag++) {
      byLag.r2[lag] = meanAlong(r2, lag, length);
      byLag.control[lag] = meanAlong(control, lag, length);
    }
    return { feature: wanted.name, r2, byLag: byLag.result() };
  }
}

/** Mean of what is known on a diagonal. @param matrix [T,T] */
function meanAlong(matrix: Float64Array, lag: number, length: number): number {
  const known = Array.from({ length: length - lag }, (_, s) => matrix[(s + lag) * length + s]).filter(
    (value) => !Number.isNaN(value),
  );
  return known.reduce((sum, value) => sum + value / known.length, known.length > 0 ? 0 : Number.NaN);
}
