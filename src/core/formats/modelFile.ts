/** Model files of every format, told apart by their ending: the one door to reading and writing them. */
import { baseName, type Files, folderOf, join } from '../files.js';
import type { Layer } from '../model/spec.js';
import { ModelFormatError } from './formatError.js';
import { readKerasArchive } from './keras/archive.js';
import { readLegacyHdf5 } from './keras/legacy.js';
import { writeKerasArchive } from './keras/writeArchive.js';
import { readLayersModel, WEIGHTS_FILE, writeLayersModel } from './layersModel.js';
import type { LoadedModel } from './loadedModel.js';
import { endingsText, formatOf, type ModelFormatId } from './modelFormats.js';
import { readOnnx } from './onnx/readOnnx.js';
import { writeOnnx } from './onnx/writeOnnx.js';
import { writePython } from './python/writePython.js';
import { readTorch } from './torch/readTorch.js';
import { writeTorch } from './torch/writeTorch.js';
import type { WrittenModel } from './writtenModel.js';

/** What a config says of a file that holds weights but no layers. */
export interface ReadOptions {
  readonly layers?: readonly Layer[];
  /** The file's module for a layer's name, where they do not follow each other in order. */
  readonly names?: Readonly<Record<string, string>>;
}

type Reader = (files: Files, path: string, options: ReadOptions) => Promise<LoadedModel>;
/** Writes every file of the model, the one at `path` last. @returns a sentence for everything it cannot hold. */
type Writer = (files: Files, path: string, model: WrittenModel) => Promise<readonly string[]>;

const READERS: Readonly<Partial<Record<ModelFormatId, Reader>>> = {
  tensorflowjs: readTensorFlowJs,
  keras: async (files, path) => readKerasArchive(await files.read(path)),
  hdf5: async (files, path) => readLegacyHdf5(await files.read(path)),
  safetensors: async (files, path, options) => readTorch(await files.read(path), options),
  onnx: async (files, path) => readOnnx(await files.read(path)),
};

const WRITERS: Readonly<Partial<Record<ModelFormatId, Writer>>> = {
  tensorflowjs: writeTensorFlowJs,
  keras: async (files, path, model) => whole(files, path, { bytes: await writeKerasArchive(model), notes: [] }),
  safetensors: (files, path, model) => whole(files, path, writeTorch(model)),
  onnx: (files, path, model) => whole(files, path, writeOnnx(model)),
  python: writePythonScript,
};

/**
 * Reads a model file and what stands beside it. Where a layer is not supported, the layers before it are given and
 * `unsupported` names it; `wholeModel` refuses such a model.
 * @throws {ModelFormatError} naming the part of the file that is damaged, or whose ending is no model file's.
 */
export async function readModelFile(files: Files, path: string, options: ReadOptions = {}): Promise<LoadedModel> {
  const format = formatOf(path);
  const read = format && READERS[format];
  if (read) return read(files, path, options);
  const endings = endingsText(({ readable }) => readable);
  throw new ModelFormatError(`Its ending is none of a model file that can be loaded: ${endings}.`);
}

/**
 * Writes a model in the format that the path's ending says.
 * @returns a sentence for everything that the format cannot hold.
 * @throws {ModelFormatError} where the format is none that can be written, or has no such layer.
 */
export async function writeModelFile(files: Files, path: string, model: WrittenModel): Promise<readonly string[]> {
  const format = formatOf(path);
  const write = format && WRITERS[format];
  if (write) return write(files, path, model);
  const endings = endingsText(({ writable }) => writable);
  throw new ModelFormatError(`Its ending is none of a model file that can be written: ${endings}.`);
}

async function readTensorFlowJs(files: Files, path: string): Promise<LoadedModel> {
  const json = new TextDecoder().decode(await files.read(path));
  return readLayersModel(json, async (name) => {
    const beside = join(folderOf(path), name);
    if ((await files.size(beside)) === undefined)
      throw new ModelFormatError(`There is no weight file ${name} beside it.`);
    return files.read(beside);
  });
}

async function writeTensorFlowJs(files: Files, path: string, model: WrittenModel): Promise<readonly string[]> {
  // Two models in one folder have weights of their own.
  const name = baseName(path);
  const weightsFile = name === 'model.json' ? WEIGHTS_FILE : `${name.replace(/\.json$/i, '')}.${WEIGHTS_FILE}`;
  const written = writeLayersModel(model, weightsFile);
  await files.write(join(folderOf(path), weightsFile), written.weights);
  await files.write(path, written.json);
  return [];
}

/** The weights stand beside the script. */
async function writePythonScript(files: Files, path: string, model: WrittenModel): Promise<readonly string[]> {
  const weightsFile = baseName(path).replace(/\.py$/i, '.safetensors');
  const { script, weights, notes } = writePython(model, weightsFile);
  await files.write(join(folderOf(path), weightsFile), weights);
  await files.write(path, script);
  return notes;
}

/** A format of one file, which may not hold everything. */
async function whole(files: Files, path: string, { bytes, notes }: { bytes: Uint8Array; notes: readonly string[] }) {
  await files.write(path, bytes);
  return notes;
}
