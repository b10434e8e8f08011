/** `lstm-lens convert MODEL OUT`: a model file in another format. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { readConfig } from '../core/config/read.js';
import type { Files } from '../core/files.js';
import { ModelFormatError, ModelMismatchError } from '../core/formats/formatError.js';
import { type LoadedModel, wholeModel } from '../core/formats/loadedModel.js';
import { readModelFile, writeModelFile } from '../core/formats/modelFile.js';
import { formatOf, MODEL_FORMATS } from '../core/formats/modelFormats.js';
import { memoryIn } from '../core/memory.js';
import { layerShapes } from '../core/model/spec.js';
import { BadInputError, fileFault } from '../core/problems.js';
import { nodeFiles } from '../worker/nodeFiles.js';
import { interruptible } from './interrupt.js';
import { fromHere, readConfigFile } from './paths.js';

/** @throws {BadInputError} where a file cannot be read, or its model not be written. */
export async function convert(from: string, to: string, { layers }: { layers?: string }): Promise<void> {
  const source = await modelFileOf(from);
  const model = layers === undefined ? await read(source) : await readWith(layers, source);
  const folder = path.dirname(path.resolve(to));
  if (!(await stat(folder).catch(() => undefined))?.isDirectory()) throw fileFault(to, 'There is no such folder.');
  const { spec, files, notes } = await encode(path.parse(from).name, model, to);
  // Until here Ctrl+C ends the program, as it does any; what has been begun is written to its end.
  await interruptible(['SIGINT'], async () => {
    for (const [file, content] of files) await nodeFiles.write(file, content);
  });
  for (const note of notes) process.stderr.write(`${fromHere(to)}: ${note}\n`);
  const shapes = layerShapes(spec);
  const parameters = shapes.reduce((sum, shape) => sum + shape.parameters, 0);
  const format = MODEL_FORMATS[formatOf(to)!].name;
  process.stdout.write(
    `${fromHere(to)}: ${format}, ${shapes.length} ${shapes.length === 1 ? 'layer' : 'layers'}, ${parameters} parameters\n`,
  );
}

/** The files that there will be, in the order in which they are to be written. */
async function encode(name: string, { length, features, layers, weights, scaling }: LoadedModel, to: string) {
  const spec = { length: length ?? 1, features, layers };
  const model = { name, spec, weights, scaling, anyLength: length === undefined };
  const files: Parameters<Files['write']>[] = [];
  const gathering: Files = {
    ...nodeFiles,
    async write(...file) {
      files.push(file);
    },
  };
  const notes = await about(to, () => writeModelFile(gathering, path.resolve(to), model));
  return { spec, files, notes };
}

/** A run's model, or the file itself. */
async function modelFileOf(source: string): Promise<string> {
  const found = await stat(source).catch(() => undefined);
  if (!found) throw fileFault(source, 'There is no such file.');
  return found.isDirectory() ? path.join(source, 'model.json') : source;
}

async function read(file: string): Promise<LoadedModel> {
  return about(file, async () => wholeModel(await readModelFile(nodeFiles, path.resolve(file))));
}

/** What a config says of a file that holds weights but no layers. */
async function readWith(config: string, file: string): Promise<LoadedModel> {
  const { path: place, text } = await readConfigFile(config);
  const { experiment, problems, problemAt } = await readConfig(place, text, memoryIn(process.env));
  if (!experiment) throw new BadInputError(problems);
  const { layers, names } = experiment.model;
  return about(file, async () => {
    try {
      return wholeModel(await readModelFile(nodeFiles, path.resolve(file), { layers, names }));
    } catch (error) {
      // Of the file and the config it is the config that can be changed.
      if (error instanceof ModelMismatchError) throw new BadInputError([problemAt([...error.path], error.message)]);
      throw error;
    }
  });
}

/** Says of an error which file it is about. */
async function about<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ModelFormatError) throw fileFault(file, error.message);
    throw error;
  }
}
