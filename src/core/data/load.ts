/** From the config's `data` to a data set. */
import type { JSONPath } from 'jsonc-parser';
import type { DataConfig, FileData, TaskData } from '../config/experiment.js';
import type { LossSpec } from '../engine/trainingSpec.js';
import { type Files, join, OutOfReachError } from '../files.js';
import type { ModelNames } from '../names.js';
import { BadInputError, type Fix, type Problem } from '../problems.js';
import { Random } from '../random.js';
import { fitScaler, identityScaler } from '../scaler.js';
import type { Dataset } from './dataset.js';
import { readFileData } from './fileData.js';
import type { Mask } from './padding.js';
import { NO_TURNS, openSource, type ReadingTurns, type Source } from './reading/source.js';
import { splitAtRandom } from './split.js';
import { answers } from './tasks/task.js';
import { taskOf } from './tasks/tasks.js';

/** Makes the place of a config key; see `ConfigReading.problemAt`. */
export type ProblemAt = (path: JSONPath, message: string, fixes?: readonly Fix[]) => Problem;

export interface Wanted {
  readonly seed: number;
  /** Decides whether a file's target column holds numbers or classes. */
  readonly loss: LossSpec;
  /** Whether the model gives a value for every step of its input: a file's targets are then those of every row. */
  readonly everyStep: boolean;
  /** How the model leaves steps out, where it does: sequences of a file may then have unequal lengths. */
  readonly mask?: Mask;
  /** Whether the model begins with an embedding: names are ids then. */
  readonly ids?: boolean;
  /** Those that a model was trained with: they decide on codes then, not the file. */
  readonly names?: ModelNames;
  /** Those that a model was trained with, for missing values; see `Dataset`. */
  readonly means?: readonly number[];
}

/**
 * @param folder folder of the config, where a relative data file is looked for.
 * @throws {BadInputError} where the file or its content does not fit the config.
 */
export async function loadData(
  data: DataConfig,
  wanted: Wanted,
  folder: string,
  files: Files,
  problemAt: ProblemAt,
  turns: ReadingTurns = NO_TURNS,
): Promise<Dataset> {
  const random = Random.for(wanted.seed, 'split');
  if ('task' in data) return taskData(data, wanted.seed, random, problemAt);
  const open = opener(data, folder, files, problemAt);
  return readFileData(data, await open(data.file), { ...wanted, random, problemAt, turns, open });
}

/** Opens the data file, and files that are named beside it. @throws {BadInputError} where there is none. */
export function opener(data: FileData, folder: string, files: Files, problemAt: ProblemAt) {
  return async (name: string): Promise<Source> => {
    const fault = (message: string) =>
      new BadInputError([problemAt(['data', name === data.file ? 'file' : 'target'], message)]);
    const source = await openSource(files, join(folder, name)).catch((error) => {
      throw error instanceof OutOfReachError ? fault(error.message) : error;
    });
    if (source) return source;
    throw fault(`There is no file ${name}.`);
  };
}

function taskData(data: TaskData, seed: number, random: Random, problemAt: ProblemAt): Dataset {
  const { samples } = data;
  const task = taskOf(data);
  const { length, features, target, targetSteps, targetNames, quantities } = task;
  const split = splitAtRandom(samples, data.split.validation, random);
  if (split.training.length === 0) {
    throw new BadInputError([
      problemAt(['data', 'split', 'validation'], `Of ${samples} samples none is left for training.`),
    ]);
  }
  const rows = new Float64Array(samples * length * features.length);
  task.draw(rows, Random.for(seed, 'data'));
  const targets = answers(task, rows);
  const starts = Uint32Array.from({ length: samples }, (_, n) => n * length);
  const outputs = targetNames.length;
  const steps = targetSteps ?? 1;
  const standardize = quantities && 'standardize' in data && data.standardize;
  const { training } = split;
  return {
    ...{ rows, starts, length, features, target, targetSteps, targets, targetNames, task },
    ...split,
    inputScaler: standardize
      ? fitScaler(
          rows,
          features.length,
          training.map((n) => starts[n]),
          length,
        )
      : identityScaler(features.length),
    targetScaler: standardize
      ? fitScaler(
          targets,
          outputs,
          training.map((n) => n * steps),
          steps,
        )
      : identityScaler(outputs),
  };
}
