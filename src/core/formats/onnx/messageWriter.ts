/** Writes the messages of an ONNX file (https://github.com/onnx/onnx, onnx.proto). */
import { PbfWriter } from 'pbf';

/** The operators that are written are those of these versions. */
const OPSET = 17;
const IR_VERSION = 8;

const FLOAT = 1;
const INT64 = 7;

export type WrittenAttribute = number | string | readonly number[] | readonly string[] | { readonly float: number };

export interface WrittenNode {
  readonly type: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Plain numbers and lists of numbers are integers, but for those of `FLOAT_LISTS`. */
  readonly attributes?: Readonly<Record<string, WrittenAttribute>>;
}

export interface WrittenTensor {
  readonly name: string;
  readonly dims: readonly number[];
  /** Plain numbers are written as int64. */
  readonly values: Float32Array | readonly number[];
}

/** A name stands for a size that is open. */
export type WrittenShape = readonly (number | string)[];

export interface WrittenGraph {
  readonly name: string;
  readonly nodes: readonly WrittenNode[];
  readonly tensors: readonly WrittenTensor[];
  readonly input: { readonly name: string; readonly ids: boolean; readonly shape: WrittenShape };
  readonly output: { readonly name: string; readonly shape: WrittenShape };
  readonly metadata: Readonly<Record<string, string>>;
}

const FLOAT_LISTS = ['activation_alpha', 'activation_beta'];

/** The content of a file. */
export function writeOnnxModel(graph: WrittenGraph): Uint8Array {
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, IR_VERSION);
  pbf.writeStringField(2, 'LSTM Lens');
  pbf.writeMessage(7, writeGraph, graph);
  pbf.writeMessage(8, (version, own) => own.writeVarintField(2, version), OPSET);
  for (const entry of Object.entries(graph.metadata)) {
    pbf.writeMessage(
      14,
      ([key, value], own) => {
        own.writeStringField(1, key);
        own.writeStringField(2, value);
      },
      entry,
    );
  }
  return pbf.finish().slice();
}

function writeGraph({ name, nodes, tensors, input, output }: WrittenGraph, pbf: PbfWriter): void {
  for (const node of nodes) pbf.writeMessage(1, writeNode, node);
  pbf.writeStringField(2, name);
  for (const tensor of tensors) pbf.writeMessage(5, writeTensor, tensor);
  pbf.writeMessage(11, writeValue, { ...input, type: input.ids ? INT64 : FLOAT });
  pbf.writeMessage(12, writeValue, { ...output, type: FLOAT });
}

function writeNode({ type, name, inputs, outputs, attributes = {} }: WrittenNode, pbf: PbfWriter): void {
  for (const input of inputs) pbf.writeStringField(1, input);
  for (const output of outputs) pbf.writeStringField(2, output);
  pbf.writeStringField(3, name);
  pbf.writeStringField(4, type);
  for (const attribute of Object.entries(attributes)) pbf.writeMessage(5, writeAttribute, attribute);
}

/** Kinds of attributes, AttributeProto.AttributeType. */
const KINDS = { float: 1, int: 2, text: 3, floats: 6, ints: 7, texts: 8 };

function writeAttribute([name, value]: [string, WrittenAttribute], pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  const kind = (type: keyof typeof KINDS) => pbf.writeVarintField(20, KINDS[type]);
  if (typeof value === 'number') {
    pbf.writeVarintField(3, value);
    kind('int');
  } else if (typeof value === 'string') {
    pbf.writeStringField(4, value);
    kind('text');
  } else if ('float' in value) {
    pbf.writeFloatField(2, value.float);
    kind('float');
  } else if (value.every((one) => typeof one === 'string')) {
    for (const one of value) pbf.writeStringField(9, one);
    kind('texts');
  } else if (FLOAT_LISTS.includes(name)) {
    for (const one of value) pbf.writeFloatField(7, Number(one));
    kind('floats');
  } else {
    for (const one of value) pbf.writeVarintField(8, Number(one));
    kind('ints');
  }
}

function writeTensor({ name, dims, values }: WrittenTensor, pbf: PbfWriter): void {
  for (const length of dims) pbf.writeVarintField(1, length);
  const floats = values instanceof Float32Array;
  pbf.writeVarintField(2, floats ? FLOAT : INT64);
  pbf.writeStringField(8, name);
  const view = new DataView(new ArrayBuffer((floats ? 4 : 8) * values.length));
  for (let i = 0; i < values.length; i++) {
    if (floats) view.setFloat32(4 * i, values[i], true);
    else view.setBigInt64(8 * i, BigInt(values[i]), true);
  }
  pbf.writeBytesField(9, new Uint8Array(view.buffer));
}

function writeValue({ name, type, shape }: { name: string; type: number; shape: WrittenShape }, pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  pbf.writeMessage(2, (_, kind) => kind.writeMessage(1, writeTensorType, { type, shape }), undefined);
}

function writeTensorType({ type, shape }: { type: number; shape: WrittenShape }, pbf: PbfWriter): void {
  pbf.writeVarintField(1, type);
  pbf.writeMessage(2, writeShape, shape);
}

function writeShape(shape: WrittenShape, pbf: PbfWriter): void {
  for (const length of shape) pbf.writeMessage(1, writeDimension, length);
}

function writeDimension(length: number | string, pbf: PbfWriter): void {
  if (typeof length === 'number') pbf.writeVarintField(1, length);
  else pbf.writeStringField(2, length);
}
