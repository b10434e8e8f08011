/** Where the package `@tensorflow/tfjs-node` is: it is never a part of this product, and may be missing. */
import { existsSync } from 'node:fs';
import path from 'node:path';

export const TENSORFLOW_PACKAGE = '@tensorflow/tfjs-node';

/** The environment variable that names its folder, for the command line and for the process that loads it. */
export const TENSORFLOW_VARIABLE = 'LSTM_LENS_TENSORFLOW';

/** The package in a folder: the folder itself, or one installed into it. */
export function packageIn(folder: string): string | undefined {
  const installed = path.join(folder, 'node_modules', TENSORFLOW_PACKAGE);
  if (existsSync(path.join(installed, 'package.json'))) return installed;
  const itself = path.resolve(folder).split(path.sep).join('/').endsWith(`/${TENSORFLOW_PACKAGE}`);
  return itself && existsSync(path.join(folder, 'package.json')) ? folder : undefined;
}

/** The package in a folder or above it, as Node looks for packages. @param top the last folder to look into. */
export function packageAbove(folder: string, top?: string): string | undefined {
  const parent = path.dirname(folder);
  const here = packageIn(folder);
  if (here !== undefined || folder === top || folder === parent) return here;
  return packageAbove(parent, top);
}

/** Thrown where the package is missing; the message says what to do. */
export class TensorFlowMissingError extends Error {
  constructor(remedy: string) {
    super(`"engine": "tensorflow" needs the npm package ${TENSORFLOW_PACKAGE}, which was not found. ${remedy}`);
    this.name = 'TensorFlowMissingError';
  }
}
