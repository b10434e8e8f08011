/** The messages of an ONNX file that are needed to read a chain of layers (https://github.com/onnx/onnx, onnx.proto). */
import type { PbfReader } from 'pbf';
import { ModelFormatError } from '../formatError.js';
import { WireReader } from './wire.js';

export interface OnnxModel {
  /** Of the standard operators. */
  readonly opset: number;
  readonly graph: OnnxGraph;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxInput[];
  readonly outputs: readonly string[];
}

export interface OnnxNode {
  readonly name: string;
  readonly type: string;
  /** Empty for the standard operators. */
  readonly domain: string;
  /** Empty where an optional input is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
}

export interface OnnxAttribute {
  readonly float: number;
  readonly int: number;
  readonly text: string;
  readonly floats: readonly number[];
  readonly ints: readonly number[];
  readonly texts: readonly string[];
  readonly tensor?: OnnxTensor;
  /** Whether it holds a graph, as If and Loop do. */
  readonly graph: boolean;
}

export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  /** Number of the type in TensorProto.DataType. */
  readonly type: number;
  readonly raw?: Uint8Array;
  /** Where there are no raw bytes. */
  readonly values: readonly number[];
  /** Whether the numbers stand in another file. */
  readonly external: boolean;
}

export interface OnnxInput {
  readonly name: string;
  readonly type: number;
  /** Undefined where the size is free. */
  readonly dims: readonly (number | undefined)[];
}

/** @throws {ModelFormatError} where the bytes are no ONNX model. */
export function readOnnxModel(bytes: Uint8Array): OnnxModel {
  const wire = new WireReader(bytes);
  const opsets = new Map<string, number>();
  const metadata: Record<string, string> = {};
  let graph: OnnxGraph | undefined;
  wire.read((field, pbf) => {
    if (field === 7) graph = readGraph(wire);
    else if (field === 8) {
      let [domain, version] = ['', 0];
      wire.nested((own) => {
        if (own === 1) domain = pbf.readString();
        else if (own === 2) version = pbf.readVarint();
      });
      opsets.set(domain, version);
    } else if (field === 14) {
      const [key, value] = readEntry(wire);
      metadata[key] = value;
    }
  });
  if (!graph) throw new ModelFormatError('It holds no graph: it is no ONNX model.');
  return { opset: opsets.get('') ?? opsets.get('ai.onnx') ?? 1, graph, metadata };
}

function readEntry(wire: WireReader): [key: string, value: string] {
  let [key, value] = ['', ''];
  wire.nested((field, pbf) => {
    if (field === 1) key = pbf.readString();
    else if (field === 2) value = pbf.readString();
  });
  return [key, value];
}

function readGraph(wire: WireReader): OnnxGraph {
  const nodes: OnnxNode[] = [];
  const initializers: OnnxTensor[] = [];
  const inputs: OnnxInput[] = [];
  const outputs: string[] = [];
  wire.nested((field) => {
    if (field === 1) nodes.push(readNode(wire));
    else if (field === 5) initializers.push(readTensor(wire));
    else if (field === 11) inputs.push(readInput(wire));
    else if (field === 12) outputs.push(readInput(wire).name);
    else if (field === 15) throw new ModelFormatError('It has sparse weights, which cannot be read.');
  });
  return { nodes, initializers, inputs, outputs };
}

function readNode(wire: WireReader): OnnxNode {
  let [name, type, domain] = ['', '', ''];
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, OnnxAttribute>();
  wire.nested((field, pbf) => {
    if (field === 1) inputs.push(pbf.readString());
    else if (field === 2) outputs.push(pbf.readString());
    else if (field === 3) name = pbf.readString();
    else if (field === 4) type = pbf.readString();
    else if (field === 5) readAttribute(wire, attributes);
    else if (field === 7) domain = pbf.readString();
  });
  return {
    name: name || outputs[0] || type,
    type,
    domain: domain === 'ai.onnx' ? '' : domain,
    inputs,
    outputs,
    attributes,
  };
}

function readAttribute(wire: WireReader, attributes: Map<string, OnnxAttribute>): void {
  let name = '';
  let [float, int, text, graph] = [0, 0, '', false];
  let tensor: OnnxTensor | undefined;
  const floats: number[] = [];
  const ints: number[] = [];
  const texts: string[] = [];
  wire.nested((field, pbf) => {
    if (field === 1) name = pbf.readString();
    else if (field === 2) float = pbf.readFloat();
    else if (field === 3) int = pbf.readVarint(true);
    else if (field === 4) text = pbf.readString();
    else if (field === 5) tensor = readTensor(wire);
    else if (field === 6 || field === 11) graph = true;
    else if (field === 7) readNumbers(pbf, floats, (one) => one.readFloat());
    else if (field === 8) readNumbers(pbf, ints, (one) => one.readVarint(true));
    else if (field === 9) texts.push(pbf.readString());
  });
  attributes.set(name, { float, int, text, floats, ints, texts, tensor, graph });
}

function readTensor(wire: WireReader): OnnxTensor {
  const dims: number[] = [];
  const values: number[] = [];
  let [name, type, external] = ['', 0, false];
  let raw: Uint8Array | undefined;
  wire.nested((field, pbf) => {
    if (field === 1) readNumbers(pbf, dims, (one) => one.readVarint(true));
    else if (field === 2) type = pbf.readVarint();
    else if (field === 4) readNumbers(pbf, values, (one) => one.readFloat());
    else if (field === 5 || field === 7) readNumbers(pbf, values, (one) => one.readVarint(true));
    else if (field === 8) name = pbf.readString();
    else if (field === 9) raw = pbf.readBytes();
    else if (field === 10) readNumbers(pbf, values, (one) => one.readDouble());
    else if (field === 11) readNumbers(pbf, values, (one) => one.readVarint());
    else if (field === 13) external = true;
    else if (field === 14) external = pbf.readVarint() === 1 || external;
  });
  return { name, dims, type, raw, values, external };
}

/** Numbers that stand together, or one by one. */
function readNumbers(pbf: PbfReader, numbers: number[], read: (pbf: PbfReader) => number): void {
  if (pbf.type !== 2) {
    numbers.push(read(pbf));
    return;
  }
  const end = pbf.readVarint() + pbf.pos;
  while (pbf.pos < end) numbers.push(read(pbf));
}

function readInput(wire: WireReader): OnnxInput {
  let [name, type] = ['', 0];
  const dims: (number | undefined)[] = [];
  wire.nested((field, pbf) => {
    if (field === 1) name = pbf.readString();
    else if (field === 2) {
      wire.nested((kind) => {
        if (kind !== 1) return;
        wire.nested((own) => {
          if (own === 1) type = pbf.readVarint();
          else if (own === 2) wire.nested((each) => each === 1 && dims.push(readDimension(wire)));
        });
      });
    }
  });
  return { name, type, dims };
}

function readDimension(wire: WireReader): number | undefined {
  let size: number | undefined;
  wire.nested((field, pbf) => {
    if (field === 1) size = pbf.readVarint(true);
  });
  return size !== undefined && size >= 0 ? size : undefined;
}
