/** Inputs that give the answer away. */
import type { Dataset } from '../dataset.js';
import { type DataWarning, inputPath, type Look, targetPath } from './warning.js';
import { plain } from './words.js';

/** From this correlation on an input and the answer are taken for the same. */
const SAME = 0.999;
/** Numbers that are looked at for it, and the fewest sequences: enough for a correlation of 0.999 to be no chance. */
const LOOKED_AT = 2_000_000;
const FEWEST = 200;

export async function leakWarnings(look: Look): Promise<DataWarning[]> {
  const { config, data } = look;
  // Of a made-up task the rule is known: its inputs are meant to make the answer.
  if (!('file' in config)) return [];
  const direct = targetAmongInputs(look);
  const known = new Set(direct.map(({ path }) => path.at(-1)));
  const found = [...direct, ...futureInside(look)];
  let persistent: { name: string; r: number } | undefined;
  const sample = sampled(data);
  const named = namedFeatures(data);
  for (const [feature, name] of data.features.entries()) {
    if (known.has(feature)) continue;
    const same = await strongestStep(look, feature, sample);
    if (!same || Math.abs(same.r) < SAME) continue;
    const series = config.window !== undefined;
    const own = series && data.targetNames.includes(named.get(name) ?? name);
    if (own || (series && Math.abs(same.changes) < SAME)) {
      // A character after another, a class that lasts: there is no R² to be had too cheaply, and no change to forecast.
      if (named.has(name) || data.target.kind === 'classes') continue;
      if (!persistent || Math.abs(same.r) > Math.abs(persistent.r)) persistent = { name, r: same.r };
    } else found.push(leak(look, feature, same));
  }
  return persistent ? [...found, persistence(look, persistent)] : found;
}

/** The column of names that a feature stands for, where it is a name's or the id of one. */
function namedFeatures({ names, ids }: Dataset): Map<string, string> {
  const columns = names?.inputs ?? [];
  return new Map(
    columns.flatMap(({ column, known }) =>
      ids === undefined ? known.map((name) => [`${column}=${name}`, column] as const) : [[column, column] as const],
    ),
  );
}

/** One row a step: the row that holds the answer is the last that the model reads, or each of them. */
function targetAmongInputs(look: Look): DataWarning[] {
  const { config, data } = look;
  if (!('file' in config) || config.window !== undefined) return [];
  return data.features.flatMap((name, index): DataWarning[] => {
    if (!data.targetNames.includes(name)) return [];
    const where = data.targetSteps === undefined ? 'last row of each sequence' : 'row';
    return [
      {
        kind: 'targetAmongInputs',
        path: inputPath(look, index),
        message: `The target "${name}" is among the inputs, and its value in the ${where} is the answer.`,
        why: 'The model only has to copy it, and will be useless where the answer is not known yet.',
        advice: `Take "${name}" out of "inputs".`,
      },
    ];
  });
}

/** With a target at every step of a window, later rows of the window hold the answers to earlier ones. */
function futureInside(look: Look): DataWarning[] {
  const { config, data, layers = [] } = look;
  if (!('file' in config) || config.window === undefined || data.targetSteps === undefined) return [];
  const index = data.features.findIndex((name) => data.targetNames.includes(name));
  const ahead = layers.find(({ type }) => type === 'bidirectional' || type === 'selfAttention');
  if (index < 0 || !ahead || (config.horizon ?? 1) >= data.length) return [];
  return [
    {
      kind: 'futureInside',
      path: inputPath(look, index),
      message: `${ahead.name} reads the whole window at every step, and with it the later values of "${data.features[index]}" that earlier steps are to forecast.`,
      why: 'Its score is that of looking into the future, which no forecast can do.',
      advice: 'Use a layer that reads in one direction, or give one answer a window.',
    },
  ];
}

interface Same {
  /** The step, from 1, at which input and answer go together most; undefined where each step has its own answer. */
  readonly step?: number;
  /** Pearson's r; of classes the root of the share of the variance that they explain. */
  readonly r: number;
  /** The same of the changes from one sequence, or one step, to the next. */
  readonly changes: number;
}

function leak(look: Look, feature: number, { step, r }: Same): DataWarning {
  const name = look.data.features[feature];
  const where = step === undefined ? 'at the same step' : `at step ${step} of ${look.data.length}`;
  return {
    kind: 'leak',
    path: inputPath(look, feature),
    message: `"${name}" ${where} is nearly the answer itself (r = ${plain(r)}).`,
    why: 'Most often such a column was worked out from the answer, and is not known when a forecast is needed.',
    advice: `Find out how "${name}" came about; take it out of "inputs" unless it is known beforehand.`,
  };
}

function persistence(look: Look, { name, r }: { name: string; r: number }): DataWarning {
  return {
    kind: 'persistence',
    path: targetPath(look),
    message: `The answer is nearly the last known value of "${name}" (r = ${plain(r)}).`,
    why: 'A model that only repeats it has an R² close to one and forecasts nothing.',
    advice: 'Compare with that, or forecast the change instead, by "transform".',
  };
}

/** Training sequences, evenly spread, each followed by its successor where that is one, too. */
function sampled({ training, length, features }: Dataset): Uint32Array {
  const wanted = Math.max(FEWEST, Math.floor(LOOKED_AT / (length * features.length)));
  const every = Math.max(1, Math.floor((2 * training.length) / wanted));
  if (every <= 2) return training;
  return Uint32Array.from(training).filter((_, place) => place % every < 2);
}

/** Nothing where no step has a correlation. */
async function strongestStep({ data, turns }: Look, feature: number, sample: Uint32Array): Promise<Same | undefined> {
  await turns.pause();
  const steps = data.targetSteps === data.length ? undefined : data.length;
  if (steps === undefined) return everyStep(data, feature, sample);
  if (data.targetSteps !== undefined) return undefined;
  let best: Same | undefined;
  const follows = (place: number) => data.starts[sample[place + 1]] === data.starts[sample[place]] + 1;
  const successors = Array.from(sample.keys()).filter(follows);
  for (let target = 0; target < data.targetNames.length; target++) {
    for (let t = 0; t < steps; t++) {
      await turns.pause();
      const x = Float64Array.from(sample, (n) => inputAt(data, n, t, feature));
      const y = Float64Array.from(sample, (n) => data.targets[n * data.targetNames.length + target]);
      const r = together(x, y, data.target.kind === 'classes');
      if (!(Math.abs(r) > Math.abs(best?.r ?? 0))) continue;
      best = { step: t + 1, r, changes: together(changes(x, successors), changes(y, successors), false) };
    }
  }
  return best;
}

function everyStep(data: Dataset, feature: number, sample: Uint32Array): Same | undefined {
  const { length, targets, targetNames } = data;
  const places = Array.from({ length: sample.length * length }, (_, i) => i);
  const x = Float64Array.from(places, (i) => inputAt(data, sample[Math.floor(i / length)], i % length, feature));
  const pairs = places.filter((i) => i % length < length - 1);
  let best: Same | undefined;
  for (let target = 0; target < targetNames.length; target++) {
    const at = (i: number) => (sample[Math.floor(i / length)] * length + (i % length)) * targetNames.length + target;
    const y = Float64Array.from(places, (i) => targets[at(i)]);
    const r = together(x, y, data.target.kind === 'classes');
    if (!(Math.abs(r) > Math.abs(best?.r ?? 0))) continue;
    best = { r, changes: together(changes(x, pairs), changes(y, pairs), false) };
  }
  return best;
}

function inputAt({ rows, starts, features }: Dataset, sequence: number, step: number, feature: number): number {
  return rows[(starts[sequence] + step) * features.length + feature];
}

function changes(values: Float64Array, pairs: readonly number[]): Float64Array {
  return Float64Array.from(pairs, (place) => values[place + 1] - values[place]);
}

/**
 * How far two columns are one: Pearson's r, or where `y` are classes the correlation ratio (Fisher 1925), the root of the
 * share of x's variance that lies between classes. Pairs with a value that is not finite do not count; NaN where fewer
 * than three are left or one side is constant.
 */
export function together(x: Float64Array, y: Float64Array, classes: boolean): number {
  const counts = (i: number) => Number.isFinite(x[i]) && Number.isFinite(y[i]);
  let [n, sumX, sumY] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    if (!counts(i)) continue;
    n++;
    sumX += x[i];
    sumY += y[i];
  }
  if (n < 3) return Number.NaN;
  const [meanX, meanY] = [sumX / n, sumY / n];
  let [xx, yy, xy] = [0, 0, 0];
  const inClass = new Map<number, { size: number; sum: number }>();
  for (let i = 0; i < x.length; i++) {
    if (!counts(i)) continue;
    const [dx, dy] = [x[i] - meanX, y[i] - meanY];
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
    if (!classes) continue;
    const { size, sum } = inClass.get(y[i]) ?? { size: 0, sum: 0 };
    inClass.set(y[i], { size: size + 1, sum: sum + dx });
  }
  // Rounding leaves a constant side with squares of some ulps.
  const constant = (squares: number, mean: number) => squares <= 1e-24 * n * mean * mean;
  if (constant(xx, meanX) || constant(yy, meanY)) return Number.NaN;
  if (!classes) return Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)));
  let between = 0;
  for (const { size, sum } of inClass.values()) between += sum ** 2 / size;
  return Math.sqrt(Math.min(1, between / xx));
}
