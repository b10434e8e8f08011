/** What a schema cannot say: checks across keys. */

import { layerShapes, type ModelSpec, ShapeError } from '../model/spec.js';
import type { Fix } from '../problems.js';
import { checkTraining } from './checkTraining.js';
import type { DataConfig, Experiment } from './experiment.js';
import { lastStepOnly, oneOutput, stepsFor } from './layerFixes.js';

export interface Finding {
  /** Keys and indices from the config's root. */
  readonly path: (string | number)[];
  readonly message: string;
  readonly fixes?: readonly Fix[];
}

/** A network with more weights than this is refused before anything is allocated. */
const MOST_PARAMETERS = 100_000_000;
/** Task data with more numbers than this is refused before anything is allocated. */
const MOST_TASK_VALUES = 100_000_000;

/** All findings, so that one look shows everything that is to be mended. */
export function checkMeaning(experiment: Experiment): Finding[] {
  return [
    ...checkData(experiment.data),
    ...checkModel(experiment),
    ...checkTraining(experiment),
    ...checkInputs(experiment),
  ];
}

/** Steps and features of one sequence, as far as the config alone tells; undefined where the data file decides. */
export function inputShape(data: DataConfig): { length?: number; features: number } {
  return 'task' in data
    ? { length: data.length, features: data.features }
    : { length: data.window, features: data.inputs.length };
}

function checkData(data: DataConfig): Finding[] {
  const findings: Finding[] = [];
  if ('task' in data) {
    const values = data.samples * data.length * data.features;
    if (values > MOST_TASK_VALUES) {
      const message = `samples × length × features is ${values}; at most ${MOST_TASK_VALUES} are allowed.`;
      findings.push({ path: ['data', 'samples'], message });
    }
    return findings;
  }
  const windowed = data.window !== undefined;
  if (windowed === (data.sequence !== undefined)) {
    const message = windowed
      ? 'Give either "sequence" (one row a step) or "window" (windows over one series), not both.'
      : 'Say how rows make sequences: "sequence" (a column, one row a step) or "window" (rows of a window over one series).';
    findings.push({ path: ['data', ...(windowed ? ['window'] : [])], message });
  }
  for (const key of ['horizon', 'transform'] as const) {
    if (!windowed && data[key] !== undefined && data[key] !== 'none') {
      findings.push({ path: ['data', key], message: `"${key}" needs "window".` });
    }
  }
  return findings;
}

function checkModel({ model, data }: Experiment): Finding[] {
  if (!model.layers) {
    return model.from ? [] : [{ path: ['model'], message: 'Give "layers", or "from" with a model file.' }];
  }
  const findings: Finding[] = [];
  const names = new Set<string>();
  for (const [index, { name }] of model.layers.entries()) {
    if (names.has(name))
      findings.push({ path: ['model', 'layers', index, 'name'], message: `Two layers are named "${name}".` });
    names.add(name);
  }
  const { length = 1, features } = inputShape(data);
  return [...findings, ...checkChain({ length, features, layers: model.layers })];
}

function checkChain(spec: ModelSpec): Finding[] {
  try {
    const shapes = layerShapes(spec);
    const last = shapes.length - 1;
    const path = ['model', 'layers', last];
    const parameters = shapes.reduce((sum, shape) => sum + shape.parameters, 0);
    if (parameters > MOST_PARAMETERS) {
      return [
        {
          path: ['model', 'layers'],
          message: `The model has ${parameters} parameters; at most ${MOST_PARAMETERS} are allowed.`,
        },
      ];
    }
    if (shapes[last].outputSteps !== undefined) {
      const message = `${shapes[last].layer.name} gives a value for every step, but the target is one value a sequence: remove "returnSequences" from the last recurrent layer.`;
      return [{ path, message, fixes: lastStepOnly(spec.layers) }];
    }
    if (shapes[last].outputUnits !== 1) {
      const message = `${shapes[last].layer.name} gives ${shapes[last].outputUnits} values, but the target is one: end with { "type": "dense", "units": 1 }.`;
      return [{ path: [...path, 'units'], message, fixes: oneOutput(spec.layers) }];
    }
    return [];
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    const { index, message } = error;
    return [{ path: ['model', 'layers', index], message: `${message}.`, fixes: stepsFor(spec.layers, index) }];
  }
}

function checkInputs({ inspect, data }: Experiment): Finding[] {
  const shape = inputShape(data);
  const { inputs = [], baseline } = inspect;
  return [
    ...inputs.flatMap((sample, index) => checkSample(sample, ['inspect', 'inputs', index], shape)),
    ...(typeof baseline === 'string' ? [] : checkSample(baseline, ['inspect', 'baseline'], shape)),
  ];
}

function checkSample(
  sample: readonly (readonly number[])[],
  path: (string | number)[],
  { length, features }: ReturnType<typeof inputShape>,
): Finding[] {
  if (length !== undefined && sample.length !== length) {
    return [{ path, message: `The sample has ${sample.length} steps, but the data has ${length}.` }];
  }
  return sample.flatMap((step, t): Finding[] => {
    if (step.length !== features) {
      const message = `Step ${t + 1} has ${step.length} values, but the data has ${features} features.`;
      return [{ path: [...path, t], message }];
    }
    return step.some((value) => !Number.isFinite(value))
      ? [{ path: [...path, t], message: 'Not a finite number.' }]
      : [];
  });
}
