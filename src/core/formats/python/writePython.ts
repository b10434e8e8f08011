/** A model as a Python script that builds it in PyTorch and in Keras, from a safetensors file beside it. */
import { isRecurrent, layerShapes, type ModelSpec } from '../../model/spec.js';
import type { ModelNames } from '../../names.js';
import type { Scaling } from '../loadedModel.js';
import { moduleNames } from '../torch/moduleNames.js';
import { notesOnTraining, writeTorch } from '../torch/writeTorch.js';
import type { WrittenModel } from '../writtenModel.js';
import { indented, text } from './code.js';
import { kerasCode } from './kerasCode.js';
import { torchCode } from './torchCode.js';

export interface PythonModel {
  readonly script: string;
  /** Content of the file of weights. */
  readonly weights: Uint8Array;
  readonly notes: readonly string[];
}

/**
 * @param weightsFile name of the file of weights, beside the script.
 * @throws {ModelFormatError} where PyTorch's module for a layer computes something else.
 */
export function writePython(model: WrittenModel, weightsFile: string): PythonModel {
  const { name, spec, scaling } = model;
  const shapes = layerShapes(spec);
  const modules = moduleNames(spec.layers);
  const torch = shapes.map((shape, index) => torchCode(shape, modules[index]));
  const keras = shapes.map((shape, index) => kerasCode(shape, modules[index]));
  const ids = spec.layers[0].type === 'embedding';
  const script = [
    header(name, spec, ids, weightsFile),
    ...(scaling ? [scales(scaling)] : []),
    torchModel(
      torch.flatMap((code) => code.modules),
      torch.flatMap(({ steps }) => steps),
    ),
    kerasModel(spec, ids, keras),
    ...helpersFor(spec),
  ].join('\n\n\n');
  return {
    script: `${script}\n`,
    weights: writeTorch(model).bytes,
    notes: spec.layers.flatMap(notesOnTraining),
  };
}

function header(name: string, { features }: ModelSpec, ids: boolean, weightsFile: string): string {
  const reads = ids ? 'ids [samples, steps]' : `[samples, steps, ${features}]`;
  return `"""
The model ${text(name).slice(1, -1).replaceAll('"""', "'''")}, in PyTorch and in Keras 3, with the weights of ${text(weightsFile).slice(1, -1)}. Written by LSTM Lens.

It reads ${reads}. Needs the packages numpy and safetensors, and torch or keras.
"""

from pathlib import Path

import numpy as np

WEIGHTS = Path(__file__).with_name(${text(weightsFile)})`;
}

/** Inputs and answers of the model are in its own units. */
function scales({ input, target, names }: Scaling): string {
  const array = (values: ArrayLike<number>) => `np.array([${Array.from(values).join(', ')}], dtype="float32")`;
  return `INPUT_MEAN = ${array(input.mean)}
INPUT_DEVIATION = ${array(input.deviation)}
TARGET_MEAN = ${array(target.mean)}
TARGET_DEVIATION = ${array(target.deviation)}${names ? `\n${namesCode(names)}` : ''}


def to_model(inputs):
    """Raw inputs in the units that the model reads."""
    return (inputs - INPUT_MEAN) / INPUT_DEVIATION


def from_model(outputs):
    """What the model gives, in the target's own units."""
    return outputs * TARGET_DEVIATION + TARGET_MEAN`;
}

/** Constants by which names become numbers, and answers names. */
function namesCode({ inputs, classes }: ModelNames): string {
  const list = (names: readonly string[]) => `[${names.map(text).join(', ')}]`;
  const columns = inputs.map(({ column, known }) => `    (${text(column)}, ${list(known)}),`);
  return [
    ...(inputs.length > 0
      ? [
          '# A feature of 0 or 1 for each name, or ids: 0 nothing, 1 an unknown name, then these.',
          'INPUT_NAMES = [',
          ...columns,
          ']',
        ]
      : []),
    ...(classes ? [`CLASSES = ${list(classes)}`] : []),
  ].join('\n');
}

function torchModel(modules: readonly string[], steps: readonly string[]): string {
  const usesFunctional = steps.some((step) => step.includes('functional.'));
  return `def pytorch_model():
    import torch
    from safetensors.torch import load_file
    from torch import nn${usesFunctional ? '\n    from torch.nn import functional' : ''}

    class Model(nn.Module):
        def __init__(self):
            super().__init__()
${indented(modules, 3)}

        def forward(self, x):
${indented([...steps, 'return x'], 3)}

    model = Model()
    model.load_state_dict(load_file(WEIGHTS))
    return model.eval()`;
}

function kerasModel(spec: ModelSpec, ids: boolean, codes: readonly ReturnType<typeof kerasCode>[]): string {
  const shape = ids ? '(None,)' : `(None, ${spec.features})`;
  const loads = codes.flatMap(({ weights }, index) =>
    weights ? [`model.get_layer(${text(spec.layers[index].name)}).set_weights(${weights})`] : [],
  );
  return `def keras_model():
    import keras
    from keras import layers
    from safetensors.numpy import load_file
${usesOldSigmoid(spec) ? `\n    def hard_sigmoid_of_keras_2(x):\n        return keras.ops.clip(0.2 * x + 0.5, 0, 1)\n` : ''}
    inputs = x = keras.Input(${shape})
${indented(
  codes.map(({ step }) => step),
  1,
)}
    model = keras.Model(inputs, x)
    weights = load_file(WEIGHTS)
${indented(loads, 1)}
    return model`;
}

function usesOldSigmoid({ layers }: ModelSpec): boolean {
  return layers.some((layer) => {
    const inner = layer.type === 'timeDistributed' ? layer.layer : layer;
    return inner.type === 'dense' && inner.activation === 'hardSigmoid';
  });
}

function helpersFor({ layers }: ModelSpec): string[] {
  const has = (...types: string[]) => layers.some(({ type }) => types.includes(type));
  return [
    ...(layers.some((layer) => isRecurrent(layer) || layer.type === 'bidirectional') ? [RECURRENT] : []),
    ...(has('dense', 'timeDistributed') ? [LINEAR] : []),
    ...(has('selfAttention') ? [ATTENTION] : []),
  ];
}

const RECURRENT = `def recurrent(weights, name, gru=False, reverse=""):
    """Kernel, recurrent kernel and bias of a recurrent layer in Keras's layout."""

    def gates(part):
        values = weights[f"{name}.{part}_l0{reverse}"].T
        if not gru:
            return values
        reset, update, candidate = np.split(values, 3, axis=-1)
        return np.concatenate([update, reset, candidate], axis=-1)

    arrays = [gates("weight_ih"), gates("weight_hh")]
    if f"{name}.bias_ih_l0{reverse}" in weights:
        biases = [gates("bias_ih"), gates("bias_hh")]
        arrays.append(np.stack(biases) if gru else biases[0] + biases[1])
    return arrays`;

const LINEAR = `def linear(weights, name):
    """Kernel and bias of a dense layer in Keras's layout."""
    bias = f"{name}.bias"
    return [weights[f"{name}.weight"].T] + ([weights[bias]] if bias in weights else [])`;

const ATTENTION = `def attention(weights, name, heads):
    """Kernels and biases of queries, keys, values and output in Keras's layout."""
    biased = f"{name}.in_proj_bias" in weights
    kernels = np.split(weights[f"{name}.in_proj_weight"].T, 3, axis=-1)
    biases = np.split(weights[f"{name}.in_proj_bias"], 3) if biased else [None] * 3
    arrays = []
    for kernel, bias in zip(kernels, biases):
        arrays.append(kernel.reshape(kernel.shape[0], heads, -1))
        arrays.extend([bias.reshape(heads, -1)] if biased else [])
    output = weights[f"{name}.out_proj.weight"].T
    arrays.append(output.reshape(heads, -1, output.shape[1]))
    return arrays + ([weights[f"{name}.out_proj.bias"]] if biased else [])`;
