/** The layers of a Keras model, one after the other, from the config that Keras and TensorFlow.js save. */
import { ModelFormatError } from '../formatError.js';
import { type JsonRecord, quoted, record } from '../json.js';
import { functionalEntries } from './functional.js';

/** A layer as the file has it. */
export interface KerasEntry {
  readonly className: string;
  readonly name: string;
  readonly config: JsonRecord;
  /** A sentence: why the model uses the layer in a way that is not supported. */
  readonly fault?: string;
}

export interface KerasChain {
  /** From the input on, without the input layer. */
  readonly entries: readonly KerasEntry[];
  /** Class names of all layers of the file, in its order. */
  readonly classes: readonly { readonly name: string; readonly className: string }[];
  /** Steps where the file fixes them. */
  readonly length?: number;
  readonly features: number;
}

/**
 * @param model a Sequential or functional model: `{ class_name, config }`.
 * @throws {ModelFormatError} where it is none, or does not say what it reads.
 */
export function kerasChain(model: unknown): KerasChain {
  const { class_name: className, config } = record(model, 'The model');
  const functional = className === 'Functional' || className === 'Model';
  if (!functional && className !== 'Sequential') {
    throw new ModelFormatError(`The model is a ${quoted(className)}; "Sequential" and "Functional" can be read.`);
  }
  const list = Array.isArray(config) ? config : record(config, "The model's config").layers;
  if (!Array.isArray(list)) throw new ModelFormatError('The model has no list of layers.');
  const layers = list.map((entry, index) => layerEntry(entry, index));
  const names = new Set<string>();
  for (const { name } of layers) {
    if (names.has(name)) throw new ModelFormatError(`Two layers are named "${name}".`);
    names.add(name);
  }
  const ways = functional ? functionalEntries(layers, record(config, "The model's config")) : layers;
  const shape = inputShape(ways);
  if (!shape) throw new ModelFormatError('Its input shape [steps, features] is not stated.');
  return {
    entries: ways.filter(({ className }) => className !== 'InputLayer'),
    classes: layers.map(({ name, className }) => ({ name, className })),
    ...shape,
  };
}

/** A layer with what the file says besides: `inbound_nodes` of a functional model. */
export interface ListedEntry extends KerasEntry {
  readonly whole: JsonRecord;
}

function layerEntry(entry: unknown, index: number): ListedEntry {
  const whole = record(entry, `Layer ${index + 1}`);
  const config = record(whole.config, `The config of layer ${index + 1}`);
  const name = [whole.name, config.name].find((one) => typeof one === 'string') as string | undefined;
  return { className: String(whole.class_name), name: name ?? `layer_${index + 1}`, config, whole };
}

/** What the first layer that states it reads; of ids there is one a step. */
function inputShape(entries: readonly KerasEntry[]): { length?: number; features: number } | undefined {
  for (const { config } of entries) {
    const shape = config.batch_shape ?? config.batch_input_shape;
    if (!Array.isArray(shape) || (shape.length !== 2 && shape.length !== 3)) continue;
    const [, length, features = 1] = shape;
    if (!isCount(features) || (length !== null && !isCount(length))) {
      throw new ModelFormatError(`Its input shape ${quoted(shape)} is not [batch, steps, features].`);
    }
    return { length: length ?? undefined, features };
  }
  return undefined;
}

/** More steps or features than this are refused before anything is allocated. */
const MOST = 1_000_000;

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MOST;
}
