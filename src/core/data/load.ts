/** From the config's `data` to a data set. */
import type { DataConfig, TaskData } from '../config/experiment.js';
import type { Files } from '../files.js';
import { join } from '../files.js';
import { BadInputError } from '../problems.js';
import { Random } from '../random.js';
import { type Dataset, fitScaler, identityScaler } from './dataset.js';
import { type ProblemAt, readFileData } from './fileData.js';
import { splitAtRandom } from './split.js';
import { taskOf } from './tasks.js';

/** Larger data files are refused unread. */
const LARGEST_FILE = 512 * 1024 * 1024;

/**
 * @param folder folder of the config, where a relative data file is looked for.
 * @throws {BadInputError} where the file or its content does not fit the config.
 */
export async function loadData(
  data: DataConfig,
  seed: number,
  folder: string,
  files: Files,
  problemAt: ProblemAt,
): Promise<Dataset> {
  const random = Random.for(seed, 'split');
  if ('task' in data) return taskData(data, seed, random, problemAt);
  const path = join(folder, data.file);
  const size = await files.size(path);
  if (size === undefined) throw new BadInputError([problemAt(['data', 'file'], `There is no file ${data.file}.`)]);
  if (size > LARGEST_FILE) {
    const message = `${data.file} has ${size} bytes; at most ${LARGEST_FILE} are read.`;
    throw new BadInputError([problemAt(['data', 'file'], message)]);
  }
  return readFileData(data, path, new TextDecoder().decode(await files.read(path)), random, problemAt);
}

function taskData(data: TaskData, seed: number, random: Random, problemAt: ProblemAt): Dataset {
  const { length, samples } = data;
  const split = splitAtRandom(samples, data.split.validation, random);
  if (split.training.length === 0) {
    throw new BadInputError([
      problemAt(['data', 'split', 'validation'], `Of ${samples} samples none is left for training.`),
    ]);
  }
  const { inputs, targets } = taskOf(data).draw(samples, Random.for(seed, 'data'));
  const trainingRows = Array.from(split.training).flatMap((n) => Array.from({ length }, (_, t) => n * length + t));
  return {
    rows: inputs,
    starts: Uint32Array.from({ length: samples }, (_, n) => n * length),
    length,
    features: Array.from({ length: data.features }, (_, f) => (data.features === 1 ? 'x' : `x${f + 1}`)),
    targets,
    targetNames: [data.task],
    ...split,
    inputScaler: data.standardize ? fitScaler(inputs, data.features, trainingRows) : identityScaler(data.features),
    targetScaler: data.standardize ? fitScaler(targets, 1, split.training) : identityScaler(1),
  };
}
