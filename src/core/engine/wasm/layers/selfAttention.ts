/** Self-attention; see `src/kernels/attention.ts`. */
import type { SelfAttentionLayer } from '../../../model/spec.js';
import { gradientScratch } from '../arena.js';
import * as op from '../operations.js';
import { type LayerPlan, outputPlaces, type Place } from '../plan.js';

export function planSelfAttention(layer: SelfAttentionLayer, place: Place): LayerPlan {
  const { numHeads, keyDim, name } = layer;
  const { shape, rows: steps, batch, x, mask, arena } = place;
  const width = numHeads * keyDim;
  const units = shape.inputUnits;
  const { y, dy } = outputPlaces(place);
  const [query, key, value] = ['query', 'key', 'value'].map((part) => projection(place, part, units, width));
  const output = projection(place, 'output', width, units);
  const weights = arena.words(batch * numHeads * steps * steps);
  const [context, dContext] = [arena.words(steps * batch * width), arena.words(steps * batch * width)];
  const scores = arena.words(steps);
  const sizes = [steps, numHeads, keyDim];
  return {
    ...{ shape, y, dy, mask, traces: [] },
    packing: [query, key, value, output].flatMap(({ packing }) => packing),
    forward: () => [
      ...[query, key, value].map((part) => part.forward(x, part.y)),
      [op.OP.attentionForward, query.y, key.y, value.y, weights, context, mask, ...sizes],
      output.forward(context, y),
    ],
    backward({ dx, gradients }) {
      const projected = [query.y, key.y, value.y, weights, dContext, query.dy, key.dy, value.dy, scores];
      const operations: op.Operation[] = [
        op.multiply(dy, output.wt, dContext, steps, width, units),
        [op.OP.attentionBackward, ...projected, ...sizes],
      ];
      if (gradients !== undefined) {
        operations.push(output.gradients(context, dy, gradients));
        for (const part of [query, key, value]) operations.push(part.gradients(x, part.dy, gradients));
      }
      if (dx !== undefined) {
        operations.push(op.multiply(query.dy, query.wt, dx, steps, units, width));
        for (const part of [key, value]) {
          operations.push(op.multiplyAdd(part.dy, part.wt, dx, steps, units, width));
        }
      }
      return operations;
    },
    attention: { layer: name, heads: numHeads, steps, weights },
  };
}

/** One of the four matrix products, on every step. */
function projection({ rows: steps, batch, arena, ...place }: Place, part: string, inputs: number, units: number) {
  const [kernel, bias] = [place.weight(`${part}Kernel`), place.weight(`${part}Bias`)];
  const [w, wt] = [arena.packed(inputs, units), arena.packed(units, inputs)];
  const scratch = arena.words(gradientScratch(units));
  return {
    wt,
    y: arena.words(steps * batch * units),
    dy: arena.words(steps * batch * units),
    packing: [op.pack(kernel, inputs, units, w), op.packTransposed(kernel, units, inputs, wt)],
    forward: (x: number, y: number): op.Operation => [
      ...[op.OP.denseForward, x, w, bias, y, steps, inputs, units, op.activationCode('linear')],
    ],
    gradients: (x: number, dz: number, offset: number) =>
      op.inputGradients(
        { x, dz, kernel: kernel + offset, bias: bias === 0 ? 0 : bias + offset, scratch },
        steps,
        inputs,
        units,
      ),
  };
}
