/** Which view the lens above each layer leads to. */

export type LayerView = 'states' | 'attention';

/** Layers whose states can be shown, and by which view. */
const SHOWN: Readonly<Record<string, LayerView>> = {
  lstm: 'states',
  gru: 'states',
  simpleRnn: 'states',
  bidirectional: 'states',
  selfAttention: 'attention',
};

/**
 * @param types as they stand in the text.
 * @param before what came of the text before: while a type is being typed its layer keeps the lens that it had, so that
 * the text below does not jump up and down again.
 * @param known all types that there are.
 */
export function layerViews(
  types: readonly (string | undefined)[],
  before: readonly (LayerView | undefined)[],
  known: readonly string[],
): (LayerView | undefined)[] {
  return types.map((type, index) => {
    if (type !== undefined && known.includes(type)) return Object.hasOwn(SHOWN, type) ? SHOWN[type] : undefined;
    return before[index];
  });
}
