/** Trains a config's model and writes the run. */
import { inspectionDocument } from '../core/analysis/document.js';
import { inspect } from '../core/analysis/inspect.js';
import { explainedNetwork } from '../core/analysis/output.js';
import type { Dataset } from '../core/data/dataset.js';
import { paddedFor } from '../core/data/padding.js';
import type { Engine, Network } from '../core/engine/engine.js';
import { baseName, type Files, folderOf, join } from '../core/files.js';
import type { Scaling } from '../core/formats/loadedModel.js';
import { fileFault } from '../core/problems.js';
import { Random } from '../core/random.js';
import { readResumePoint } from '../core/runs/resumePoint.js';
import { type Manifest, RUNS_FOLDER, RunError, readEpochs, readManifest, runName } from '../core/runs/runFolder.js';
import { RunWriter } from '../core/runs/runWriter.js';
import { inTurns } from '../core/steps.js';
import { batchHere } from './batchHere.js';
import { dataHash, isDataOf } from './dataHash.js';
import { writeEnd } from './failure.js';
import { CancelledError, pauser, readingTurns, type WorkerHost } from './host.js';
import { partTeller } from './partTeller.js';
import { type Prepared, prepare, startingModel } from './prepare.js';
import type { TrainParams, TrainProgress, TrainResult, TrainStage } from './protocol.js';
import { type Before, Recorder } from './recorder.js';
import { statusOf } from './runStatus.js';
import { type Training, trainingHere, trainingInKeras } from './training.js';

/**
 * @param report called with progress at human rates.
 * @param cancelled asked between batches; a cancelled run keeps what its last whole epoch learned.
 * @throws {BadInputError}, {RunError} before anything is written; {DivergedError} after the run was written as failed;
 * {FileError} after it was written, as far as that is possible, as interrupted.
 */
export async function train(
  host: WorkerHost,
  params: TrainParams,
  report: (progress: TrainProgress | TrainStage) => void,
  cancelled: () => boolean,
): Promise<TrainResult> {
  const read = await prepare(
    params.config,
    host.files,
    readingTurns(host, cancelled, (share) => report({ kind: 'reading', share })),
  );
  const { experiment } = read;
  const { trial } = params;
  const earlier = trial?.earlier && (await sameData(host.files, trial.earlier, read.data)) ? trial.earlier : undefined;
  const done = earlier && (await resultOf(host.files, earlier, trial?.until));
  if (done) return done;
  const resume = params.resume ?? earlier;
  const { spec, weights, scaling } = await startingModel(read, pauser(host, cancelled));
  const data = paddedFor(read.data, scaling.input);
  const engine = await host.engine(experiment);
  const { epochs } = experiment.train;
  const network = await engine.createNetwork(spec, weights, batchHere(experiment));
  const scaled = { ...data, inputScaler: scaling.input, targetScaler: scaling.target };
  const training =
    experiment.engine === 'keras'
      ? trainingInKeras(host, params.python, network, scaled, experiment, cancelled)
      : trainingHere(engine, network, scaled, experiment);
  try {
    const before = await comeBack(host, resume, read, network, training);
    await training.begin();
    const started = before.manifest?.started ?? host.now().toISOString();
    const folder = resume ?? (await newFolder(host.files, params, started, experiment.name));
    report({ kind: 'writing', run: folder });
    const writer =
      resume === undefined
        ? await startRun(host, params, folder, read, training, started)
        : await RunWriter.resume(host.files, resume, before.epochs, host.writer);
    report({ kind: 'started', run: writer.folder, started, epochs, before: before.epochs });
    const recorder = new Recorder(network, training, writer, epochs, report, host.seconds, before);
    const ended = (status: 'done' | 'cancelled') =>
      finish(host, params, { ...read, data }, report, {
        ...{ network, scaling, writer, recorder, training, status, started, engine },
        cancelled,
      });
    try {
      const pause = pauser(host, cancelled);
      const { training: learned, validation } = data;
      const plan = { ...experiment.train, before: before.epochs, training: learned, validation };
      for await (const event of training.events(plan, Random.for(experiment.seed, 'shuffle'))) {
        recorder.take(event);
        await pause();
        if (event.kind === 'epoch' && event.epoch === trial?.until && event.epoch < epochs) throw new CancelledError();
      }
      return await ended('done');
    } catch (error) {
      if (error instanceof CancelledError) return await ended('cancelled');
      await writeEnd({ files: host.files, network, scaling, writer, recorder, training }, error as Error);
      throw error;
    }
  } finally {
    await training.dispose();
    network.dispose();
  }
}

/** Whether a run was trained on these very data, as far as it can be read. */
async function sameData(files: Files, run: string, data: Dataset): Promise<boolean> {
  const manifest = await readManifest(files, run).catch(() => undefined);
  return manifest !== undefined && (await isDataOf(manifest, data));
}

/** Of a run that is done, or has come to the epoch that is wanted; undefined of others. */
async function resultOf(files: Files, run: string, until: number | undefined): Promise<TrainResult | undefined> {
  const { status, engine, started, bestEpoch, seconds = 0, metrics } = await readManifest(files, run);
  const epochs = await readEpochs(files, run);
  const known = { run, engine, started, epochs, bestEpoch, seconds, metrics };
  if (status === 'done') return { ...known, status };
  return until !== undefined && epochs.length >= until ? { ...known, status: 'cancelled' } : undefined;
}

/** Brings network and trainer to where a run was; nothing is there before a new one. */
async function comeBack(
  { files, writer, isRunning }: WorkerHost,
  run: string | undefined,
  { data }: Prepared,
  network: Network,
  training: Training,
): Promise<Before & { manifest?: Manifest }> {
  if (run === undefined) return { epochs: [] };
  const manifest = await readManifest(files, run);
  if (manifest.status === 'done') throw new RunError('The run is done: there is nothing to go on with.');
  // Two windows on one folder may both have been asked to go on with it.
  if (manifest.process !== writer.process && statusOf({ ...manifest, folder: run }, isRunning) === 'running')
    throw new RunError(`The run goes on already, in process ${manifest.process}.`);
  if (!(await isDataOf(manifest, data))) throw new RunError('The data is not what the run was trained on so far.');
  const point = await readResumePoint(files, run, network.weights());
  network.setWeights(point.weights);
  training.setMemory(point.memory);
  return { epochs: (await readEpochs(files, run)).slice(0, point.epoch), point, manifest };
}

async function startRun(
  host: WorkerHost,
  params: TrainParams,
  folder: string,
  { experiment, data }: Prepared,
  training: Training,
  started: string,
): Promise<RunWriter> {
  const about = {
    name: experiment.name,
    started,
    version: host.version,
    ...training.about(),
    seed: experiment.seed,
    dataHash: await dataHash(data),
    config: baseName(params.config.path),
    configFolder: folderOf(params.config.path),
    ...host.writer,
    epochs: 0,
    ...(params.trial && { sweep: params.trial.mark }),
  };
  try {
    return await RunWriter.start(host.files, folder, params.config.text, about);
  } catch (error) {
    const place = params.out === undefined ? 'beside its config' : `to ${folder}`;
    throw new RunError(`No run can be written ${place}, so nothing was trained: ${(error as Error).message}`);
  }
}

/** The one that was asked for; else its name, with a number behind it where two runs begin within the same millisecond. */
async function newFolder(files: Files, { out, config }: TrainParams, started: string, name: string): Promise<string> {
  if (out !== undefined) return out;
  const root = join(folderOf(config.path), RUNS_FOLDER);
  const taken = new Set(await files.list(root));
  const wanted = runName(started, name);
  let folder = wanted;
  for (let number = 2; taken.has(folder); number++) folder = `${wanted}-${number}`;
  return join(root, folder);
}

interface Ending {
  readonly network: Network;
  readonly scaling: Scaling;
  readonly writer: RunWriter;
  readonly recorder: Recorder;
  readonly training: Training;
  readonly status: 'done' | 'cancelled';
  readonly started: string;
  readonly engine: Engine;
  readonly cancelled: () => boolean;
}

/**
 * Writes the model of the last whole epoch (or the best); then the manifest says how the run ended. Its inspection comes
 * after that: a run is whole without it.
 */
async function finish(
  host: WorkerHost,
  params: TrainParams,
  { experiment, data }: Prepared,
  report: (progress: TrainProgress | TrainStage) => void,
  ending: Ending,
): Promise<TrainResult> {
  const { network, scaling, writer, recorder, status, started, engine, training } = ending;
  const { epochs, bestEpoch, seconds, kept } = recorder;
  const result = { run: writer.folder, engine: training.about().engine, status, started, epochs, bestEpoch, seconds };
  if (!kept) {
    await recorder.flush({ resumable: false });
    await writer.end({ status, epochs: 0, seconds });
    return result;
  }
  network.setWeights(kept.weights);
  // Before the files are written, since whether the run is done depends on it.
  const metrics = await measured(host, data, kept.epoch, ending);
  // The files are written while the model is inspected: what is known early is shown without waiting for a disk.
  const written = recorder
    .flush({ resumable: status === 'cancelled' })
    .then(() => writer.model(network.spec, kept.weights, scaling))
    .then(() => training.write(host.files, writer.folder, status === 'done' ? kept.weights : undefined));
  written.catch(() => {});
  const trained = { ...result, metrics };
  const whole = written.then(() => writer.end({ status, epochs: epochs.length, bestEpoch, seconds, metrics }));
  whole.catch(() => {});
  // Whoever cancels wants an end now, and a sweep its next trial; the model can be inspected later.
  if (status === 'cancelled' || params.trial) {
    await whole;
    return trained;
  }
  const told = whole.then(() => report({ kind: 'trained', result: trained }));
  told.catch(() => {});
  /** The run is whole before its inspection is said to have failed. */
  const failing = async (error: unknown): Promise<never> => {
    await told;
    throw error;
  };
  const pause = pauser(host, ending.cancelled);
  const explained = await explainedNetwork(engine, network, data, batchHere(experiment)).catch(failing);
  const inspection = await inspect({
    ...{ experiment, data, network, explained, scaling, source: writer.folder, dataSamples: params.dataSamples, pause },
    preview: (early) => report({ kind: 'preview', seconds, inspection: early }),
    report: partTeller(host, report),
  })
    .catch((error) => (error instanceof CancelledError ? undefined : failing(error)))
    .finally(() => {
      if (explained !== network) explained.dispose();
    });
  await told;
  if (inspection) await writer.analysis(inspectionDocument(inspection));
  return { ...trained, inspection };
}

/**
 * How well the model that is kept fits. An epoch was measured as it ended, where there is a validation part; else the
 * training part is now. Missing where whoever cancelled the run does not wait for it: it is measured when it goes on.
 * @throws {CancelledError} of a run that would be done.
 */
async function measured(
  host: WorkerHost,
  data: Dataset,
  epoch: number,
  { recorder, training, status, cancelled }: Ending,
): Promise<Manifest['metrics']> {
  const known = recorder.epochs[epoch - 1].metrics;
  if (known) return known;
  try {
    return (await inTurns(training.measure(data.training), pauser(host, cancelled))).metrics;
  } catch (error) {
    if (error instanceof CancelledError && status === 'cancelled') return undefined;
    throw error;
  }
}

/** `--out` names a folder for one run: what stands there already is never touched. */
export async function requireFree(files: Files, folder: string): Promise<void> {
  if ((await files.list(folder)).length === 0) return;
  throw fileFault(folder, 'The output folder is not empty; name a new one.');
}
