/** Finds the model that is to be looked at, and the data to look at it with. */
import { readConfig } from '../core/config/read.js';
import { paddedFor } from '../core/data/padding.js';
import { NO_TURNS, type ReadingTurns } from '../core/data/reading/source.js';
import { baseName, type Files, folderOf, join } from '../core/files.js';
import type { LoadedModel, Scaling } from '../core/formats/loadedModel.js';
import type { LayerWeights, ModelSpec } from '../core/model/spec.js';
import { BadInputError } from '../core/problems.js';
import {
  listUnreadableRuns,
  type Manifest,
  newestRun,
  RUNS_FOLDER,
  readManifest,
  readRunConfig,
} from '../core/runs/runFolder.js';
import { readRunModel } from '../core/runs/runModel.js';
import { checkOutputs, fewIds, type Prepared, prepare, scalingOf, startingModel } from './prepare.js';
import type { ConfigText, ModelParams } from './protocol.js';
import { withSamples } from './samples.js';

export interface OpenModel extends Prepared {
  readonly spec: ModelSpec;
  readonly weights: readonly LayerWeights[];
  /** The statistics that the model was trained with. */
  readonly scaling: Scaling;
  /** A run folder or a model file. */
  readonly source: string;
  /** Where the model is that of a run. */
  readonly run?: { readonly folder: string; readonly manifest: Manifest };
}

/** @throws {BadInputError}, {RunError}. */
export async function openModel(
  files: Files,
  { run, config }: ModelParams,
  turns: ReadingTurns = NO_TURNS,
): Promise<OpenModel> {
  if (run !== undefined) return openRun(files, run, config, turns);
  if (config === undefined) throw new Error('Neither a run nor a config to inspect.');
  const { experiment, problems, problemAt } = await readConfig(config.path, config.text, turns.memory);
  if (!experiment) throw new BadInputError(problems);
  const folder = folderOf(config.path);
  if (experiment.model.from === undefined) {
    const newest = await newestRun(files, folder, baseName(config.path));
    if (newest) return openRun(files, newest.folder, config, turns);
    const [unreadable] = await listUnreadableRuns(files, folder, baseName(config.path));
    throw new BadInputError([
      problemAt(
        ['model'],
        unreadable
          ? `There is no run of this config that can be read: ${unreadable.message} Train it again, or update LSTM Lens.`
          : 'There is no run of this config yet, and it loads no model: train it first.',
      ),
    ]);
  }
  const prepared = await prepare(config, files, turns);
  const model = await startingModel(prepared, turns.pause);
  const data = paddedFor(prepared.data, model.scaling.input);
  return { ...prepared, data, ...model, source: join(folder, experiment.model.from) };
}

async function openRun(
  files: Files,
  folder: string,
  config: ConfigText | undefined,
  turns: ReadingTurns,
): Promise<OpenModel> {
  const manifest = await readManifest(files, folder);
  const model = await readRunModel(files, folder);
  const { layers, weights, scaling } = model;
  const prepared = await prepareRun(files, folder, manifest, model, config, turns);
  const data = scaling ? paddedFor(prepared.data, scaling.input) : prepared.data;
  return {
    ...prepared,
    data,
    spec: { length: data.length, features: data.features.length, layers },
    weights,
    scaling: scaling ?? scalingOf(data),
    source: folder,
    run: { folder, manifest },
  };
}

/** The run's own data and model, looked at as the config of today says where there is one. */
async function prepareRun(
  files: Files,
  folder: string,
  manifest: Manifest,
  model: LoadedModel,
  today: ConfigText | undefined,
  turns: ReadingTurns,
): Promise<Prepared> {
  const own: ConfigText = { path: join(folder, 'config.lstm.json'), text: await readRunConfig(files, folder) };
  const read = await prepare(own, files, turns, dataFolder(folder, manifest), model);
  checkRun(read, model);
  // A config without a name is called by its file, and the run's own copy has another.
  const prepared = { ...read, experiment: { ...read.experiment, name: manifest.name } };
  if (!today) return prepared;
  const { experiment, problems, problemAt } = await readConfig(today.path, today.text, turns.memory);
  if (!experiment) throw new BadInputError(problems);
  const inspected = { ...prepared.experiment, engine: experiment.engine, inspect: experiment.inspect };
  return { ...prepared, experiment: withSamples(inspected, prepared.data, problemAt) };
}

/** The data may have lost or gained names since an older version trained the model, which kept none. */
function checkRun({ experiment, data, problemAt }: Prepared, { layers, features }: LoadedModel): void {
  const has = data.features.length;
  const at = (message: string) => new BadInputError([problemAt(['data'], message)]);
  if (features !== has) {
    throw at(
      `The run's model reads ${features} features, but the data has ${has} now: they have changed since it was trained.`,
    );
  }
  const unfit = fewIds(layers, data) ?? checkOutputs(layers, data, experiment)[0];
  if (unfit) throw at(`${unfit.message} The data have changed since the run's model was trained.`);
}

/** A run in its usual place may have been moved together with its config; elsewhere the manifest knows. */
export function dataFolder(folder: string, manifest: Manifest): string {
  const at = folder.replace(/\\/g, '/').lastIndexOf(`/${RUNS_FOLDER}/`);
  return at < 0 ? manifest.configFolder : folder.slice(0, at) || '/';
}
