/** Whether a part of a PyTorch state dict can be a layer of a config, and if not, why. */
import { GATES, type Layer, type RecurrentLayer } from '../../model/spec.js';
import type { Fix } from '../../problems.js';
import { describePart, type ModuleKind, type TorchPart } from './modules.js';
import { torchFault } from './weights.js';

const KIND_OF: Readonly<Partial<Record<Layer['type'], ModuleKind>>> = {
  dense: 'linear',
  timeDistributed: 'linear',
  embedding: 'linear',
  layerNormalization: 'layerNorm',
  selfAttention: 'attention',
};

/** The kind of module that has the layer's weights; undefined where the layer has none. */
export function kindFor(layer: Layer): ModuleKind | undefined {
  if (layer.type === 'bidirectional') return layer.layer.type;
  if (layer.type === 'layerNormalization' && !layer.center && !layer.scale) return undefined;
  return layer.type in GATES ? (layer.type as RecurrentLayer['type']) : KIND_OF[layer.type];
}

export interface Misfit {
  readonly message: string;
  /** Paths are from the layer on. */
  readonly fixes: readonly Fix[];
}

/**
 * @param inputs values that the layer reads; undefined for the first, which takes what the file says.
 * @returns undefined where the part fits.
 */
export function misfit(layer: Layer, inputs: number | undefined, part: TorchPart): Misfit | undefined {
  const misfit = (message: string, fixes: readonly Fix[] = []) => ({
    message: `Layer "${layer.name}" does not fit ${describePart(part)}: ${message}.`,
    fixes,
  });
  if (kindFor(layer) !== part.kind) return misfit(`the layer's type is "${layer.type}"`);
  const inner = layer.type === 'bidirectional' || layer.type === 'timeDistributed' ? layer.layer : layer;
  const within = inner === layer ? [] : ['layer'];
  if (inner.type in GATES) {
    const both = layer.type === 'bidirectional';
    if (both !== part.bidirectional) {
      return misfit(`the module reads ${both ? 'in one direction' : 'in both directions'}, the layer does not`);
    }
    const fault = torchFault(inner as RecurrentLayer);
    if (fault) return misfit(fault, recurrentFixes(inner as RecurrentLayer, within));
  }
  const wanted = torchShapes(layer, inputs ?? part.inputs);
  for (const [name, shape] of wanted) {
    const stored = part.tensors.get(name);
    if (!stored && name.includes('bias')) {
      const fix = { title: `Set ${biasKey(layer)} on ${layer.name}`, path: [...within, biasKey(layer)], value: false };
      return misfit(`it has no bias, the layer has ("${biasKey(layer)}")`, [fix]);
    }
    if (!stored) return misfit(`it has no ${name}`);
    if (stored.shape.join() !== shape.join()) {
      return misfit(`its ${stored.name} has the shape [${stored.shape}], but [${shape}] is wanted`);
    }
  }
  const extra = [...part.tensors.keys()].find((name) => !wanted.some(([known]) => known === name));
  if (!extra) return undefined;
  if (!extra.includes('bias')) return misfit(`its ${extra} has no place in the layer`);
  const fix = {
    title: `Set "${biasKey(layer)}": true on ${layer.name}`,
    path: [...within, biasKey(layer)],
    value: true,
  };
  return misfit(`it has a bias, the layer has none ("${biasKey(layer)}": false)`, [fix]);
}

function biasKey({ type }: Layer): string {
  return type === 'layerNormalization' ? 'center' : 'useBias';
}

function recurrentFixes(layer: RecurrentLayer, within: readonly string[]): Fix[] {
  const keys = ['activation', 'recurrentActivation', 'resetAfter'].filter((key) => key in layer);
  const plain = { activation: 'tanh', recurrentActivation: 'sigmoid', resetAfter: true } as Record<string, unknown>;
  const key = keys.find((one) => (layer as unknown as Record<string, unknown>)[one] !== plain[one]);
  return key ? [{ title: `Remove "${key}" from the layer`, path: [...within, key] }] : [];
}

/** Names and shapes of the tensors of PyTorch's module for the layer. */
function torchShapes(layer: Layer, inputs: number): [name: string, shape: number[]][] {
  switch (layer.type) {
    case 'lstm':
    case 'gru':
    case 'simpleRnn':
      return recurrentShapes(layer, inputs, '');
    case 'bidirectional':
      return [...recurrentShapes(layer.layer, inputs, ''), ...recurrentShapes(layer.layer, inputs, '_reverse')];
    case 'dense':
      return [['weight', [layer.units, inputs]], ...(layer.useBias ? [vector('bias', layer.units)] : [])];
    case 'timeDistributed':
      return torchShapes(layer.layer, inputs);
    case 'embedding':
      return [['weight', [layer.inputDim, layer.outputDim]]];
    case 'layerNormalization':
      return [vector('weight', inputs), ...(layer.center ? [vector('bias', inputs)] : [])];
    case 'selfAttention':
      return [
        ['in_proj_weight', [3 * layer.numHeads * layer.keyDim, inputs]],
        ['out_proj.weight', [inputs, layer.numHeads * layer.keyDim]],
        ...(layer.useBias
          ? [vector('in_proj_bias', 3 * layer.numHeads * layer.keyDim), vector('out_proj.bias', inputs)]
          : []),
      ];
    default:
      return [];
  }
}

function vector(name: string, length: number): [string, number[]] {
  return [name, [length]];
}

function recurrentShapes({ type, units, useBias }: RecurrentLayer, inputs: number, reverse: string) {
  const rows = Math.max(1, GATES[type].length) * units;
  const shapes: [string, number[]][] = [
    [`weight_ih${reverse}`, [rows, inputs]],
    [`weight_hh${reverse}`, [rows, units]],
  ];
  if (useBias) shapes.push(vector(`bias_ih${reverse}`, rows), vector(`bias_hh${reverse}`, rows));
  return shapes;
}
