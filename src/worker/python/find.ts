/** Which Python trains, and what it gets of the environment. For whoever starts a worker: a worker has no environment. */
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { environmentFor, FOR_PYTHON } from '../environment.js';
import type { Python } from '../protocol.js';

/** The environment variable that names the interpreter, for the command line. */
export const PYTHON_VARIABLE = 'LSTM_LENS_PYTHON';

/** Thrown where there is no Python; the message says what to do. */
export class PythonMissingError extends Error {
  constructor(reason: string) {
    super(`"engine": "keras", and sweeps "on": "ray", need Python, but ${reason}`);
    this.name = 'PythonMissingError';
  }
}

/**
 * @param given path of an interpreter; without it `python3` or `python` on the PATH.
 * @param source of what was given, for the message, for example a setting's name.
 * @param backend of Keras, where it is chosen: `tensorflow`, `torch` or `jax`.
 * @throws {PythonMissingError}.
 */
export function findPython(given: string | undefined, source: string, backend?: string): Python {
  const environment = environmentFor(FOR_PYTHON) as Record<string, string>;
  if (backend) environment.KERAS_BACKEND = backend;
  if (given) {
    if (!isProgram(given)) throw new PythonMissingError(`${source} names ${given}, which is no program.`);
    return { command: path.resolve(given), environment };
  }
  const command = onPath(process.env);
  if (command === undefined) {
    throw new PythonMissingError(
      'there is neither python3 nor python on the PATH. Install Python from https://www.python.org, then Keras with ' +
        `"python3 -m pip install keras torch"; or name an interpreter in ${source}; or leave "engine" or "on" out.`,
    );
  }
  return { command, environment };
}

/** The first `python3`, else `python`, in the folders of the PATH; relative folders are left out. */
function onPath(environment: NodeJS.ProcessEnv): string | undefined {
  const folders = (environment.PATH ?? environment.Path ?? '').split(path.delimiter).filter(path.isAbsolute);
  const ending = process.platform === 'win32' ? '.exe' : '';
  const names = ['python3', 'python'].map((name) => name + ending);
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
