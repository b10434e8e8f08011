/** The way from the input to the output of a functional model, where it is a chain. */
import { ModelFormatError } from '../formatError.js';
import { isRecord, type JsonRecord } from '../json.js';
import type { ListedEntry } from './chain.js';

/** What one call of a layer takes. */
interface Call {
  /** Layers whose values it takes, each once, the first argument's first. */
  readonly inputs: readonly string[];
  readonly fault?: string;
}

/** Operations by which Keras 3 makes and hands on the masks of Masking and Embedding. */
const MASK_MAKERS = ['NotEqual', 'Any', 'ConvertToTensor'];
/** Arguments of a call that are data: a layer that takes several must take the same. */
const DATA_ARGUMENTS = ['inputs', 'query', 'value', 'key'];

/**
 * Walks back from the output. Where a layer takes several values the first is followed, and the layer carries a fault.
 * @throws {ModelFormatError} where the way does not begin at an input layer.
 */
export function functionalEntries(layers: readonly ListedEntry[], config: JsonRecord): ListedEntry[] {
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const outputs = tensorNames(config.output_layers);
  if (outputs.length === 0) throw new ModelFormatError('The functional model names no output.');
  const way: ListedEntry[] = [];
  const seen = new Set<string>();
  for (let [at] = outputs as (string | undefined)[]; ; ) {
    const layer: ListedEntry | undefined = at === undefined ? undefined : byName.get(at);
    if (!layer) throw new ModelFormatError(`Its layers lead back to ${at === undefined ? 'no' : `"${at}", no`} layer.`);
    if (seen.has(layer.name)) throw new ModelFormatError(`Its layers go round in a ring: "${layer.name}".`);
    seen.add(layer.name);
    const { inputs, fault } = callOf(layer, byName);
    way.push({ ...layer, fault });
    if (layer.className === 'InputLayer') break;
    [at] = inputs;
  }
  way.reverse();
  if (outputs.length > 1) {
    const [first, second] = outputs;
    const fault = `The model has outputs besides "${first}", for example "${second}"; only one is supported.`;
    way.push({ className: '', name: second, config: {}, whole: {}, fault });
  }
  return way;
}

function callOf({ name, whole }: ListedEntry, byName: ReadonlyMap<string, ListedEntry>): Call {
  const nodes = Array.isArray(whole.inbound_nodes) ? whole.inbound_nodes : [];
  const [node] = nodes;
  const { data, others } = isRecord(node) ? argumentsOf(node) : oldArgumentsOf(node);
  const inputs = [...new Set(data.map((tensor) => tensor.layer))];
  const unusual = others.find(([key, value]) => !isPlain(key, value, byName));
  const [fault] = [
    nodes.length > 1 && 'is used more than once',
    inputs.length > 1 && `joins ${inputs.map((one) => `"${one}"`).join(' and ')}`,
    data.some(({ output }) => output !== 0) && 'takes the states of another layer',
    unusual && `is called with ${unusual[0]}`,
  ].filter((one) => typeof one === 'string');
  return { inputs, fault: fault && `Layer "${name}" ${fault}, which is not supported.` };
}

/** Whether an argument besides the data changes nothing: a mask that Keras itself has made, or a default. */
function isPlain(key: string, value: unknown, byName: ReadonlyMap<string, ListedEntry>): boolean {
  if (value === null || value === undefined || value === false) return true;
  if (key !== 'mask') return false;
  const masks = tensorsIn(value);
  return masks.length > 0 && masks.every(({ layer }) => MASK_MAKERS.includes(byName.get(layer)?.className ?? ''));
}

interface TensorOf {
  readonly layer: string;
  /** Which of the layer's outputs. */
  readonly output: number;
}

interface Arguments {
  readonly data: readonly TensorOf[];
  readonly others: readonly (readonly [name: string, value: unknown])[];
}

/** Keras 3: `{ args: [tensors], kwargs }`. */
function argumentsOf({ args, kwargs }: JsonRecord): Arguments {
  return split([args], isRecord(kwargs) ? Object.entries(kwargs) : [], tensorsIn);
}

/** Keras 2: a list of `[layer, node, output, kwargs]`. */
function oldArgumentsOf(node: unknown): Arguments {
  const tensors = Array.isArray(node) ? node : [];
  const named = tensors.flatMap((tensor) =>
    Array.isArray(tensor) && isRecord(tensor[3]) ? Object.entries(tensor[3]) : [],
  );
  return split(tensors, named, oldTensorsIn);
}

function split(
  args: readonly unknown[],
  named: readonly (readonly [string, unknown])[],
  tensors: (value: unknown) => TensorOf[],
): Arguments {
  const data = named.filter(([key]) => DATA_ARGUMENTS.includes(key)).map(([, value]) => value);
  const others = named.filter(([key]) => !DATA_ARGUMENTS.includes(key));
  return { data: [...args, ...data].flatMap((value) => tensors(value)), others };
}

/** How deep the tensors of an argument are looked for: a list of lists. */
const DEPTH = 4;

function tensorsIn(value: unknown, depth = DEPTH): TensorOf[] {
  if (Array.isArray(value) && depth > 0) return value.flatMap((part) => tensorsIn(part, depth - 1));
  if (!isRecord(value) || value.class_name !== '__keras_tensor__' || !isRecord(value.config)) return [];
  return oldTensorsIn(value.config.keras_history);
}

function oldTensorsIn(value: unknown): TensorOf[] {
  if (!Array.isArray(value) || typeof value[0] !== 'string') return [];
  return [{ layer: value[0], output: typeof value[2] === 'number' ? value[2] : 0 }];
}

/** `["dense", 0, 0]`, or a list of such. */
function tensorNames(value: unknown): string[] {
  const list = Array.isArray(value) && typeof value[0] === 'string' ? [value] : value;
  return Array.isArray(list) ? list.flatMap((one) => oldTensorsIn(one).map(({ layer }) => layer)) : [];
}
