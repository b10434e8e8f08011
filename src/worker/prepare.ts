/** From a config text to its data and its model. */

import { explainFault } from '../core/analysis/output.js';
import { checkOutput } from '../core/config/check.js';
import { checkLoss } from '../core/config/checkTraining.js';
import { inputShape, isCategorical, type OutputShape } from '../core/config/dataShape.js';
import type { Experiment, WrittenExperiment } from '../core/config/experiment.js';
import { type ConfigReading, readConfig } from '../core/config/read.js';
import type { Dataset } from '../core/data/dataset.js';
import { loadData } from '../core/data/load.js';
import type { Mask } from '../core/data/padding.js';
import { NO_TURNS, type ReadingTurns } from '../core/data/reading/source.js';
import { type Files, folderOf } from '../core/files.js';
import type { LoadedModel, Scaling } from '../core/formats/loadedModel.js';
import { drawWeights } from '../core/model/initialize.js';
import { type Layer, type LayerWeights, layerShapes, type ModelSpec, ShapeError } from '../core/model/spec.js';
import { BadInputError } from '../core/problems.js';
import { Random } from '../core/random.js';
import { inTurns } from '../core/steps.js';
import { targetFault, withTargetsFor } from '../core/training/targets.js';
import { configuredModel } from './configuredModel.js';
import type { ConfigText } from './protocol.js';
import { withSamples } from './samples.js';

export interface Prepared {
  readonly experiment: Experiment;
  readonly data: Dataset;
  readonly problemAt: ConfigReading['problemAt'];
  /** What the config, without its data, gives to say. */
  readonly notes: ConfigReading['notes'];
  /** What the file holds that the config loads its model from. */
  readonly loaded?: LoadedModel;
}

/**
 * Reads a config and its data; whether the model fits them is not asked.
 * @param turns told of the reading of data, and asked to go on.
 * @param folder where relative data files are looked for; by default the config's own folder.
 * @throws {BadInputError} with all problems.
 */
export async function readData(
  config: ConfigText,
  files: Files,
  turns: ReadingTurns = NO_TURNS,
  folder = folderOf(config.path),
): Promise<Read & Pick<Prepared, 'data'>> {
  const read = await readExperiment(config, turns);
  return { ...read, data: await dataOf(read, undefined, files, turns, folder) };
}

interface Read {
  readonly experiment: WrittenExperiment;
  readonly problemAt: ConfigReading['problemAt'];
  readonly notes: ConfigReading['notes'];
}

async function readExperiment({ path, text }: ConfigText, { memory }: ReadingTurns): Promise<Read> {
  const { experiment, problems, problemAt, notes } = await readConfig(path, text, memory);
  if (!experiment) throw new BadInputError(problems);
  return { experiment, problemAt, notes };
}

/** @param trained the model that the data is for, where there is one already. */
async function dataOf(
  { experiment, problemAt }: Read,
  trained: LoadedModel | undefined,
  files: Files,
  turns: ReadingTurns,
  folder: string,
): Promise<Dataset> {
  const { loss } = experiment.train;
  const layers = experiment.model.layers ?? trained?.layers ?? [];
  const wanted = {
    seed: experiment.seed,
    loss,
    everyStep: givesEveryStep(experiment, trained),
    mask: maskOf(layers),
    ids: layers[0]?.type === 'embedding',
    names: trained?.scaling?.names,
    means: trained?.scaling?.means,
  };
  return withTargetsFor(loss, await loadData(experiment.data, wanted, folder, files, problemAt, turns));
}

/**
 * Reads and checks a config and its data, whose names have the codes of the model where that is not trained from its
 * beginning.
 * @param turns @param folder as for `readData`.
 * @param trained the model of a run, in place of that which the config loads.
 * @throws {BadInputError} with all problems.
 */
export async function prepare(
  config: ConfigText,
  files: Files,
  turns: ReadingTurns = NO_TURNS,
  folder = folderOf(config.path),
  trained?: LoadedModel,
): Promise<Prepared> {
  const read = await readExperiment(config, turns);
  const { experiment, problemAt, notes } = read;
  const loaded = trained ?? (await configuredModel(read, files, folderOf(config.path)));
  const data = await dataOf(read, loaded, files, turns, folder);
  const { loss } = experiment.train;
  const fault = targetFault(loss, data);
  if (fault) throw new BadInputError([problemAt(['train', 'loss'], fault)]);
  const shown = withSamples(experiment, data, problemAt);
  const unexplained = explainFault(experiment.inspect.explain, data);
  if (unexplained) throw new BadInputError([problemAt(['inspect', 'explain', unexplained.key], unexplained.message)]);
  const few = fewIds(experiment.model.layers, data);
  if (few) throw new BadInputError([problemAt(['model', 'layers', 0, 'inputDim'], few.message, few.fixes)]);
  const unshaped = misshapen(experiment.model.layers, data);
  if (unshaped) throw new BadInputError([problemAt(['model', 'layers', unshaped.index], `${unshaped.message}.`)]);
  const [unfit] = experiment.model.layers ? checkOutputs(experiment.model.layers, data, experiment) : [];
  if (unfit)
    throw new BadInputError([
      problemAt(['model', 'layers', experiment.model.layers!.length - 1, ...unfit.path], unfit.message, unfit.fixes),
    ]);
  const model = { ...experiment.model, layers: experiment.model.layers ?? loaded?.layers };
  return { experiment: { ...shown, model }, data, problemAt, notes, loaded };
}

/** A layer that does not fit the data's features, of which only the file tells how many there are. */
function misshapen(layers: readonly Layer[] = [], { length, features }: Dataset): ShapeError | undefined {
  try {
    layerShapes({ length, features: features.length, layers });
    return undefined;
  } catch (error) {
    if (error instanceof ShapeError) return error;
    throw error;
  }
}

/** An embedding has a row for each name. */
export function fewIds([first]: readonly Layer[] = [], { ids = 0, features }: Dataset) {
  if (first?.type !== 'embedding' || first.inputDim >= ids) return undefined;
  const message = `${first.name} knows ${first.inputDim} ids, but "${features[0]}" needs ${ids}: nothing, an unknown name, and ${ids - 2} names.`;
  const path = ['model', 'layers', 0, 'inputDim'];
  return { message, fixes: [{ title: `Set "inputDim": ${ids}`, path, value: ids }] };
}

/** How the model's first layer leaves steps out. */
function maskOf([first]: readonly Layer[] = []): Mask {
  if (first?.type === 'masking') return { value: first.maskValue, layer: first.name };
  return first?.type === 'embedding' && first.maskZero ? { value: 0, layer: first.name } : undefined;
}

/** Whether the layers, of the config or of what it loads, give a value for every step of their input. */
function givesEveryStep({ model, data }: WrittenExperiment, trained: LoadedModel | undefined): boolean {
  const { length = 1, features = 1 } = model.layers || !trained ? inputShape(data) : trained;
  const shapes = layerShapes({ length, features, layers: model.layers ?? trained?.layers ?? [] });
  return shapes[shapes.length - 1]?.outputSteps !== undefined;
}

/** What does not fit the data in what the layers give; paths are from the last layer on. */
export function checkOutputs(layers: readonly Layer[], data: Dataset, { train: { loss } }: Pick<Experiment, 'train'>) {
  const { length, features, target, targetSteps, targetNames } = data;
  const shapes = layerShapes({ length, features: features.length, layers });
  const units = target.kind === 'classes' && isCategorical(loss) ? target.classes.length : targetNames.length;
  const wanted: OutputShape = { steps: targetSteps ?? 'one', units };
  return checkOutput(shapes, length, wanted, loss);
}

/** The model's layers and first weights: drawn, or those that were loaded. @throws {BadInputError} where these do not fit. */
export async function startingModel(
  prepared: Prepared,
  pause: () => Promise<void>,
): Promise<{ spec: ModelSpec; weights: readonly LayerWeights[]; scaling: Scaling }> {
  const { experiment, data, problemAt, loaded } = prepared;
  const { layers } = experiment.model;
  const shape = { length: data.length, features: data.features.length };
  const scaling = scalingOf(data);
  if (!loaded) {
    const spec: ModelSpec = { ...shape, layers: layers ?? [] };
    const weights = await inTurns(drawWeights(spec, Random.for(experiment.seed, 'weights')), pause);
    return { spec, weights, scaling };
  }
  const fault = (message: string) => new BadInputError([problemAt(['model', 'from'], message)]);
  const spec: ModelSpec = { ...shape, layers: loaded.layers };
  checkFit(loaded, spec, prepared, fault);
  // A loaded model goes on in the units that it has learned in.
  return {
    spec,
    weights: loaded.weights,
    scaling: { ...(loaded.scaling ?? scaling), names: data.names, means: data.means },
  };
}

/** As a model that is trained on the data has it. */
export function scalingOf({ inputScaler, targetScaler, names, means }: Dataset): Scaling {
  return { input: inputScaler, target: targetScaler, names, means };
}

function checkFit(
  model: LoadedModel,
  spec: ModelSpec,
  { experiment, data }: Prepared,
  fault: (message: string) => Error,
): void {
  if (model.features !== spec.features)
    throw fault(`The model reads ${model.features} features, but the data has ${spec.features}.`);
  if (model.length !== undefined && model.length !== spec.length) {
    throw fault(`The model reads ${model.length} steps, but the data has ${spec.length}.`);
  }
  const few = fewIds(model.layers, data);
  if (few) throw fault(few.message);
  const { model: configured, train } = experiment;
  const last = model.layers[model.layers.length - 1];
  const [unfit] = [...checkOutputs(model.layers, data, experiment), ...checkLoss(train.loss, last, [])];
  if (unfit) throw fault(unfit.message);
  const described = (layers: readonly Layer[]) =>
    layerShapes({ ...spec, layers })
      .map(({ layer, outputUnits }) => `${layer.type} ${outputUnits}`)
      .join(', ');
  if (configured.layers && described(configured.layers) !== described(model.layers)) {
    throw fault(`The file holds ${described(model.layers)}, but "layers" says ${described(configured.layers)}.`);
  }
}
