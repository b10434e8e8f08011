/** What a network does, as lists of operations: forward, backward, packing. */
import type { LstmLayer } from '../../model/spec.js';
import type { LayerLayout, Layout } from './layout.js';
import * as op from './operations.js';

/** Packs all weights, as the products of the forward and of the backward pass read them. */
export function packing({ layers }: Layout): op.Operation[] {
  return layers.flatMap(({ shape, weights, packed }) => {
    const [inputs, columns] = shape.tensors[0].shape;
    const { units, type } = shape.layer;
    return [
      op.pack(weights.kernel, inputs, columns, packed.w),
      op.packTransposed(weights.kernel, columns, inputs, packed.wt),
      ...(type === 'lstm'
        ? [
            op.pack(weights.recurrentKernel, units, columns, packed.u),
            op.packTransposed(weights.recurrentKernel, columns, units, packed.ut),
          ]
        : []),
    ];
  });
}

/** From the first layer's input to the last one's output. */
export function forward({ layers }: Layout): op.Operation[] {
  return layers.flatMap((layout) => {
    const { shape, rows, weights, packed, x, y, recurrent } = layout;
    const { layer, inputUnits } = shape;
    if (layer.type === 'dense') {
      const size = { rows, inputs: inputUnits, units: layer.units, activation: layer.activation };
      return [op.denseForward({ x, w: packed.w, bias: weights.bias, y }, size)];
    }
    const values = { x, ...(recurrent as NonNullable<typeof recurrent>) };
    const run = op.lstmForward(values, packed, weights.bias, lstmSize(layer, layout));
    return layer.returnSequences ? [run] : [run, op.copyStep(values.hidden, rows - 1, layer.units, y)];
  });
}

/**
 * From the gradient of the last output back.
 * @param gradients offset of the weights' gradients less that of the weights; without it they are not computed.
 * @param toInput whether the first layer's input gets its gradient.
 */
export function backward(layout: Layout, gradients: number | undefined, toInput: boolean): op.Operation[] {
  return layout.layers
    .map((layer, index) => {
      const dx = index > 0 ? layout.layers[index - 1].dy : toInput ? layout.dx : undefined;
      return layer.shape.layer.type === 'dense'
        ? denseBackward(layer, layout, gradients, dx)
        : lstmBackward(layer, layer.shape.layer, layout, gradients, dx);
    })
    .reverse()
    .flat();
}

function denseBackward(
  layout: LayerLayout,
  { scratch }: Layout,
  gradients: number | undefined,
  dx: number | undefined,
): op.Operation[] {
  const { shape, rows, weights, packed, x, y, dy } = layout;
  const { layer, inputUnits: inputs } = shape;
  const { units, activation, useBias } = layer;
  const operations: op.Operation[] = [];
  if (activation !== 'linear') operations.push(op.activationBackward(y, dy, rows * units, activation));
  if (gradients !== undefined) {
    const kernel = { a: x, b: dy, c: weights.kernel + gradients, scratch: scratch.packed };
    operations.push(op.accumulateTransposed(kernel, inputs, units, rows));
    if (useBias) operations.push(op.accumulateRows(dy, weights.bias + gradients, rows, units));
  }
  if (dx !== undefined) operations.push(op.multiply(dy, packed.wt, dx, rows, inputs, units));
  return operations;
}

function lstmBackward(
  layout: LayerLayout,
  layer: LstmLayer,
  { scratch }: Layout,
  gradients: number | undefined,
  dx: number | undefined,
): op.Operation[] {
  const { shape, rows, weights, packed, x, dy, recurrent } = layout;
  const values = { x, ...(recurrent as NonNullable<typeof recurrent>) };
  const size = lstmSize(layer, layout);
  const operations = [op.lstmBackward(values, dy, packed.ut, scratch, size, layer.returnSequences)];
  if (gradients !== undefined) {
    const at = {
      kernel: weights.kernel + gradients,
      recurrentKernel: weights.recurrentKernel + gradients,
      bias: layer.useBias ? weights.bias + gradients : 0,
    };
    operations.push(op.lstmWeightGradients(values, at, scratch.packed, size));
  }
  if (dx !== undefined)
    operations.push(op.multiply(values.gates, packed.wt, dx, rows, shape.inputUnits, 4 * layer.units));
  return operations;
}

function lstmSize(layer: LstmLayer, { shape, rows }: LayerLayout): op.LstmSize {
  const { units, activation, recurrentActivation } = layer;
  return { steps: rows, features: shape.inputUnits, units, activation, recurrentActivation };
}
