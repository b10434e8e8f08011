/** The text of a new config, with comments for those who have not seen one before. */
import type { Layer } from '../model/spec.js';

/** What the columns of a CSV file probably are. */
export interface ColumnGuess {
  /** Names the sequence of a row; undefined where the rows are one long series. */
  readonly sequence?: string;
  readonly time?: string;
  /** Columns of numbers, from which inputs and target are chosen. */
  readonly numbers: readonly string[];
  readonly target?: string;
}

const TIME = /^(date|datetime|time|timestamp|step|t|index|day|minute|hour|year)$/i;
const SEQUENCE = /^(id|sequence|seq|series|group|.+[_ ]?id)$/i;
const TARGET = /^(target|y|label|output|close)$/i;

/** @param first the first row below the header: what is no number there is no input. */
export function guessColumns(header: readonly string[], first: readonly string[]): ColumnGuess {
  const time = header.find((name) => TIME.test(name));
  const sequence = header.find((name) => SEQUENCE.test(name) && name !== time);
  const numbers = header.filter((name, column) => {
    const cell = first[column]?.trim() ?? '';
    return name !== time && name !== sequence && cell !== '' && Number.isFinite(Number(cell));
  });
  return { sequence, time, numbers, target: numbers.find((name) => TARGET.test(name)) ?? numbers.at(-1) };
}

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

/** Windows over one series where no column names a sequence. */
export function fileData(file: string, { sequence, time, numbers, target = '' }: ColumnGuess): string {
  const order = time === undefined ? '' : `\n    "time": ${quoted(time)}, // column that orders the rows`;
  const others = numbers.filter((name) => name !== target);
  const columns = (names: readonly string[]) => `[${names.map(quoted).join(', ')}]`;
  if (sequence !== undefined) {
    return `{
    "file": ${quoted(file)},
    "sequence": ${quoted(sequence)}, // column that names the sequence of a row${order}
    "inputs": ${columns(others.length > 0 ? others : [target])}, // columns that the model reads
    "target": ${quoted(target)}, // column that it learns to give, of each sequence's last row
    "split": { "validation": 0.2 }
  }`;
  }
  return `{
    "file": ${quoted(file)},${order}
    "inputs": ${columns([target])}, // columns that the model reads
    "target": ${quoted(target)}, // column that it learns to give
    "window": 20, // rows it sees at once
    "horizon": 1, // rows ahead that it forecasts
    "split": { "validation": 0.2 } // the latest windows validate
  }`;
}

export const STACKED = `{
    "layers": [
      { "type": "lstm", "units": 64, "returnSequences": true },
      { "type": "lstm", "units": 32 },
      { "type": "dense", "units": 1 }
    ]
  }`;

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
