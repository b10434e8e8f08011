/** Loads TensorFlow from where it was found. */
import { createRequire } from 'node:module';
import path from 'node:path';
import util from 'node:util';
import type { TensorFlow } from '../../core/engine/tensorflow/tensorFlow.js';

/**
 * What tfjs-node 4.22 calls of Node's `util`, and Node 23 no longer has (tensorflow/tfjs#8425, repaired there but not
 * released).
 */
const GONE = {
  isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  isArray: Array.isArray,
};

/**
 * @param folder of the package `@tensorflow/tfjs-node`.
 * @throws {Error} where it cannot be loaded: most often its native library is missing.
 */
export function loadTensorFlow(folder: string): TensorFlow {
  for (const [name, replacement] of Object.entries(GONE)) {
    if (!(name in util)) Object.assign(util, { [name]: replacement });
  }
  try {
    return createRequire(path.join(folder, 'package.json'))(folder);
  } catch (error) {
    const [reason] = (error as Error).message.split('\n');
    throw new Error(`TensorFlow in ${folder} cannot be loaded: ${reason}`);
  }
}
