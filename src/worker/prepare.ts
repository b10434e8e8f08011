/** From a config text to its data and its model. */

import { explainFault } from '../core/analysis/output.js';
import { baselineSamples, checkOutput } from '../core/config/check.js';
import { checkLoss } from '../core/config/checkTraining.js';
import { inputShape, isCategorical, type OutputShape } from '../core/config/dataShape.js';
import type { Experiment } from '../core/config/experiment.js';
import { type ConfigReading, readConfig } from '../core/config/read.js';
import type { Dataset } from '../core/data/dataset.js';
import { loadData } from '../core/data/load.js';
import { type Mask, paddedSample } from '../core/data/padding.js';
import { NO_TURNS, type ReadingTurns } from '../core/data/reading/source.js';
import { type Files, folderOf, join } from '../core/files.js';
import { ModelFormatError, ModelMismatchError } from '../core/formats/formatError.js';
import { type LoadedModel, type Scaling, wholeModel } from '../core/formats/loadedModel.js';
import { readModelFile } from '../core/formats/modelFile.js';
import { initialWeights } from '../core/model/initialize.js';
import { type Layer, type LayerWeights, layerShapes, type ModelSpec, ShapeError } from '../core/model/spec.js';
import { BadInputError, type Problem } from '../core/problems.js';
import { Random } from '../core/random.js';
import { targetFault, withTargetsFor } from '../core/training/targets.js';
import type { ConfigText } from './protocol.js';

export interface Prepared {
  readonly experiment: Experiment;
  readonly data: Dataset;
  readonly problemAt: ConfigReading['problemAt'];
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
): Promise<Prepared> {
  const { experiment, problems, problemAt } = await readConfig(config.path, config.text, turns.memory);
  if (!experiment) throw new BadInputError(problems);
  const { loss } = experiment.train;
  const wanted = {
    seed: experiment.seed,
    loss,
    everyStep: givesEveryStep(experiment),
    mask: maskOf(experiment.model.layers),
    ids: readsIds(experiment),
  };
  const data = withTargetsFor(loss, await loadData(experiment.data, wanted, folder, files, problemAt, turns));
  return { experiment, data, problemAt };
}

/**
 * Reads and checks a config and its data.
 * @param turns @param folder as for `readData`.
 * @throws {BadInputError} with all problems.
 */
export async function prepare(
  config: ConfigText,
  files: Files,
  turns: ReadingTurns = NO_TURNS,
  folder = folderOf(config.path),
): Promise<Prepared> {
  const prepared = await readData(config, files, turns, folder);
  const { experiment, data, problemAt } = prepared;
  const { loss } = experiment.train;
  const fault = targetFault(loss, data);
  if (fault) throw new BadInputError([problemAt(['train', 'loss'], fault)]);
  const shown = { ...experiment, inspect: { ...experiment.inspect, inputs: inputsFor(experiment, data) } };
  checkInputs(shown, data, problemAt);
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
  return { ...prepared, experiment: shown };
}

/** Samples of fewer steps, where the sequences of the data have unequal lengths, too. */
function inputsFor({ inspect: { inputs } }: Experiment, data: Dataset): Experiment['inspect']['inputs'] {
  return inputs?.map((sample) => paddedSample(sample, data));
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
function fewIds([first]: readonly Layer[] = [], { ids = 0, features }: Dataset) {
  if (first?.type !== 'embedding' || first.inputDim >= ids) return undefined;
  const message = `${first.name} knows ${first.inputDim} ids, but "${features[0]}" needs ${ids}: nothing, an unknown name, and ${ids - 2} names.`;
  const path = ['model', 'layers', 0, 'inputDim'];
  return { message, fixes: [{ title: `Set "inputDim": ${ids}`, path, value: ids }] };
}

/** Whether the model begins with an embedding. */
function readsIds({ model }: Experiment): boolean {
  return model.layers?.[0]?.type === 'embedding';
}

/** How the model's first layer leaves steps out. */
function maskOf([first]: readonly Layer[] = []): Mask {
  if (first?.type === 'masking') return { value: first.maskValue, layer: first.name };
  return first?.type === 'embedding' && first.maskZero ? { value: 0, layer: first.name } : undefined;
}

/** Whether the configured layers give a value for every step of their input. */
function givesEveryStep({ model, data }: Experiment): boolean {
  const { length = 1, features = 1 } = inputShape(data);
  const shapes = layerShapes({ length, features, layers: model.layers ?? [] });
  return shapes[shapes.length - 1]?.outputSteps !== undefined;
}

/** What does not fit the data in what the layers give; paths are from the last layer on. */
function checkOutputs(layers: readonly Layer[], data: Dataset, { train: { loss } }: Experiment) {
  const { length, features, target, targetSteps, targetNames } = data;
  const shapes = layerShapes({ length, features: features.length, layers });
  const units = target.kind === 'classes' && isCategorical(loss) ? target.classes.length : targetNames.length;
  const wanted: OutputShape = { steps: targetSteps ?? 'one', units };
  return checkOutput(shapes, length, wanted, loss);
}

/** The model's layers and first weights: drawn, or loaded where the config names a file. */
export async function startingModel(
  prepared: Prepared,
  files: Files,
  folder: string,
): Promise<{ spec: ModelSpec; weights: readonly LayerWeights[]; scaling: Scaling }> {
  const { experiment, data, problemAt } = prepared;
  const { layers, from } = experiment.model;
  const shape = { length: data.length, features: data.features.length };
  const scaling: Scaling = { input: data.inputScaler, target: data.targetScaler };
  if (from === undefined) {
    const spec: ModelSpec = { ...shape, layers: layers ?? [] };
    return { spec, weights: initialWeights(spec, Random.for(experiment.seed, 'weights')), scaling };
  }
  const fault = (message: string) => new BadInputError([problemAt(['model', 'from'], message)]);
  const model = await loadModel(join(folder, from), from, prepared, files, fault);
  const spec: ModelSpec = { ...shape, layers: model.layers };
  checkFit(model, spec, prepared, fault);
  return { spec, weights: model.weights, scaling: model.scaling ?? scaling };
}

async function loadModel(
  path: string,
  from: string,
  { experiment, problemAt }: Prepared,
  files: Files,
  fault: (message: string) => Error,
): Promise<LoadedModel> {
  if ((await files.size(path)) === undefined) throw fault(`There is no file ${from}.`);
  try {
    const { layers, names } = experiment.model;
    return wholeModel(await readModelFile(files, path, { layers, names }));
  } catch (error) {
    if (error instanceof ModelMismatchError) {
      throw new BadInputError([problemAt([...error.path], `${from}: ${error.message}`, error.fixes)]);
    }
    if (error instanceof ModelFormatError) throw fault(`${from}: ${error.message}`);
    throw fault(`${from} cannot be read: ${(error as Error).message}`);
  }
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

/** Where a data file decides on the length of a sequence, the samples of `inspect` can be checked only here. */
function checkInputs({ inspect }: Experiment, data: Dataset, problemAt: ConfigReading['problemAt']): void {
  const { inputs = [], baseline } = inspect;
  const shown = inputs.map((sample, index) => ({ sample, path: ['inspect', 'inputs', index] }));
  const samples = [...shown, ...baselineSamples(baseline)];
  const problems = samples.flatMap(({ sample, path }): Problem[] => {
    if (sample.length === data.length && sample.every((step) => step.length === data.features.length)) return [];
    const wanted = `${data.length} steps of ${data.features.length} features`;
    return [problemAt(path, `The sample must have ${wanted}, as the data.`)];
  });
  if (problems.length > 0) throw new BadInputError(problems);
}
