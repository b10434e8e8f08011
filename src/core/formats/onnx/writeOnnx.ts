/** A model as an ONNX file that reads [samples, steps, features] and gives what the layers give, in the model's units. */
import {
  type BidirectionalLayer,
  type DenseActivation,
  isRecurrent,
  type Layer,
  layerShapes,
  type MergeMode,
  type RecurrentLayer,
  type SelfAttentionLayer,
  type Tensor,
} from '../../model/spec.js';
import { ModelFormatError } from '../formatError.js';
import type { WrittenModel } from '../writtenModel.js';
import { nodeFor } from './activations.js';
import { type WrittenAttribute, type WrittenNode, type WrittenTensor, writeOnnxModel } from './messageWriter.js';
import { METADATA_KEY } from './readOnnx.js';
import { recurrentNode } from './writeRecurrent.js';

const INPUT = 'input';
const OUTPUT = 'output';

/**
 * The numbers of samples and steps are open. Opset 17, for which ONNX Runtime 1.12 and later will do.
 * @returns the file, and a sentence for everything that it does not hold.
 * @throws {ModelFormatError} where ONNX has no such layer.
 */
export function writeOnnx({ name, spec, weights, scaling }: WrittenModel): { bytes: Uint8Array; notes: string[] } {
  const graph = new GraphWriter();
  const shapes = layerShapes(spec);
  for (const [index, { layer, inputSteps }] of shapes.entries()) {
    graph.layer(layer, inputSteps !== undefined, weights[index].tensors);
  }
  const { outputUnits, outputSteps } = shapes[shapes.length - 1];
  const ids = spec.layers[0].type === 'embedding';
  const repeated = spec.layers.findLast((layer) => layer.type === 'repeatVector');
  const steps = repeated?.type === 'repeatVector' ? repeated.n : 'steps';
  const bytes = writeOnnxModel({
    name: name.replace(/[^A-Za-z0-9_.-]/g, '_'),
    ...graph.ended(),
    input: { name: INPUT, ids, shape: ['samples', 'steps', ...(ids ? [] : [spec.features])] },
    output: { name: OUTPUT, shape: ['samples', ...(outputSteps === undefined ? [] : [steps]), outputUnits] },
    metadata: scaling ? { [METADATA_KEY]: JSON.stringify({ scaling }) } : {},
  });
  return { bytes, notes: spec.layers.flatMap(notesOn) };
}

function notesOn(layer: Layer): string[] {
  const { name, type } = layer;
  const inner = type === 'bidirectional' ? layer.layer : layer;
  const training = `Layer "${name}": an ONNX model predicts only, and does not hold dropout.`;
  const mask = `Layer "${name}": ONNX has no mask; the written model reads masked steps like any other, and predicts something else where there are some.`;
  if (type === 'dropout') return [training];
  if (isRecurrent(inner) && (inner.dropout > 0 || inner.recurrentDropout > 0)) return [training];
  return type === 'masking' || (type === 'embedding' && layer.maskZero) ? [mask] : [];
}

const REDUCTIONS: Readonly<Record<Exclude<MergeMode, 'concat'>, string>> = {
  sum: 'ReduceSum',
  ave: 'ReduceMean',
  mul: 'ReduceProd',
};

/** Nodes one after the other, each of which reads what the one before gives. */
class GraphWriter {
  private readonly nodes: WrittenNode[] = [];
  private readonly tensors: WrittenTensor[] = [];
  /** The array at hand. */
  private at = INPUT;

  ended(): { nodes: WrittenNode[]; tensors: WrittenTensor[] } {
    this.nodes.push({ type: 'Identity', name: OUTPUT, inputs: [this.at], outputs: [OUTPUT] });
    return { nodes: this.nodes, tensors: this.tensors };
  }

  /** @param sequence whether it reads steps. */
  layer(layer: Layer, sequence: boolean, weights: readonly Tensor[]): void {
    const { name, type } = layer;
    const values = (tensor: string) => weights.find((one) => one.name === tensor)?.values;
    if (type === 'dense') this.dense(name, layer.units, layer.activation, values);
    else if (type === 'timeDistributed') this.dense(name, layer.layer.units, layer.layer.activation, values);
    else if (type === 'bidirectional') this.recurrent(layer.layer, layer, weights);
    else if (isRecurrent(layer)) this.recurrent(layer, undefined, weights);
    else if (type === 'embedding') {
      const table = this.tensor(`${name}.embeddings`, [layer.inputDim, layer.outputDim], values('embeddings')!);
      this.node('Gather', name, [table, this.at], { axis: 0 });
    } else if (type === 'layerNormalization') this.normalization(layer, values);
    else if (type === 'repeatVector') {
      this.node('Unsqueeze', `${name}.steps`, [this.at, this.shape(`${name}.axis`, [1])]);
      this.node('Tile', name, [this.at, this.shape(`${name}.times`, [1, layer.n, 1])]);
    } else if (type === 'globalAveragePooling1d') {
      this.node('ReduceMean', name, [this.at], { axes: [1], keepdims: 0 });
    } else if (type === 'selfAttention' && sequence) this.attention(layer, values);
  }

  private dense(
    name: string,
    units: number,
    activation: DenseActivation,
    values: (tensor: string) => Float32Array | undefined,
  ): void {
    this.product(name, units, values('kernel')!, values('bias'));
    if (activation === 'linear') return;
    if (activation === 'softmax') this.node('Softmax', `${name}.softmax`, [this.at], { axis: -1 });
    else {
      const { name: type, alpha, beta } = nodeFor(activation)!;
      const constants = {
        ...(alpha !== undefined && { alpha: { float: alpha } }),
        ...(beta !== undefined && { beta: { float: beta } }),
      };
      this.node(type, `${name}.${activation}`, [this.at], constants);
    }
  }

  private product(name: string, units: number, kernel: Float32Array, bias: Float32Array | undefined): void {
    const weights = this.tensor(`${name}.kernel`, [kernel.length / units, units], kernel);
    this.node('MatMul', name, [this.at, weights]);
    if (bias) this.node('Add', `${name}.add`, [this.at, this.tensor(`${name}.bias`, [units], bias)]);
  }

  private recurrent(layer: RecurrentLayer, both: BidirectionalLayer | undefined, weights: readonly Tensor[]): void {
    const name = both?.name ?? layer.name;
    const { units, returnSequences } = layer;
    this.node('Transpose', `${name}.steps`, [this.at], { perm: [1, 0, 2] });
    const { type, attributes, tensors } = recurrentNode(layer, name, both !== undefined, weights);
    const inputs = tensors.map(({ name: own, dims, values }) => this.tensor(`${name}.${own}`, dims, values));
    const outputs = returnSequences ? [`${name}.all`] : ['', `${name}.last`];
    this.nodes.push({ type, name, inputs: [this.at, ...inputs], outputs, attributes });
    this.at = outputs.at(-1)!;
    // [steps, directions, samples, units], or [directions, samples, units].
    const axis = returnSequences ? 1 : 0;
    if (both && both.mergeMode !== 'concat') this.reduce(name, both.mergeMode, axis);
    else if (returnSequences) {
      this.node('Transpose', `${name}.directions`, [this.at], { perm: [0, 2, 1, 3] });
      this.node('Reshape', `${name}.joined`, [this.at, this.shape(`${name}.shape`, [0, 0, (both ? 2 : 1) * units])]);
    } else {
      this.node('Transpose', `${name}.directions`, [this.at], { perm: [1, 0, 2] });
      this.node('Reshape', `${name}.joined`, [this.at, this.shape(`${name}.shape`, [0, (both ? 2 : 1) * units])]);
    }
    if (returnSequences) this.node('Transpose', `${name}.samples`, [this.at], { perm: [1, 0, 2] });
  }

  private reduce(name: string, mode: Exclude<MergeMode, 'concat'>, axis: number): void {
    // In opset 17 only ReduceSum takes its axes as an input.
    if (mode !== 'sum') this.node(REDUCTIONS[mode], `${name}.${mode}`, [this.at], { axes: [axis], keepdims: 0 });
    else this.node('ReduceSum', `${name}.sum`, [this.at, this.shape(`${name}.axis`, [axis])], { keepdims: 0 });
  }

  private normalization(
    { name, epsilon }: Extract<Layer, { type: 'layerNormalization' }>,
    values: (tensor: string) => Float32Array | undefined,
  ): void {
    const [gamma, beta] = [values('gamma'), values('beta')];
    const units = (gamma ?? beta)?.length;
    if (units === undefined) throw new ModelFormatError(`Layer "${name}": ONNX normalizes only with a scale.`);
    const scale = this.tensor(`${name}.gamma`, [units], gamma ?? new Float32Array(units).fill(1));
    const shift = beta ? [this.tensor(`${name}.beta`, [units], beta)] : [];
    this.node('LayerNormalization', name, [this.at, scale, ...shift], { axis: -1, epsilon: { float: epsilon } });
  }

  private attention(
    { name, numHeads, keyDim }: SelfAttentionLayer,
    values: (tensor: string) => Float32Array | undefined,
  ): void {
    const given = this.at;
    const units = numHeads * keyDim;
    const heads = this.shape(`${name}.heads`, [0, 0, numHeads, keyDim]);
    const [queries, keys, projected] = ['query', 'key', 'value'].map((part) => {
      this.at = given;
      this.product(`${name}.${part}`, units, values(`${part}Kernel`)!, values(`${part}Bias`));
      this.node('Reshape', `${name}.${part}.heads`, [this.at, heads]);
      // Samples, heads, steps, units; keys the other way round at the end.
      this.node('Transpose', `${name}.${part}.turned`, [this.at], {
        perm: part === 'key' ? [0, 2, 3, 1] : [0, 2, 1, 3],
      });
      return this.at;
    });
    this.node('MatMul', `${name}.products`, [queries, keys]);
    const factor = this.tensor(`${name}.factor`, [], Float32Array.of(1 / Math.sqrt(keyDim)));
    this.node('Mul', `${name}.scores`, [this.at, factor]);
    this.node('Softmax', `${name}.weights`, [this.at], { axis: -1 });
    this.node('MatMul', name, [this.at, projected]);
    this.node('Transpose', `${name}.back`, [this.at], { perm: [0, 2, 1, 3] });
    this.node('Reshape', `${name}.joined`, [this.at, this.shape(`${name}.shape`, [0, 0, units])]);
    const kernel = values('outputKernel')!;
    this.product(`${name}.output`, kernel.length / units, kernel, values('outputBias'));
  }

  private node(
    type: string,
    name: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, WrittenAttribute>>,
  ): void {
    this.at = `${name}:0`;
    this.nodes.push({ type, name, inputs, outputs: [this.at], attributes });
  }

  private tensor(name: string, dims: readonly number[], values: Float32Array): string {
    this.tensors.push({ name, dims, values });
    return name;
  }

  private shape(name: string, values: readonly number[]): string {
    this.tensors.push({ name, dims: [values.length], values });
    return name;
  }
}
