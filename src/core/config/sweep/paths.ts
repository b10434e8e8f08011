/** The paths of a sweep: places in a config, written as `model.layers[0].units`. */
import type { JSONPath } from 'jsonc-parser';

/** Short for places that are meant more often than they are remembered. */
export const ALIASES: Readonly<Record<string, string>> = { 'train.learningRate': 'train.optimizer.learningRate' };

/** @param name as it is written, perhaps an alias. */
export function parsePath(name: string): JSONPath {
  return (ALIASES[name] ?? name)
    .split(/[.[\]]+/)
    .filter((part) => part !== '')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

export function formatPath(path: JSONPath): string {
  return path.map((part, depth) => (typeof part === 'number' ? `[${part}]` : depth > 0 ? `.${part}` : part)).join('');
}

/** What can be written by its name alone, where it is not written at all. */
const DEFAULT_NAMES: Readonly<Record<string, string>> = {
  'train.optimizer': 'adam',
  'train.loss': 'meanSquaredError',
};

/**
 * What is to be set where in a config, so that `path` becomes `value`. A path that leads into what is written by its name
 * ("adam") turns that into an object of this `type`.
 */
export function placed(config: unknown, path: JSONPath, value: unknown): { path: JSONPath; value: unknown } {
  let here = config;
  for (const [depth, key] of path.entries()) {
    const before = path.slice(0, depth);
    const name = typeof here === 'string' ? here : here === undefined ? DEFAULT_NAMES[formatPath(before)] : undefined;
    if (name !== undefined) {
      const inside = path.slice(depth).reduceRight((inner, part) => ({ [part]: inner }), value);
      return { path: before, value: { type: name, ...(inside as object) } };
    }
    here = (here as Record<string | number, unknown> | undefined)?.[key];
  }
  return { path, value };
}
