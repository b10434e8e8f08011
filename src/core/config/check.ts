/** What a schema cannot say: checks across keys. */

import type { LossSpec } from '../engine/trainingSpec.js';
import { beyondMemory } from '../memory.js';
import { idsOf, type LayerShape, layerShapes, type ModelSpec, ShapeError } from '../model/spec.js';
import { nearest } from '../nearest.js';
import type { Fix, Severity } from '../problems.js';
import { checkEngine } from './checkEngine.js';
import { checkExpect } from './checkExpect.js';
import { checkFileData } from './checkFileData.js';
import { interventionFaults } from './checkInterventions.js';
import { checkTraining } from './checkTraining.js';
import {
  charactersOf,
  DIGIT_CHARACTERS,
  inputShape,
  isCategorical,
  type OutputShape,
  outputShape,
} from './dataShape.js';
import type { DataConfig, Experiment, WrittenExperiment, WrittenSample } from './experiment.js';
import { isText, scalingOf } from './fileDataFacts.js';
import { everyStep, lastStepOnly, outputUnits, stepsFor } from './layerFixes.js';

export interface Finding {
  /** Keys and indices from the config's root. */
  readonly path: (string | number)[];
  readonly message: string;
  readonly fixes?: readonly Fix[];
}

/** What keeps no config from being trained. */
export interface Note extends Finding {
  readonly severity: Exclude<Severity, 'error'>;
}

/** Bytes of a parameter: as it is read, in the engine, and its gradient. Optimizers add to that. */
const PARAMETER_BYTES = 12;
const NUMBER_BYTES = 8;

/**
 * All findings, so that one look shows everything that is to be mended.
 * @param memory MiB that data and model may take.
 */
export function checkMeaning(experiment: WrittenExperiment, memory: number): Finding[] {
  return [
    ...checkData(experiment.data, memory),
    ...checkModel(experiment, memory),
    ...checkModuleNames(experiment.model),
    ...checkTraining(experiment),
    ...checkEngine(experiment),
    ...checkInputs(experiment),
    ...checkInterventions(experiment),
    ...checkExpect(experiment),
  ];
}

function checkData(data: DataConfig, memory: number): Finding[] {
  if (!('task' in data)) return checkFileData(data);
  const { length = 1, features = 1 } = inputShape(data);
  const values = data.samples * length * features;
  const what = `The data's ${values} numbers (samples × steps × features)`;
  const message = beyondMemory(what, values * NUMBER_BYTES, memory);
  return message === undefined ? [] : [{ path: ['data', 'samples'], message }];
}

function checkModel({ model, data, train }: WrittenExperiment, memory: number): Finding[] {
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
  const { length, features } = inputShape(data);
  const wanted = outputShape(data, train.loss);
  // Where a file decides on the length, whether the steps fit is checked when it has been read.
  const known = length === undefined ? { ...wanted, steps: 'any' as const } : wanted;
  const spec = { length: length ?? 1, features: features ?? 1, layers: model.layers };
  return [...findings, ...checkIds(spec, data), ...checkChain(spec, known, train.loss, memory)];
}

/** Modules are named for layers that there are, and for a file that has modules. */
function checkModuleNames({ layers = [], from, names }: Experiment['model']): Finding[] {
  if (!names) return [];
  const path = ['model', 'names'];
  if (!from?.toLowerCase().endsWith('.safetensors')) {
    const fixes = [{ title: 'Remove "names"', path }];
    return [{ path, message: '"names" needs "from" with PyTorch weights (.safetensors).', fixes }];
  }
  const known = layers.map(({ name }) => name);
  return Object.keys(names).flatMap((name): Finding[] => {
    if (known.includes(name)) return [];
    const message = `There is no layer "${name}"; there are ${known.map((one) => `"${one}"`).join(', ')}.`;
    const free = known.filter((one) => !Object.hasOwn(names, one));
    const meant = nearest(name, free) ?? (free.length === 1 ? free[0] : undefined);
    if (meant === undefined) return [{ path: [...path, name], message }];
    const renamed = Object.entries(names).map(([key, module]) => [key === name ? meant : key, module]);
    const fixes = [{ title: `Change to "${meant}"`, path, value: Object.fromEntries(renamed) }];
    return [{ path: [...path, name], message, fixes }];
  });
}

/** Ids are names, not quantities. */
function checkIds(spec: ModelSpec, data: DataConfig): Finding[] {
  if (idsOf(spec) === undefined) return [];
  const { name } = spec.layers[0];
  if ('task' in data) {
    const message = `${name} reads ids, but the task "${data.task}" gives numbers: begin with a recurrent layer.`;
    return [{ path: ['model', 'layers', 0], message }];
  }
  if (data.categories) {
    if (data.missing === 'mean') {
      const path = ['data', 'missing'];
      const fixes = [{ title: 'Let a missing name be nothing: "zero"', path, value: 'zero' }];
      return [{ path, message: 'Ids have no mean that could stand for a missing one.', fixes }];
    }
    if (data.inputs.length === 1) return [];
    const message = `${name} reads one id a step, so there can be only one input, not ${data.inputs.length}.`;
    return [{ path: ['data', 'inputs'], message }];
  }
  if (scalingOf(data) === 'none') return [];
  const message = `${name} reads ids, which cannot be standardized: write "standardize": false in "data".`;
  return [{ path: ['model', 'layers', 0], message }];
}

function checkChain(spec: ModelSpec, wanted: OutputShape, loss: LossSpec, memory: number): Finding[] {
  try {
    const shapes = layerShapes(spec);
    const last = shapes.length - 1;
    const parameters = shapes.reduce((sum, shape) => sum + shape.parameters, 0);
    const what = `The model's ${parameters} parameters and their gradients`;
    const message = beyondMemory(what, parameters * PARAMETER_BYTES, memory);
    if (message !== undefined) return [{ path: ['model', 'layers'], message }];
    return checkOutput(shapes, spec.length, wanted, loss).map(({ path, ...finding }) => ({
      path: ['model', 'layers', last, ...path],
      ...finding,
    }));
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    const { index, message } = error;
    return [{ path: ['model', 'layers', index], message: `${message}.`, fixes: stepsFor(spec.layers, index) }];
  }
}

/**
 * Whether what the last layer gives is what the targets are.
 * @param length steps of the input.
 * @returns paths from the last layer on.
 */
export function checkOutput(
  shapes: readonly LayerShape[],
  length: number,
  wanted: OutputShape,
  loss: LossSpec,
): Finding[] {
  const layers = shapes.map(({ layer }) => layer);
  const { layer, outputSteps, outputUnits: given } = shapes[shapes.length - 1];
  const { name } = layer;
  if (outputSteps !== undefined && wanted.steps === 'one') {
    const message = `${name} gives a value for every step, but the target is one value a sequence: remove "returnSequences" from the last recurrent layer.`;
    return [{ path: [], message, fixes: lastStepOnly(layers) }];
  }
  const every = typeof wanted.steps === 'number' ? wanted.steps : length;
  const fits = outputSteps === undefined ? typeof wanted.steps !== 'number' : outputSteps === every;
  if (!fits && wanted.steps !== 'any') {
    const gives = outputSteps === undefined ? 'one value a sequence' : `values for ${outputSteps} steps`;
    const advice =
      every === length
        ? 'set "returnSequences": true on the recurrent layers'
        : `put { "type": "repeatVector", "n": ${every} } and a recurrent layer with "returnSequences": true before it`;
    const message = `${name} gives ${gives}, but there is a target for each of ${every} steps: ${advice}.`;
    return [{ path: [], message, fixes: every === length ? everyStep(layers) : [] }];
  }
  if (wanted.units === undefined || given === wanted.units) return [];
  const target = isCategorical(loss)
    ? `there are ${wanted.units} classes`
    : `the target is ${wanted.units === 1 ? 'one' : wanted.units}`;
  const message = `${name} gives ${given} ${given === 1 ? 'value' : 'values'}, but ${target}: end with { "type": "dense", "units": ${wanted.units} }.`;
  const path = layer.type === 'timeDistributed' ? ['layer', 'units'] : ['units'];
  return [{ path, message, fixes: outputUnits(layers, wanted.units) }];
}

function checkInputs({ inspect, data }: WrittenExperiment): Finding[] {
  const { inputs = [], baseline } = inspect;
  return [
    ...inputs.flatMap((sample, index) => checkSample(sample, ['inspect', 'inputs', index], data)),
    ...baselineSamples(baseline).flatMap(({ sample, path }) => checkSample(sample, path, data)),
  ];
}

function checkInterventions({
  inspect: { interventions, constantInput },
  data,
  model: { layers },
}: WrittenExperiment): Finding[] {
  const { length, features } = inputShape(data);
  const known = { layers, length, features: 'file' in data && features !== undefined ? data.inputs : undefined };
  const findings = interventions.flatMap((intervention, index): Finding[] => {
    const place = ['inspect', 'interventions', index];
    const faults = interventionFaults(intervention, known).map(({ path, message }) => ({
      path: [...place, ...path],
      message,
    }));
    const sample = 'sample' in intervention ? intervention.sample : undefined;
    return sample !== undefined && typeof sample !== 'number'
      ? [...faults, ...checkSample(sample, [...place, 'sample'], data)]
      : faults;
  });
  if (typeof constantInput === 'string' || features === undefined || constantInput.length === features) return findings;
  const message = `There are ${constantInput.length} values, but the data has ${features} features.`;
  return [...findings, { path: ['inspect', 'constantInput'], message }];
}

/** Which characters a file has is not known yet. */
function textFault(text: string, data: DataConfig): string | undefined {
  const { length } = inputShape(data);
  const characters = charactersOf(text);
  const steps = `The sample has ${characters.length} steps, but the data has ${length}.`;
  if ('file' in data) {
    if (!isText(data)) return READS_TEXT;
    return length === undefined || characters.length === length ? undefined : steps;
  }
  if (data.task !== 'digitAddition') return READS_TEXT;
  if (!characters.every((one) => DIGIT_CHARACTERS.includes(one))) {
    return `No character of the task: it knows ${DIGIT_CHARACTERS.join('').trim()} and the blank.`;
  }
  return length !== undefined && characters.length > length ? steps : undefined;
}

const READS_TEXT =
  'Only the task "digitAddition" and the characters of a text file (.txt) are read as text: write numbers.';

/** The samples of the baseline with the place of each in the config. */
export function baselineSamples(baseline: WrittenExperiment['inspect']['baseline']) {
  if (typeof baseline === 'string') return [];
  const place = ['inspect', 'baseline'];
  // A text alone could not be told from "mean".
  const listed = baseline.length > 1 || typeof baseline[0] === 'string';
  return baseline.map((sample, index) => ({ sample, path: listed ? [...place, 'meanOf', index] : place }));
}

function checkSample(sample: WrittenSample, path: (string | number)[], data: DataConfig): Finding[] {
  const { length, features } = inputShape(data);
  if (typeof sample === 'string') {
    const message = textFault(sample, data);
    return message === undefined ? [] : [{ path, message }];
  }
  if (length !== undefined && sample.length !== length) {
    return [{ path, message: `The sample has ${sample.length} steps, but the data has ${length}.` }];
  }
  return sample.flatMap((step, t): Finding[] => {
    if (features !== undefined && step.length !== features) {
      const message = `Step ${t + 1} has ${step.length} values, but the data has ${features} features.`;
      return [{ path: [...path, t], message }];
    }
    return step.some((value) => !Number.isFinite(value))
      ? [{ path: [...path, t], message: 'Not a finite number.' }]
      : [];
  });
}
