/** Model files of every format, told apart by their ending: the one door to reading and writing them. */
import { baseName, type Files, folderOf, join } from '../files.js';
import type { Layer, LayerWeights, ModelSpec } from '../model/spec.js';
import { ModelFormatError } from './formatError.js';
import { readLayersModel, WEIGHTS_FILE, writeLayersModel } from './layersModel.js';
import type { LoadedModel, Scaling } from './loadedModel.js';
import { readTorch } from './torch/readTorch.js';
import { writeTorch } from './torch/writeTorch.js';

/** What a config says of a file that holds weights but no layers. */
export interface ReadOptions {
  readonly layers?: readonly Layer[];
  /** The file's module for a layer's name, where they do not follow each other in order. */
  readonly names?: Readonly<Record<string, string>>;
}

export interface WrittenModel {
  readonly name: string;
  readonly spec: ModelSpec;
  readonly weights: readonly LayerWeights[];
  readonly scaling?: Scaling;
}

interface ModelFormat {
  readonly name: string;
  /** In lower case, with their dots. */
  readonly endings: readonly string[];
  read(files: Files, path: string, options: ReadOptions): Promise<LoadedModel>;
  /** Writes every file of the model, the one at `path` last. @returns a sentence for everything it cannot hold. */
  write?(files: Files, path: string, model: WrittenModel): Promise<readonly string[]>;
}

/** A format is a line here. */
const FORMATS: readonly ModelFormat[] = [
  { name: 'TensorFlow.js LayersModel', endings: ['.json'], read: readTensorFlowJs, write: writeTensorFlowJs },
  { name: 'PyTorch weights', endings: ['.safetensors'], read: readSafetensorsFile, write: writeSafetensorsFile },
];

/** Endings of the files that can be read, without dots, by the format's name. */
export const MODEL_FILES: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  FORMATS.map(({ name, endings }) => [name, endings.map((ending) => ending.slice(1))]),
);

/**
 * Reads a model file and what stands beside it. Where a layer is not supported, the layers before it are given and
 * `unsupported` names it; `wholeModel` refuses such a model.
 * @throws {ModelFormatError} naming the part of the file that is damaged, or whose ending is no model file's.
 */
export async function readModelFile(files: Files, path: string, options: ReadOptions = {}): Promise<LoadedModel> {
  return formatOf(path, FORMATS, 'can be loaded').read(files, path, options);
}

/**
 * Writes a model in the format that the path's ending says.
 * @returns a sentence for everything that the format cannot hold.
 * @throws {ModelFormatError} where the format is none that can be written, or has no such layer.
 */
export async function writeModelFile(files: Files, path: string, model: WrittenModel): Promise<readonly string[]> {
  const { write } = formatOf(
    path,
    FORMATS.filter((format) => format.write),
    'can be written',
  );
  return write!(files, path, model);
}

function formatOf(path: string, formats: readonly ModelFormat[], what: string): ModelFormat {
  const name = baseName(path);
  const found = formats.find(({ endings }) => endings.some((ending) => name.toLowerCase().endsWith(ending)));
  if (found) return found;
  const known = formats.map((format) => `${format.endings.join(', ')} (${format.name})`);
  throw new ModelFormatError(`Its ending is none of a model file that ${what}: ${known.join(', ')}.`);
}

async function readTensorFlowJs(files: Files, path: string): Promise<LoadedModel> {
  const json = new TextDecoder().decode(await files.read(path));
  return readLayersModel(json, (name) => files.read(join(folderOf(path), name)));
}

async function writeTensorFlowJs(files: Files, path: string, model: WrittenModel): Promise<readonly string[]> {
  const written = writeLayersModel(model.spec, model.weights, model.name, model.scaling);
  await files.write(join(folderOf(path), WEIGHTS_FILE), written.weights);
  await files.write(path, written.json);
  return [];
}

async function readSafetensorsFile(files: Files, path: string, options: ReadOptions): Promise<LoadedModel> {
  return readTorch(await files.read(path), options);
}

async function writeSafetensorsFile(files: Files, path: string, model: WrittenModel): Promise<readonly string[]> {
  const { bytes, notes } = writeTorch(model.spec, model.weights, model.scaling);
  await files.write(path, bytes);
  return notes;
}
