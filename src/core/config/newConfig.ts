/** The text of a new config, with comments for those who have not seen one before. */
import type { Layer } from '../model/spec.js';
import { activationFor, type Guess } from './guess/guess.js';

const quoted = (text: string) => JSON.stringify(text);

/** @param task one of the schema's. */
export function taskData(task: string, length = 5, features = 1): string {
  return `{
    "task": ${quoted(task)}, // made up, so that the true contribution of every step is known
    "samples": 1000, // sequences
    "length": ${length}, // steps of a sequence
    "features": ${features}, // numbers a step
    "standardize": true, // mean 0 and deviation 1, by the training part
    "split": { "validation": 0.2 }
  }`;
}

/**
 * A line for each key, with what is to be looked over beside it.
 * @param about the file, where that is to be said.
 */
export function fileData(file: string, { keys }: Pick<Guess, 'keys'>, about?: string): string {
  const lines = [{ key: 'file', value: file, comment: about }, ...keys].map(({ key, value, comment }, index) => {
    const comma = index < keys.length ? ',' : '';
    return `    ${quoted(key)}: ${spaced(value)}${comma}${comment === undefined ? '' : ` // ${comment}`}`;
  });
  return `{\n${lines.join('\n')}\n  }`;
}

/** Layers whose answer has the form that a guess says. */
export function stacked({ loss, units, before }: Pick<Guess, 'loss' | 'units' | 'before'>): string {
  const activation = activationFor(loss);
  const layers = [
    ...before,
    { type: 'lstm', units: 64, returnSequences: true },
    { type: 'lstm', units: 32 },
    { type: 'dense', units, ...(activation === undefined ? {} : { activation }) },
  ];
  return `{
    "layers": [
${layers.map((layer) => `      ${spaced(layer)}`).join(',\n')}
    ]
  }`;
}

const STACKED = stacked({ loss: 'meanSquaredError', units: 1, before: [] });

/** JSON on one line, with blanks as people write them. */
export function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([key, one]) => `${quoted(key)}: ${spaced(one)}`)
    .join(', ')} }`;
}

/** @param layers of the file, where they are known: named in a comment. */
export function modelFrom(file: string, layers: readonly Layer[] = []): string {
  const inner = (layer: Layer): string => ('units' in layer ? `${layer.type} ${layer.units}` : layer.type);
  const comment = layers.length > 0 ? ` // ${layers.map(inner).join(', ')}` : '';
  return `{
    "from": ${quoted(file)}${comment}
  }`;
}

/** @param data @param model texts of these values. @param inputs text of `inspect.inputs`, where there are any. */
export function newConfig({
  data,
  model = STACKED,
  inputs,
  loss = 'meanSquaredError',
}: {
  data: string;
  model?: string;
  inputs?: string;
  loss?: string;
}): string {
  const samples = inputs ? `\n    "inputs": ${inputs}, // samples to look at, in raw units` : '';
  return `// Click Train above, or look at the keys: hover explains them, Ctrl+Space offers more.
{
  "seed": 7, // decides all chance: the same seed gives the same bits
  "data": ${data},
  "model": ${model},
  "train": { "optimizer": "adam", "loss": ${quoted(loss)}, "epochs": 10, "batchSize": 32 },
  "inspect": {${samples}
    "influence": ["stateChange", "gradientInput", "integratedGradients", "occlusion"]
  }
}
`;
}
