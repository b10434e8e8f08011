/** What a network does, as lists of operations: forward, backward, packing. */
import type { Layout } from './layout.js';
import type { Operation } from './operations.js';

/** Packs all weights, as the products of the forward and of the backward pass read them. */
export function packing({ layers }: Layout): Operation[] {
  return layers.flatMap((layer) => layer.packing);
}

/** From the first layer's input to the last one's output. @param training whether values are dropped. */
export function forward({ layers }: Layout, training: boolean): Operation[] {
  return layers.flatMap((layer) => layer.forward(training));
}

/** From the gradient of the last output back to the input, for a forward pass outside of training. */
export function backwardToInput(layout: Layout): Operation[] {
  return backward(layout, { gradients: undefined, training: false, dx: layout.dx });
}

/**
 * From the gradient of the last output back to the weights, for a forward pass of training.
 * @param gradients offset of the weights' gradients less that of the weights.
 */
export function backwardToWeights(layout: Layout, gradients: number): Operation[] {
  return backward(layout, { gradients, training: true, dx: undefined });
}

function backward(
  { layers }: Layout,
  wanted: { gradients: number | undefined; training: boolean; dx: number | undefined },
): Operation[] {
  return layers
    .map((layer, index) => layer.backward({ ...wanted, dx: index > 0 ? layers[index - 1].dy : wanted.dx }))
    .reverse()
    .flat();
}
