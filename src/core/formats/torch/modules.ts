/** The modules of a PyTorch state dict, told by the names and shapes of their tensors. */
import type { RecurrentType } from '../../model/spec.js';
import { floatsOf, type Safetensors, type StoredTensor } from '../safetensors.js';

export type ModuleKind = RecurrentType | 'linear' | 'layerNorm' | 'attention' | 'unknown';

/**
 * What one of our layers can be made of: a module, or one layer of an nn.LSTM, nn.GRU or nn.RNN of several.
 * A weight [rows, columns] without bias is called linear, though it may be that of an embedding.
 */
export interface TorchPart {
  readonly kind: ModuleKind;
  /** Path of the module; empty where the file is the state of one module alone. */
  readonly module: string;
  /** Which layer of the module, from 0. */
  readonly layer: number;
  readonly bidirectional: boolean;
  /** Values that it reads and gives; of a recurrent part for one direction. */
  readonly inputs: number;
  readonly units: number;
  readonly bias: boolean;
  /** By their names within the module, without the layer's number: `weight_ih`, `weight_ih_reverse`, `weight`. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

/** How messages call a part's module. */
export const MODULE_NAMES: Readonly<Record<Exclude<ModuleKind, 'unknown'>, string>> = {
  lstm: 'nn.LSTM',
  gru: 'nn.GRU',
  simpleRnn: 'nn.RNN',
  linear: 'nn.Linear',
  layerNorm: 'nn.LayerNorm',
  attention: 'nn.MultiheadAttention',
};

const RECURRENT = /^((?:weight|bias)_(?:ih|hh|hr))(?:_l(\d{1,3})(_reverse)?)?$/;
const ATTENTION = /^(in_proj_weight|in_proj_bias|out_proj\.weight|out_proj\.bias|[qkv]_proj_weight|bias_[kv])$/;
/** Rows of a recurrent weight for each unit. */
const KINDS: Readonly<Record<number, RecurrentType>> = { 4: 'lstm', 3: 'gru', 1: 'simpleRnn' };

/** All parts, modules by their names (numbers by their value), layers of a module in order. */
export function torchParts({ tensors }: Safetensors): TorchPart[] {
  const groups = new Map<string, { module: string; layer: number; tensors: Map<string, StoredTensor> }>();
  for (const [name, tensor] of tensors) {
    const { module, layer, own } = placeOf(name, tensors);
    const key = `${module}\n${layer}`;
    const group = groups.get(key) ?? { module, layer, tensors: new Map() };
    groups.set(key, group);
    group.tensors.set(own, tensor);
  }
  return [...groups.values()].map(partOf).sort(inOrder);
}

/** A tensor's numbers, row-major; undefined where the part has none of that name. */
export function partValues({ tensors }: TorchPart, name: string): Float32Array | undefined {
  const tensor = tensors.get(name);
  return tensor && floatsOf(tensor);
}

/** For example `nn.LSTM "encoder.rnn", layer 2`. */
export function describePart(part: TorchPart): string {
  const { kind, module, layer, tensors } = part;
  const type =
    kind === 'unknown' ? 'module' : kind === 'linear' && !part.bias ? 'nn.Linear or nn.Embedding' : MODULE_NAMES[kind];
  const name = module === '' ? `${type} at the root` : `${type} "${module}"`;
  const [first] = tensors.keys();
  if (kind === 'unknown') return `${name} (${first} [${tensors.get(first)?.shape}])`;
  return layer > 0 ? `${name}, layer ${layer + 1}` : name;
}

/** Of many parts the first few. */
export function describeParts(parts: readonly TorchPart[]): string {
  return shortList(parts.map(describePart));
}

const SHOWN = 12;

export function shortList(words: readonly string[]): string {
  const more = words.length - SHOWN;
  return more > 0 ? `${words.slice(0, SHOWN).join(', ')} and ${more} more` : words.join(', ');
}

/** A name cut into the module's path, the layer's number and the tensor's own name. */
function placeOf(name: string, all: ReadonlyMap<string, unknown>): { module: string; layer: number; own: string } {
  const { head, last } = cut(name);
  const recurrent = RECURRENT.exec(last);
  if (recurrent) {
    const [, own, layer = '0', reverse = ''] = recurrent;
    return { module: head, layer: Number(layer), own: own + reverse };
  }
  // Attention has a module within, `out_proj`.
  const outer = cut(head);
  const attention = outer.last === 'out_proj' && [...ATTENTION_MARKS].some((mark) => all.has(path(outer.head, mark)));
  if (attention) return { module: outer.head, layer: 0, own: `out_proj.${last}` };
  return { module: head, layer: 0, own: last };
}

const ATTENTION_MARKS = ['in_proj_weight', 'q_proj_weight'];

function cut(name: string): { head: string; last: string } {
  const dot = name.lastIndexOf('.');
  return { head: name.slice(0, Math.max(0, dot)), last: name.slice(dot + 1) };
}

function path(head: string, name: string): string {
  return head === '' ? name : `${head}.${name}`;
}

function partOf(group: { module: string; layer: number; tensors: Map<string, StoredTensor> }): TorchPart {
  const { tensors } = group;
  const has = (name: string) => tensors.has(name);
  const shape = (name: string) => tensors.get(name)?.shape ?? [];
  const names = [...tensors.keys()];
  const unknown = { ...group, kind: 'unknown' as const, bidirectional: false, inputs: 0, units: 0, bias: false };
  if (has('weight_ih') && has('weight_hh') && names.every((name) => /^(weight|bias)_(ih|hh)(_reverse)?$/.test(name))) {
    const [rows, units] = shape('weight_hh');
    const kind = KINDS[rows / units];
    if (kind === undefined || shape('weight_ih').length !== 2) return unknown;
    const bidirectional = has('weight_ih_reverse');
    return { ...group, kind, bidirectional, inputs: shape('weight_ih')[1], units, bias: has('bias_ih') };
  }
  if (has('in_proj_weight') && has('out_proj.weight') && names.every((name) => ATTENTION.test(name))) {
    const [, units] = shape('in_proj_weight');
    if (units === undefined || has('bias_k') || has('bias_v')) return unknown;
    return { ...group, kind: 'attention', bidirectional: false, inputs: units, units, bias: has('in_proj_bias') };
  }
  if (!has('weight') || names.some((name) => name !== 'weight' && name !== 'bias')) return unknown;
  const [units, inputs = units] = shape('weight');
  const kind = { 1: 'layerNorm' as const, 2: 'linear' as const }[shape('weight').length];
  return kind ? { ...group, kind, bidirectional: false, inputs, units, bias: has('bias') } : unknown;
}

function inOrder(a: TorchPart, b: TorchPart): number {
  return compareNames(a.module, b.module) || a.layer - b.layer;
}

/** `layers.2` before `layers.10`; no locale, so that it is the same everywhere. */
function compareNames(a: string, b: string): number {
  const [left, right] = [a, b].map((name) => name.match(/\d+|\D+/g) ?? []);
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [x, y] = [left[i], right[i]];
    if (x === y) continue;
    const numbers = /^\d/.test(x) && /^\d/.test(y);
    if (numbers && Number(x) !== Number(y)) return Number(x) - Number(y);
    return x < y ? -1 : 1;
  }
  return left.length - right.length;
}
