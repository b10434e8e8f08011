/** The trials of a sweep: each an ordinary config, made from the one that has the sweep. */
import { applyEdits, type JSONPath, parse } from 'jsonc-parser';
import { changed } from '../config/edits.js';
import type { Experiment } from '../config/experiment.js';
import { VARIED } from '../config/sweep/keys.js';
import { placed } from '../config/sweep/paths.js';
import { type Assignment, type Axis, assign, outerFirst, SEED, type SweepSpec } from '../config/sweep/sweep.js';
import { Random } from '../random.js';

export interface Trial {
  /** From 0, in the order in which trials begin. */
  readonly index: number;
  /** Hexadecimal; the same for all configs that train the same. */
  readonly id: string;
  /** By the paths as the config writes them. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Trials that differ in nothing but the seed have the same one, from 0. */
  readonly configuration: number;
}

export interface SweepPlan {
  /** Hexadecimal; the same for all sweeps of the same config. */
  readonly id: string;
  readonly name: string;
  readonly spec: SweepSpec;
  /** All that its trials are trained with. */
  readonly engines: readonly string[];
  /** Of a whole training. */
  readonly epochs: number;
  readonly trials: readonly Trial[];
}

/** @param experiment read from the text. @returns undefined where it has no sweep. */
export async function planSweep(
  text: string,
  { name, seed, engine, sweep, train: { epochs } }: Pick<Experiment, 'name' | 'seed' | 'engine' | 'sweep' | 'train'>,
): Promise<SweepPlan | undefined> {
  if (!sweep) return undefined;
  const { sweep: _, ...config } = parse(text, [], { allowTrailingComma: true });
  const places = new Map(sweep.axes.map(({ name, path }) => [name, path]));
  const trials = combinations(sweep, seed).map(async ({ values, configuration }, index): Promise<Trial> => {
    const own = assign(structuredClone(config), assignmentOf(values, places));
    return { index, id: await hashOf(own), values, configuration };
  });
  const engines = sweep.axes.find(({ path }) => path[0] === 'engine')?.values.map(String) ?? [engine];
  return { id: await hashOf(config), name, spec: sweep, engines, epochs, trials: await Promise.all(trials) };
}

/**
 * The config of a trial: the text without its sweep and with the trial's values. Everything else of it, comments among
 * it, stays.
 */
export function trialText(text: string, { axes }: SweepSpec, { values }: Pick<Trial, 'values'>): string {
  const set = (before: string, path: JSONPath, value: unknown) => applyEdits(before, changed(before, path, value));
  const places = new Map(axes.map(({ name, path }) => [name, path]));
  let trial = set(text, ['sweep'], undefined);
  for (const { path, value } of outerFirst(assignmentOf(values, places))) {
    const change = placed(parse(trial, [], { allowTrailingComma: true }), path, value);
    trial = set(trial, change.path, change.value);
  }
  return trial;
}

type Values = Readonly<Record<string, unknown>>;

function assignmentOf(values: Values, places: ReadonlyMap<string, JSONPath>): Assignment {
  return Object.entries(values).map(([name, value]) => ({ path: places.get(name)!, value }));
}

/** All trials in their order: the seeds of one configuration stand together. */
function combinations({ axes, configurations }: SweepSpec, seed: number): { values: Values; configuration: number }[] {
  const others = axes.filter(({ name }) => name !== SEED);
  const drawn = configurations === undefined ? product(others) : draw(others, configurations, seed);
  const seeds = product(axes.filter(({ name }) => name === SEED));
  const inOrder = (values: Values) => Object.fromEntries(axes.map(({ name }) => [name, values[name]]));
  return drawn.flatMap((own, configuration) =>
    seeds.map((one) => ({ values: inOrder({ ...own, ...one }), configuration })),
  );
}

/** The last axis goes round quickest. One empty combination where there is no axis. */
function product(axes: readonly Axis[]): Values[] {
  return axes.reduce<Values[]>(
    (sofar, { name, values }) => sofar.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
    [{}],
  );
}

/** Uniform among all combinations, none twice; all of them in their order where there are not more. */
function draw(axes: readonly Axis[], count: number, seed: number): Values[] {
  const all = axes.reduce((size, { values }) => size * values.length, 1);
  if (all <= count) return product(axes);
  const random = Random.for(seed, 'sweep');
  const drawn = new Map<string, Values>();
  while (drawn.size < count) {
    const chosen = axes.map(({ values }) => Math.floor(random.uniform() * values.length));
    const values = Object.fromEntries(axes.map(({ name, values }, axis) => [name, values[chosen[axis]]]));
    const key = chosen.join();
    if (!drawn.has(key)) drawn.set(key, values);
  }
  return [...drawn.values()];
}

/** The first 12 digits, 2^48 of them, of the SHA-256 of all of a config that its trained model depends on. */
async function hashOf(config: unknown): Promise<string> {
  const parts = VARIED.map((key) => (config as Record<string, unknown>)[key]);
  const bytes = new TextEncoder().encode(JSON.stringify(parts));
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return Array.from(new Uint8Array(digest, 0, 6), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
