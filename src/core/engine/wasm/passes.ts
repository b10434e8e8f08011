/** What a network does, as lists of operations: forward, backward, packing. */
import type { Layout } from './layout.js';
import type { Operation } from './operations.js';
import type { Wanted } from './plan.js';

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
  return backward(layout, { gradients: undefined, training: false, dx: layout.dx, beforeActivation: false });
}

/**
 * From the gradient of the last output back to the weights, for a forward pass of training.
 * @param gradients offset of the weights' gradients less that of the weights.
 * @param beforeActivation whether the gradient that the loss gave is already that before the last activation.
 */
export function backwardToWeights(layout: Layout, gradients: number, beforeActivation: boolean): Operation[] {
  return backward(layout, { gradients, training: true, dx: undefined, beforeActivation });
}

function backward({ layers }: Layout, wanted: Wanted): Operation[] {
  const last = layers.length - 1;
  return layers
    .map((layer, index) =>
      layer.backward({
        ...wanted,
        dx: index > 0 ? layers[index - 1].dy : wanted.dx,
        beforeActivation: wanted.beforeActivation && index === last,
      }),
    )
    .reverse()
    .flat();
}
