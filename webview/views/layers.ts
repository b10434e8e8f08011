/** What the views of recurrent layers share. */
import type { Choice } from '../controls.js';

export function layerChoices(layers: readonly { layer: string; units: number }[]): Choice[] {
  return layers.map(({ layer, units }) => ({ value: layer, label: `${layer} (${units} units)` }));
}
