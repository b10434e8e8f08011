/**
 * ONNX models that are a chain of layers (https://onnx.ai). The graph is followed with marks in place of numbers (see
 * `chain.ts`), so that whatever an exporter puts between the layers to turn and cut arrays is seen through.
 */
import { ModelFormatError } from '../formatError.js';
import type { LoadedModel } from '../loadedModel.js';
import { readScaling } from '../scaling.js';
import { isActivation } from './activations.js';
import { computed, isArithmetic } from './arithmetic.js';
import { Chain, type Marks, type Source } from './chain.js';
import { type Context, StepsFirst, type Unknown, UnsupportedNode, type Value } from './context.js';
import { GLUE } from './glue.js';
import { layersOf } from './layers.js';
import {
  type OnnxGraph,
  type OnnxInput,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  readOnnxModel,
} from './messages.js';
import { activation, LAYERS } from './operators.js';
import { FREE_STEPS } from './recurrent.js';
import { Budget, numbersOf } from './tensors.js';

/** Where this program keeps the scaling in a file's metadata. */
export const METADATA_KEY = 'lstmLens';
/** Of a batch whose size is open: one that is not met by chance. */
const FREE_SAMPLES = 3;

/**
 * Reads the first output of the model. Its layers read [samples, steps, features], in whatever order the file has them.
 * @returns the layers up to the first node that is not supported, which `unsupported` names.
 * @throws {ModelFormatError} where the file is damaged, keeps its weights elsewhere, or has no input or output.
 */
export function readOnnx(bytes: Uint8Array): LoadedModel {
  const model = readOnnxModel(bytes);
  const loaded = readGraph(model);
  return { ...loaded, scaling: readScaling(scalingIn(model), loaded.features) };
}

function readGraph(model: OnnxModel): LoadedModel {
  try {
    return follow(model, false);
  } catch (error) {
    if (error instanceof StepsFirst) return follow(model, true);
    throw error;
  }
}

/** @param stepsFirst whether the model reads [steps, samples, features]. @throws {StepsFirst} where it turns out to. */
function follow(model: OnnxModel, stepsFirst: boolean): LoadedModel {
  const { graph, opset } = model;
  const budget = new Budget();
  const { chain, marks, length, features, name } = inputMarks(graph, budget, stepsFirst);
  const values = new Values(graph);
  values.set(name, marks);
  for (const node of graph.nodes) {
    const results = run(node, { opset, chain, budget, orderOpen: !stepsFirst }, values);
    for (const [index, output] of node.outputs.entries()) {
      const result = results[index] ?? unknown(node, 'has more outputs than are known');
      if (output !== '') values.set(output, result);
    }
  }
  const [output] = graph.outputs;
  const given = output === undefined ? undefined : values.get(output);
  if (!given) throw new ModelFormatError('Its graph has no output.');
  return { ...modelUpTo(given, output, chain), length, features };
}

/** The layers that lead to a value; where it is not known, to the last layer before it. */
function modelUpTo(
  value: Value,
  output: string,
  chain: Chain,
): Pick<LoadedModel, 'layers' | 'weights' | 'unsupported'> {
  const blame = (reason: string): Unknown => ({ kind: 'unknown', node: output, reason });
  if (value.kind === 'marks') {
    const rows = chain.rowsOf(value);
    if (rows) return layersOf(rows.source, rows.reads === 'last');
    return partial(blame(`The output "${output}" is something else than what one layer gives.`), chain.sourceOf(value));
  }
  if (value.kind === 'unknown') return partial(value, value.before);
  return partial(blame(`The output "${output}" does not depend on the input.`), undefined);
}

function partial({ node, reason }: Unknown, before: Source | undefined) {
  const known = before?.parent ? layersOf(before, false) : { layers: [], weights: [] };
  return { ...known, unsupported: { layer: node, reason } };
}

/** Values by their names; weights are read when they are needed. */
class Values {
  private readonly known = new Map<string, Value>();
  private readonly stored: ReadonlyMap<string, OnnxTensor>;

  constructor({ initializers }: OnnxGraph) {
    this.stored = new Map(initializers.map((tensor) => [tensor.name, tensor]));
  }

  get(name: string): Value | undefined {
    const stored = this.known.has(name) ? undefined : this.stored.get(name);
    if (stored) this.known.set(name, numbersOf(stored));
    return this.known.get(name);
  }

  set(name: string, value: Value): void {
    this.known.set(name, value);
  }
}

function inputMarks(graph: OnnxGraph, budget: Budget, stepsFirst: boolean) {
  // Older files list their weights among the inputs.
  const weights = new Set(graph.initializers.map(({ name }) => name));
  const first = graph.inputs.find(({ name }) => !weights.has(name));
  if (!first) throw new ModelFormatError('Its graph has no input.');
  const { dims } = first;
  if (dims.length !== 2 && dims.length !== 3) {
    throw new ModelFormatError(
      `Its input "${first.name}" is ${shown(first)}; sequences [samples, steps, features] are wanted.`,
    );
  }
  const features = dims.length === 3 ? dims[2] : 1;
  if (!features)
    throw new ModelFormatError(`Its input "${first.name}" is ${shown(first)}: the number of features is open.`);
  const [batch, time] = stepsFirst ? [dims[1], dims[0]] : [dims[0], dims[1]];
  const [samples, steps] = [batch ?? FREE_SAMPLES, time ?? FREE_STEPS];
  if (samples < 1 || steps < 1) throw new ModelFormatError(`Its input "${first.name}" is ${shown(first)}.`);
  const shape = stepsFirst ? [steps, samples] : [samples, steps];
  const chain = new Chain(samples, budget);
  const part = { kind: 'input' } as const;
  const { base } = chain.add({ part, node: first.name, reads: 'all', steps, units: features, end: 'none' });
  const data = new Float64Array(samples * steps * features);
  for (let n = 0; n < samples; n++) {
    for (let t = 0; t < steps; t++) {
      const row = stepsFirst ? t * samples + n : n * steps + t;
      for (let f = 0; f < features; f++) data[row * features + f] = base + (n * steps + t) * features + f;
    }
  }
  const marks: Marks = { kind: 'marks', dims: dims.length === 3 ? [...shape, features] : shape, data };
  return { chain, marks, length: time, features, name: first.name };
}

function shown({ dims }: OnnxInput): string {
  return `[${dims.map((length) => length ?? '?').join(', ')}]`;
}

function run(
  node: OnnxNode,
  context: Pick<Context, 'opset' | 'chain' | 'budget' | 'orderOpen'>,
  values: Values,
): readonly Value[] {
  const given = node.inputs.map((name) => (name === '' ? undefined : (values.get(name) ?? missing(name))));
  const lost = given.find((value): value is Unknown => value?.kind === 'unknown');
  if (lost) return node.outputs.map(() => lost);
  const inputs = given as Context['inputs'];
  for (const value of inputs) context.budget.visit(value?.data.length ?? 0);
  try {
    return operate({ node, inputs, ...context });
  } catch (error) {
    if (error instanceof StepsFirst || error instanceof ModelFormatError) throw error;
    const reason = error instanceof UnsupportedNode ? error.message : `cannot be followed: ${(error as Error).message}`;
    const before = lastSource(inputs, context.chain);
    return node.outputs.map(() => ({ ...unknown(node, reason), before }));
  }
}

function operate(context: Context): readonly Value[] {
  const { node, inputs } = context;
  if (node.domain !== '') throw new UnsupportedNode(`comes from "${node.domain}", whose operators are not supported`);
  const { type } = node;
  const fixed = inputs.every((value) => value?.kind !== 'marks');
  if (fixed && isArithmetic(type)) return [computed(context)];
  if (Object.hasOwn(LAYERS, type)) return LAYERS[type](context);
  if (Object.hasOwn(GLUE, type)) return GLUE[type](context);
  if (isActivation(type)) return activation(context);
  throw new UnsupportedNode('is not supported');
}

/** What the layers so far have led to, among what a node is given. */
function lastSource(given: Context['inputs'], chain: Chain): Source | undefined {
  const sources = given.flatMap((value) => (value?.kind === 'marks' ? (chain.sourceOf(value) ?? []) : []));
  return sources.at(-1);
}

function unknown({ name, type }: OnnxNode, reason: string): Unknown {
  return { kind: 'unknown', node: name, reason: `Node "${name}" (${type}) ${reason}.` };
}

function missing(name: string): Unknown {
  return { kind: 'unknown', node: name, reason: `The model has a second input, "${name}", or lacks what makes it.` };
}

function scalingIn({ metadata }: OnnxModel): unknown {
  if (!Object.hasOwn(metadata, METADATA_KEY)) return undefined;
  try {
    return JSON.parse(metadata[METADATA_KEY])?.scaling;
  } catch {
    throw new ModelFormatError(`What stands in its metadata at "${METADATA_KEY}" is no JSON.`);
  }
}
