/**
 * A run on disk: `.lstm-lens/runs/<time>-<name>/` beside its config.
 *
 *   config.lstm.json   the config as it was
 *   manifest.json      what ran, when, with what, how it ended; rewritten as a whole at each change of status
 *   metrics.jsonl      one line an epoch
 *   checkpoints/       weights after an epoch, laid out as weights.bin
 *   model.json, weights.bin   the model as a TensorFlow.js LayersModel
 *   analysis.json      the document of `inspect --json`
 *   model.keras, python.log   of a run in Keras: the model as Keras writes it, and what Python has printed
 */

import type { Arithmetic } from '../engine/engine.js';
import { type Files, join } from '../files.js';
import { weightBytes } from '../formats/layersModel.js';
import type { LayerWeights } from '../model/spec.js';
import type { EpochMetrics, Metrics } from '../training/metrics.js';

export const RUNS_FOLDER = '.lstm-lens/runs';
/** Version of the folder's layout; a reader refuses a later one. */
export const LAYOUT = 1;

/** `interrupted` is said by whoever saw the writer of the run die; most runs that were cut short still say `running`. */
export type RunStatus = 'running' | 'done' | 'cancelled' | 'failed' | 'interrupted';

export interface Manifest {
  readonly layout: number;
  readonly name: string;
  readonly status: RunStatus;
  /** ISO 8601. */
  readonly started: string;
  /** Version of the program that wrote it. */
  readonly version: string;
  readonly engine: string;
  /** How the embedded engine computed. */
  readonly arithmetic?: Arithmetic;
  /** Where Keras trained: its version and those of its backend and of Python, and the devices of its backend. */
  readonly framework?: {
    readonly keras: string;
    readonly backend: string;
    readonly backendVersion?: string;
    readonly python: string;
    readonly devices: readonly string[];
    readonly shared: number;
  };
  readonly seed: number;
  /** SHA-256 of the data in raw units and its split, hexadecimal. */
  readonly dataHash: string;
  /** File name of the config the run was started from. */
  readonly config: string;
  /** Folder of that config, for a run that does not stand in its usual place beside it. */
  readonly configFolder: string;
  /** Process that writes the run; tells a run that still goes on from one that was interrupted. */
  readonly process: number;
  /** When that process began, in terms of its machine: another that got its number later has another. */
  readonly processStart?: string;
  readonly epochs: number;
  /** Epochs after which it was interrupted or cancelled, and went on. */
  readonly resumedAfter?: readonly number[];
  /** The epoch whose weights were kept, where it is not the last. */
  readonly bestEpoch?: number;
  readonly seconds?: number;
  /** Of the validation part (of the training part where there is none), target units. */
  readonly metrics?: Metrics;
  readonly message?: string;
  /** Of a run that is a trial of a sweep. */
  readonly sweep?: TrialMark;
}

/** The process that writes a run. */
export type RunProcess = Pick<Manifest, 'process' | 'processStart'>;

export interface TrialMark {
  /** The same for all sweeps of the same config. */
  readonly id: string;
  /** The same for the same config with its values in it. */
  readonly trial: string;
  /** From 0, in the sweep that it was begun in. */
  readonly index: number;
  /** By their paths in the config. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** A run folder that cannot be read; says which file and why. */
export class RunError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RunError';
  }
}

/** What lists of runs and views believe of a manifest. */
const NEEDED = {
  ...{ name: 'string', status: 'string', started: 'string', version: 'string', engine: 'string' },
  ...{ config: 'string', configFolder: 'string', epochs: 'number' },
} as const satisfies Partial<Record<keyof Manifest, string>>;

/** @throws {RunError} where there is no run, one that is damaged, or one that a later version wrote. */
export async function readManifest(files: Files, folder: string): Promise<Manifest> {
  const path = join(folder, 'manifest.json');
  if ((await files.size(path)) === undefined) throw new RunError(`${folder} is not a run: it has no manifest.json.`);
  const manifest = await readJson<Manifest>(files, path);
  if (typeof manifest !== 'object' || manifest === null || typeof manifest.layout !== 'number') {
    throw new RunError(`${path} is damaged.`);
  }
  if (manifest.layout > LAYOUT) {
    throw new RunError(`${folder} was written by LSTM Lens ${manifest.version}; this version is too old to read it.`);
  }
  const wrong = Object.entries(NEEDED).find(([key, kind]) => typeof manifest[key as keyof Manifest] !== kind)?.[0];
  if (wrong !== undefined) throw new RunError(`${path} is damaged: it has no ${wrong}.`);
  return manifest;
}

/** Says of a run that it was interrupted, where whoever wrote it no longer can; a run that has ended stays as it is. */
export async function interruptRun(files: Files, folder: string, message: string): Promise<void> {
  const manifest = await readManifest(files, folder);
  if (manifest.status !== 'running') return;
  const interrupted: Manifest = { ...manifest, status: 'interrupted', message };
  await files.write(join(folder, 'manifest.json'), JSON.stringify(interrupted, null, 2));
}

/** Says of a run that its config has another name or place now. */
export async function followConfig(
  files: Files,
  folder: string,
  place: Pick<Manifest, 'config' | 'configFolder'>,
): Promise<void> {
  const manifest = await readManifest(files, folder);
  await files.write(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, ...place }, null, 2));
}

/** @throws {RunError} where a line is damaged. */
export async function readEpochs(files: Files, folder: string): Promise<EpochMetrics[]> {
  const path = join(folder, 'metrics.jsonl');
  if ((await files.size(path)) === undefined) return [];
  const lines = text(await files.read(path)).split('\n');
  // A crash can cut the last line short; every line before it is whole.
  return lines.slice(0, -1).map((line, index) => {
    try {
      return JSON.parse(line) as EpochMetrics;
    } catch {
      throw new RunError(`${path}:${index + 1}: the line is damaged.`);
    }
  });
}

/** @throws {RunError} where it is gone. */
export async function readRunConfig(files: Files, folder: string): Promise<string> {
  const path = join(folder, 'config.lstm.json');
  if ((await files.size(path)) === undefined) throw new RunError(`The run has no config any more: ${path}.`);
  return text(await files.read(path));
}

/** Epochs after which the weights were kept, ascending. */
export async function listCheckpoints(files: Files, folder: string): Promise<number[]> {
  const names = await files.list(join(folder, 'checkpoints'));
  const epochs = names.flatMap((name) => /^epoch-(\d+)\.bin$/.exec(name)?.[1] ?? []).map(Number);
  return epochs.sort((a, b) => a - b);
}

/**
 * Weights after an epoch.
 * @param like weights of the same model, for their shapes.
 * @throws {RunError} where there are none, or not as many as the model has.
 */
export async function readCheckpoint(
  files: Files,
  folder: string,
  epoch: number,
  like: readonly LayerWeights[],
): Promise<LayerWeights[]> {
  const path = checkpointPath(folder, epoch);
  if ((await files.size(path)) === undefined)
    throw new RunError(`The weights of epoch ${epoch} are not there: ${path}.`);
  const bytes = await files.read(path);
  const wanted = weightBytes(like).length;
  if (bytes.length !== wanted) throw new RunError(`${path} is damaged: ${bytes.length} bytes and not ${wanted}.`);
  return weightsFrom(bytes, like);
}

/** The values that `weightBytes` wrote. @param like weights of the same shapes. @throws {RangeError} where there are too few. */
export function weightsFrom(bytes: Uint8Array, like: readonly LayerWeights[]): LayerWeights[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  return like.map(({ layer, tensors }) => ({
    layer,
    tensors: tensors.map((tensor) => ({
      ...tensor,
      values: tensor.values.map(() => view.getFloat32(4 * at++, true)),
    })),
  }));
}

/** `<time>-<name>`, without what a file's name cannot have. @param started ISO 8601. */
export function runName(started: string, name: string): string {
  return `${started.replace(/[:.]/g, '-')}-${name.replace(/[^\p{L}\p{N}._-]+/gu, '_')}`;
}

export function checkpointPath(folder: string, epoch: number): string {
  return join(folder, `checkpoints/epoch-${String(epoch).padStart(4, '0')}.bin`);
}

/** What a run can go on from: see `resumePoint.ts`. */
export function resumePath(folder: string): string {
  return join(folder, 'checkpoints/resume.bin');
}

export interface RunSummary extends Manifest {
  readonly folder: string;
}

/** All readable runs beside a config, newest first; what cannot be read is left out. */
export async function listRuns(files: Files, configFolder: string): Promise<RunSummary[]> {
  return listRunsIn(files, join(configFolder, RUNS_FOLDER));
}

/** As `listRuns`, of any folder of runs. */
export async function listRunsIn(files: Files, root: string): Promise<RunSummary[]> {
  const runs = await Promise.all(
    (await files.list(root)).map(async (name): Promise<RunSummary[]> => {
      const folder = join(root, name);
      try {
        return [{ ...(await readManifest(files, folder)), folder }];
      } catch {
        return [];
      }
    }),
  );
  return runs.flat().sort((a, b) => (a.started < b.started ? 1 : a.started > b.started ? -1 : 0));
}

export interface UnreadableRun {
  readonly folder: string;
  /** Why, in a sentence. */
  readonly message: string;
}

/** Runs of a config that this version cannot read, for instance because a later one wrote them. */
export async function listUnreadableRuns(
  files: Files,
  configFolder: string,
  configName: string,
): Promise<UnreadableRun[]> {
  const root = join(configFolder, RUNS_FOLDER);
  const found = await Promise.all(
    (await files.list(root)).map(async (name): Promise<UnreadableRun[]> => {
      const folder = join(root, name);
      const path = join(folder, 'manifest.json');
      if ((await files.size(path)) === undefined) return [];
      try {
        await readManifest(files, folder);
        return [];
      } catch (error) {
        if (!(error instanceof RunError)) throw error;
        // Whose run it is can mostly still be read.
        const manifest = await readJson<{ config?: unknown } | null>(files, path).catch(() => undefined);
        const others = typeof manifest?.config === 'string' && manifest.config !== configName;
        return others ? [] : [{ folder, message: error.message }];
      }
    }),
  );
  return found.flat();
}

/** The newest finished (or cancelled, but usable) run of a config file; a trial of its sweep only where there is no other. */
export async function newestRun(
  files: Files,
  configFolder: string,
  configName: string,
): Promise<RunSummary | undefined> {
  const usable = (await listRuns(files, configFolder)).filter(
    ({ config, status, epochs }) =>
      config === configName && (status === 'done' || (status === 'cancelled' && epochs > 0)),
  );
  return usable.find(({ sweep }) => !sweep) ?? usable[0];
}

async function readJson<T>(files: Files, path: string): Promise<T> {
  try {
    return JSON.parse(text(await files.read(path))) as T;
  } catch (error) {
    throw new RunError(`${path} cannot be read: ${(error as Error).message}`);
  }
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
