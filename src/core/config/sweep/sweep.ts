/** A config's `sweep` as the rest of the program works with it. */
import type { JSONPath } from 'jsonc-parser';
import { SWEEP_KEYS, type SWEEP_METHODS, type SWEEP_PLACES } from './keys.js';
import { formatPath, parsePath, placed } from './paths.js';
import type { SweepFile } from './sweepSchema.js';

/** One place in the config and what is tried there. */
export interface Axis {
  /** As the config writes it. */
  readonly name: string;
  readonly path: JSONPath;
  readonly values: readonly unknown[];
}

export interface SweepSpec {
  readonly method: (typeof SWEEP_METHODS)[number];
  /** How many combinations are drawn; undefined takes all. */
  readonly configurations?: number;
  readonly reductionFactor: number;
  readonly minEpochs: number;
  readonly on: (typeof SWEEP_PLACES)[number];
  /** What a trial is given by Ray. */
  readonly resources: { readonly cpus: number; readonly gpus: number };
  /** In the order of the text. */
  readonly axes: readonly Axis[];
}

/** The axis of this name is no part of a configuration: its values are repetitions. */
export const SEED = 'seed';

export function resolveSweep(file: SweepFile): SweepSpec {
  const { method = 'grid', configurations, reductionFactor = 3, minEpochs = 1, on = 'here' } = file;
  const resources = { cpus: 1, gpus: 0, ...file.resources };
  const axes = Object.entries(file)
    .filter(([key]) => !(SWEEP_KEYS as readonly string[]).includes(key))
    .map(([name, values]) => ({ name, path: parsePath(name), values: values as readonly unknown[] }));
  return { method, configurations, reductionFactor, minEpochs, on, resources, axes };
}

/** Combinations apart from the seed, seeds for each, and trainings that begin. */
export function sweepSize({ axes, configurations = Number.POSITIVE_INFINITY }: SweepSpec) {
  const of = (chosen: readonly Axis[]) => chosen.reduce((product, { values }) => product * values.length, 1);
  const seeds = of(axes.filter(({ name }) => name === SEED));
  const all = of(axes.filter(({ name }) => name !== SEED));
  return { configurations: Math.min(all, configurations), seeds, trials: Math.min(all, configurations) * seeds };
}

/** One value for each of some axes. */
export type Assignment = readonly { readonly path: JSONPath; readonly value: unknown }[];

/**
 * A config with other values.
 * @param config a value of its own: it is changed.
 */
export function assign(config: unknown, assignment: Assignment): unknown {
  for (const { path, value } of outerFirst(assignment)) {
    const change = placed(config, path, value);
    let here = config as Record<string | number, unknown>;
    for (const key of change.path.slice(0, -1)) {
      here[key] ??= {};
      here = here[key] as Record<string | number, unknown>;
    }
    here[change.path[change.path.length - 1]] = structuredClone(change.value);
  }
  return config;
}

/** What is set as a whole must not undo what is set inside of it. */
export function outerFirst(assignment: Assignment): Assignment {
  return assignment.toSorted((one, other) => one.path.length - other.path.length);
}

/** For example `train.learningRate = 0.01, seed = 2`. */
export function valuesText(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} = ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}

/** The last key of a path, where it alone says enough. */
export function shortNames(names: readonly string[]): string[] {
  const last = names.map((name) => String(parsePath(name).at(-1)));
  return names.map((name, i) =>
    last.filter((other) => other === last[i]).length > 1 ? formatPath(parsePath(name)) : last[i],
  );
}
