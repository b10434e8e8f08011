/** Dense, on one vector or at every step. */
import type { DenseLayer } from '../../../model/spec.js';
import { gradientScratch } from '../arena.js';
import * as op from '../operations.js';
import { type LayerPlan, outputPlaces, type Place } from '../plan.js';

export function planDense(layer: DenseLayer, place: Place): LayerPlan {
  const { shape, rows, x, mask, arena } = place;
  const { units, activation } = layer;
  const inputs = shape.inputUnits;
  const { y, dy } = outputPlaces(place);
  const [kernel, bias] = [place.weight('kernel'), place.weight('bias')];
  const [w, wt] = [arena.packed(inputs, units), arena.packed(units, inputs)];
  const scratch = arena.words(gradientScratch(units));
  const code = op.activationCode(activation);
  return {
    ...{ shape, y, dy, mask, traces: [] },
    packing: [op.pack(kernel, inputs, units, w), op.packTransposed(kernel, units, inputs, wt)],
    forward: () => [[op.OP.denseForward, x, w, bias, y, rows, inputs, units, code]],
    backward({ dx, gradients, beforeActivation }) {
      const operations: op.Operation[] = [];
      if (activation !== 'linear' && !beforeActivation)
        operations.push([op.OP.activationBackward, y, dy, rows, units, code]);
      if (gradients !== undefined) {
        const at = { x, dz: dy, kernel: kernel + gradients, bias: bias === 0 ? 0 : bias + gradients, scratch };
        operations.push(op.inputGradients(at, rows, inputs, units));
      }
      if (dx !== undefined) operations.push(op.multiply(dy, wt, dx, rows, inputs, units));
      return operations;
    },
  };
}
