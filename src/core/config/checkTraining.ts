/** Checks of `train` across its own keys, and against the last layer and the data. */
import type { Layer } from '../model/spec.js';
import type { Finding } from './check.js';
import { isCategorical } from './dataShape.js';
import type { Experiment, WrittenExperiment } from './experiment.js';

export function checkTraining(experiment: WrittenExperiment): Finding[] {
  const { train, model } = experiment;
  const last = model.layers?.[model.layers.length - 1];
  return [
    ...checkClipping(train.optimizer),
    ...checkMonitors(experiment),
    ...checkTarget(experiment),
    ...(last ? checkLoss(train.loss, last, ['model', 'layers', (model.layers?.length ?? 1) - 1]) : []),
  ];
}

const CLIPPINGS = ['clipNorm', 'globalClipNorm', 'clipValue'] as const;

function checkClipping(optimizer: Experiment['train']['optimizer']): Finding[] {
  const [first, ...others] = CLIPPINGS.filter((key) => optimizer[key] !== undefined);
  return others.map((key) => ({
    path: ['train', 'optimizer', key],
    message: `Gradients are clipped in one way only: keep either "${first}" or "${key}".`,
  }));
}

/** Whether a task's targets are such that the loss can be taken of them; of a file only its content tells. */
function checkTarget({ data, train: { loss } }: WrittenExperiment): Finding[] {
  if ('file' in data) return [];
  const classes = data.task === 'digitAddition';
  if (classes === isCategorical(loss)) return [];
  const message = classes
    ? `The targets of "${data.task}" are characters, which are classes: write "loss": "categoricalCrossentropy".`
    : `${loss.type} needs classes as targets, but those of "${data.task}" are numbers: write "loss": "meanSquaredError".`;
  return [{ path: ['train', 'loss'], message }];
}

/** Without a validation part there is no validation loss to watch. */
function checkMonitors({ train, data }: WrittenExperiment): Finding[] {
  if (data.split.validation > 0) return [];
  const watchers = [
    { watcher: train.earlyStopping, path: ['train', 'earlyStopping'] },
    {
      watcher: train.schedule.type === 'reduceOnPlateau' ? train.schedule : undefined,
      path: ['train', 'optimizer', 'schedule'],
    },
  ];
  return watchers.flatMap(({ watcher, path }): Finding[] => {
    if (watcher?.monitor !== 'validationLoss') return [];
    const message =
      'The validation loss is watched, but "data.split.validation" is 0: write "monitor": "loss", or keep a validation part.';
    return [{ path: [...path, 'monitor'], message }];
  });
}

/** Whether all values of an activation lie within [0,1]. */
const PROBABILITIES: readonly string[] = ['sigmoid', 'hardSigmoid', 'hardSigmoid6', 'softmax'];

/** Whether a loss can be taken of what the last layer gives. @param path of that layer. */
export function checkLoss(loss: Experiment['train']['loss'], last: Layer, path: Finding['path']): Finding[] {
  if (last.type === 'timeDistributed') return checkLoss(loss, { ...last.layer, name: last.name }, [...path, 'layer']);
  if (!('fromLogits' in loss) || !('activation' in last)) return [];
  const { type, fromLogits } = loss;
  const binary = type === 'binaryCrossentropy';
  if (!binary && last.units === 1) {
    const message = `${type} needs one output for each class, but ${last.name} has one unit: give it as many units as there are classes, or use "binaryCrossentropy" for yes or no.`;
    const fixes = [{ title: 'Use "binaryCrossentropy"', ...lossOf('binaryCrossentropy', fromLogits) }];
    return [{ path: [...path, 'units'], message, fixes }];
  }
  const gives = PROBABILITIES.includes(last.activation);
  if (fromLogits === !gives) return [];
  const other = `"loss": { "type": "${type}", "fromLogits": ${!fromLogits} }`;
  const message = fromLogits
    ? `With "fromLogits" ${type} takes the sigmoid or softmax itself, but ${last.name} has the activation "${last.activation}" already: write "activation": "linear", or ${other}.`
    : `${type} needs probabilities, but ${last.name} has the activation "${last.activation}": write "activation": "${binary ? 'sigmoid' : 'softmax'}", or ${other}.`;
  const activation = fromLogits ? 'linear' : binary ? 'sigmoid' : 'softmax';
  const fixes = [
    { title: `Give ${last.name} the activation "${activation}"`, path: [...path, 'activation'], value: activation },
    { title: `Set "fromLogits": ${!fromLogits}`, ...lossOf(type, !fromLogits) },
  ];
  return [{ path: [...path, 'activation'], message, fixes }];
}

/** A loss as one writes it: its name where that is all there is to say. */
function lossOf(type: string, fromLogits: boolean) {
  return { path: ['train', 'loss'], value: fromLogits ? { type, fromLogits } : type };
}
