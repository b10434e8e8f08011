/** What a model file holds, to be looked at: its layers and its weights in a few numbers each. */
import Type from 'typebox';
import Value from 'typebox/value';
import { nameLayers } from '../../config/experiment.js';
import { type LayerConfig, LayerSchema } from '../../config/layerSchema.js';
import { type Bins, binOf, binsFor } from '../../data/preview/histogram.js';
import { type Summary, summarizeValues } from '../../data/preview/summary.js';
import { baseName, type Files } from '../../files.js';
import type { Layer, LayerShape } from '../../model/spec.js';
import { ModelFormatError, ModelMismatchError } from '../formatError.js';
import { type LoadedModel, shapesIn, type UnsupportedLayer } from '../loadedModel.js';
import { readModelFile } from '../modelFile.js';
import { formatOf, MODEL_FORMATS } from '../modelFormats.js';
import { floatsOf, readSafetensors } from '../safetensors.js';
import { settingsOf } from './settings.js';

export interface LookedLayer {
  readonly layer: Layer;
  /** Activations and what else is set, in words. */
  readonly settings: string;
  /** Undefined where the steps are gone; `any` where the file does not fix them. */
  readonly steps?: number | 'any';
  readonly units: number;
  readonly parameters: number;
  readonly weights: readonly LookedWeight[];
}

export interface LookedWeight extends Summary {
  readonly name: string;
  readonly shape: readonly number[];
  readonly notFinite: number;
  readonly bins: Bins;
  readonly counts: readonly number[];
}

export interface LookedNames {
  /** An input column; undefined of classes. */
  readonly column?: string;
  /** The first of them. */
  readonly shown: readonly string[];
  readonly count: number;
}

export interface ModelLook {
  /** Name of the format. */
  readonly format: string;
  readonly bytes: number;
  /** Steps where the file fixes them. */
  readonly length?: number;
  /** Undefined where the file holds weights only, and no layers fit them. */
  readonly features?: number;
  readonly layers: readonly LookedLayer[];
  readonly parameters: number;
  /** Whether statistics for raw numbers travel with the model. */
  readonly scaled: boolean;
  /** Names that travel with the model. */
  readonly names: readonly LookedNames[];
  readonly unsupported?: UnsupportedLayer;
  /** Layers as a config writes them, of a file that holds weights only: these would fit. */
  readonly inferred?: readonly object[];
  /** Weights that belong to no layer, since the file names none and none could be found. */
  readonly others: readonly LookedWeight[];
  /** Why there are no layers. */
  readonly note?: string;
}

const SHOWN_NAMES = 12;
/** Larger files are refused unread. */
const LARGEST_FILE = 2 ** 31 - 1;

/**
 * @param pause lets other work in, and throws where the look is no longer wanted.
 * @throws {ModelFormatError} naming what of the file is damaged.
 */
export async function lookAtModel(files: Files, path: string, pause: () => Promise<void>): Promise<ModelLook> {
  const bytes = await files.size(path);
  if (bytes === undefined) throw new ModelFormatError(`There is no file ${baseName(path)} any more.`);
  if (bytes > LARGEST_FILE) throw new ModelFormatError(`It has ${bytes} bytes; at most ${LARGEST_FILE} are read.`);
  const format = formatOf(path);
  const facts = { format: format ? MODEL_FORMATS[format].name : '', bytes };
  try {
    return { ...facts, ...(await lookAt(await readModelFile(files, path), pause)) };
  } catch (error) {
    if (!(error instanceof ModelMismatchError)) throw error;
    return { ...facts, ...(await withoutLayers(files, path, error, pause)) };
  }
}

type Content = Omit<ModelLook, 'format' | 'bytes'>;

async function lookAt(model: LoadedModel, pause: () => Promise<void>): Promise<Content> {
  const layers: LookedLayer[] = [];
  for (const [index, shape] of shapesIn(model).entries()) {
    const weights: LookedWeight[] = [];
    for (const { name, shape: sizes, values } of model.weights[index]?.tensors ?? []) {
      await pause();
      weights.push(lookAtWeight(name, sizes, values));
    }
    layers.push({ ...layerOf(shape, model.length), weights });
  }
  return {
    length: model.length,
    features: model.features,
    layers,
    parameters: layers.reduce((sum, { parameters }) => sum + parameters, 0),
    scaled: model.scaling !== undefined,
    names: namesOf(model),
    unsupported: model.unsupported,
    others: [],
  };
}

function namesOf({ scaling }: LoadedModel): LookedNames[] {
  const names = scaling?.names;
  if (!names) return [];
  const some = (list: readonly string[]) => ({ shown: list.slice(0, SHOWN_NAMES), count: list.length });
  const inputs = names.inputs.map(({ column, known }) => ({ column, ...some(known) }));
  return names.classes ? [...inputs, some(names.classes)] : inputs;
}

function layerOf({ layer, outputSteps, outputUnits, parameters }: LayerShape, length: number | undefined) {
  const steps = outputSteps === undefined || length !== undefined || fixesSteps(layer) ? outputSteps : 'any';
  return { layer, settings: settingsOf(layer), steps, units: outputUnits, parameters } as const;
}

function fixesSteps({ type }: Layer): boolean {
  return type === 'repeatVector';
}

/** A file of weights only: read once more with the layers that would fit, or as it is. */
async function withoutLayers(
  files: Files,
  path: string,
  { message, fixes }: ModelMismatchError,
  pause: () => Promise<void>,
): Promise<Content> {
  const fix = fixes.find(({ path }) => path.join('.') === 'model.layers');
  if (fix) {
    const inferred = fix.value as LayerConfig[];
    const layers = nameLayers(Value.Default(Type.Array(LayerSchema), structuredClone(inferred)) as LayerConfig[]);
    return { ...(await lookAt(await readModelFile(files, path, { layers }), pause)), inferred };
  }
  const { tensors } = readSafetensors(await files.read(path));
  const others: LookedWeight[] = [];
  for (const tensor of tensors.values()) {
    await pause();
    const numbers = /^(B?F16|F32|F64)$/.test(tensor.dtype) ? floatsOf(tensor) : new Float32Array();
    others.push(lookAtWeight(tensor.name, tensor.shape, numbers));
  }
  const parameters = others.reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);
  return { layers: [], parameters, scaled: false, names: [], others, note: message };
}

export function lookAtWeight(name: string, shape: readonly number[], values: Float32Array): LookedWeight {
  const summary = summarizeValues(values.length, (i) => values[i]);
  const bins = binsFor(summary.min, summary.max, false);
  const counts = new Array<number>(bins.bins).fill(0);
  for (const value of values) if (Number.isFinite(value)) counts[binOf(value, bins)]++;
  return { name, shape: [...shape], ...summary, notFinite: values.length - summary.values, bins, counts };
}
