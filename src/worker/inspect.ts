/** Inspects a run, or the model that a config names. */
import { inspect } from '../core/analysis/inspect.js';
import { readConfig } from '../core/config/read.js';
import { baseName, type Files, folderOf, join } from '../core/files.js';
import { BadInputError } from '../core/problems.js';
import {
  type Manifest,
  newestRun,
  RUNS_FOLDER,
  readEpochs,
  readManifest,
  readModel,
  readRunConfig,
} from '../core/runs/runFolder.js';
import { pauser, type WorkerHost } from './host.js';
import { type Prepared, prepare, startingModel } from './prepare.js';
import type { ConfigText, InspectParams, InspectResult } from './protocol.js';

/** @throws {BadInputError}, {RunError}, {CancelledError}. */
export async function inspectModel(
  host: WorkerHost,
  params: InspectParams,
  cancelled: () => boolean,
): Promise<InspectResult> {
  const { files } = host;
  const { run, config } = params;
  if (run !== undefined) return inspectRun(host, run, config, params.dataSamples, cancelled);
  if (config === undefined) throw new Error('Neither a run nor a config to inspect.');
  const { experiment, problems, problemAt } = await readConfig(config.path, config.text);
  if (!experiment) throw new BadInputError(problems);
  const folder = folderOf(config.path);
  if (experiment.model.from === undefined) {
    const newest = await newestRun(files, folder, baseName(config.path));
    if (newest) return inspectRun(host, newest.folder, config, params.dataSamples, cancelled);
    throw new BadInputError([
      problemAt(['model'], 'There is no run of this config yet, and it loads no model: train it first.'),
    ]);
  }
  const prepared = await prepare(config, files);
  const { spec, weights, scaling } = await startingModel(prepared, files, folder);
  const source = join(folder, experiment.model.from);
  return {
    inspection: await inspectWith(host, prepared, { spec, weights, scaling, source }, params.dataSamples, cancelled),
  };
}

type Model = Awaited<ReturnType<typeof startingModel>> & { source: string };

async function inspectRun(
  host: WorkerHost,
  folder: string,
  config: ConfigText | undefined,
  dataSamples: number,
  cancelled: () => boolean,
): Promise<InspectResult> {
  const { files } = host;
  const manifest = await readManifest(files, folder);
  const prepared = await prepareRun(files, folder, manifest, config);
  const { layers, weights, scaling } = await readModel(files, join(folder, 'model.json'));
  const { data } = prepared;
  const spec = { length: data.length, features: data.features.length, layers };
  const model = {
    spec,
    weights,
    scaling: scaling ?? { input: data.inputScaler, target: data.targetScaler },
    source: folder,
  };
  return {
    inspection: await inspectWith(host, prepared, model, dataSamples, cancelled),
    run: {
      folder,
      started: manifest.started,
      epochs: await readEpochs(files, folder),
      bestEpoch: manifest.bestEpoch,
      seconds: manifest.seconds,
    },
  };
}

/** The run's own data and model, looked at as the config of today says where there is one. */
async function prepareRun(
  files: Files,
  folder: string,
  manifest: Manifest,
  today: ConfigText | undefined,
): Promise<Prepared> {
  const own: ConfigText = { path: join(folder, 'config.lstm.json'), text: await readRunConfig(files, folder) };
  const prepared = await prepare(own, files, dataFolder(folder, manifest));
  if (!today) return prepared;
  const { experiment, problems } = await readConfig(today.path, today.text);
  if (!experiment) throw new BadInputError(problems);
  const inspected = { ...prepared.experiment, inspect: experiment.inspect };
  return { ...prepared, experiment: inspected };
}

/** A run in its usual place may have been moved together with its config; elsewhere the manifest knows. */
function dataFolder(folder: string, manifest: Manifest): string {
  const at = folder.replace(/\\/g, '/').lastIndexOf(`/${RUNS_FOLDER}/`);
  return at < 0 ? manifest.configFolder : folder.slice(0, at) || '/';
}

async function inspectWith(
  host: WorkerHost,
  { experiment, data }: Prepared,
  model: Model,
  dataSamples: number,
  cancelled: () => boolean,
) {
  const { spec, weights, scaling, source } = model;
  const engine = await host.engine();
  const network = await engine.createNetwork(spec, weights, experiment.train.batchSize);
  try {
    return await inspect({ experiment, data, network, scaling, source, dataSamples, pause: pauser(host, cancelled) });
  } finally {
    network.dispose();
  }
}
