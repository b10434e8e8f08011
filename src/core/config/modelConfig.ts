/** The config that looks into a model file: made-up data where some are like the model's, else data to be named. */
import type { Layer } from '../model/layers.js';
import { modelFrom, newConfig, spaced, taskData } from './newConfig.js';

/** What a model reads and gives. */
export interface ModelFacts {
  /** The file's name, as the config beside it says it. */
  readonly file: string;
  readonly layers: readonly Layer[];
  /** Layers as a config writes them, where the file does not hold them. */
  readonly inferred?: readonly object[];
  readonly length?: number;
  readonly features: number;
  /** Steps of its answer; undefined where there is one a sequence. */
  readonly outputSteps?: number | 'any';
  readonly outputUnits: number;
}

export interface ModelConfig {
  readonly text: string;
  /** False where the data must be named before anything can be inspected. */
  readonly complete: boolean;
}

export function configForModel(facts: ModelFacts): ModelConfig {
  const { file, layers, inferred } = facts;
  const model = inferred ? modelWith(file, inferred) : modelFrom(file, layers);
  const task = taskFor(facts);
  if (task) return { text: newConfig({ data: task, model }), complete: true };
  return { text: newConfig({ data: dataToName(facts), model, loss: lossFor(layers) }), complete: false };
}

/** Of one number a sequence, or at each step; ids and classes are not made up. */
function taskFor({ layers, length, features, outputSteps, outputUnits }: ModelFacts): string | undefined {
  const last = layers.at(-1);
  const probability = last !== undefined && /^(sigmoid|softmax)$/.test(activationOf(last));
  if (outputUnits !== 1 || layers[0]?.type === 'embedding' || probability) return undefined;
  if (outputSteps === undefined) return taskData('sum', length, features);
  return outputSteps === 'any' || outputSteps === length ? taskData('runningSum', length, features) : undefined;
}

/** Names in a config are to be exchanged for real ones: more than these are not made up. */
const MOST_NAMES = 50;

function dataToName({ features }: ModelFacts): string {
  const names = Array.from({ length: Math.min(features, MOST_NAMES) }, (_, index) => `"x${index + 1}"`);
  return `{
    "file": "data.csv", // what the model was trained on, one row a step: write its name and columns here
    "sequence": "sequence", // column that names the sequence of a row
    "inputs": [${names.join(', ')}], // columns that the model reads, ${features} of them
    "target": "y", // column that it has learned to give
    "standardize": false, // whether the numbers in the file are to be scaled first
    "split": { "validation": 0.2 }
  }`;
}

function modelWith(file: string, layers: readonly object[]): string {
  const lines = layers.map((layer) => `      ${spaced(layer)}`);
  return `{
    "from": ${JSON.stringify(file)}, // weights only: the layers below fit them, but activations are not in the file
    "layers": [
${lines.join(',\n')}
    ]
  }`;
}

function lossFor(layers: readonly Layer[]): string {
  const last = layers.at(-1);
  const activation = last === undefined ? '' : activationOf(last);
  if (activation === 'softmax') return 'sparseCategoricalCrossentropy';
  return activation === 'sigmoid' ? 'binaryCrossentropy' : 'meanSquaredError';
}

function activationOf(layer: Layer): string {
  if (layer.type === 'timeDistributed') return layer.layer.activation;
  return layer.type === 'dense' ? layer.activation : '';
}
