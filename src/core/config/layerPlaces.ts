/** Where the layers of a config stand in its text. */
import { findNodeAtLocation, getLocation, parseTree } from 'jsonc-parser';

/** Offsets of one layer in the text. */
export interface LayerPlace {
  readonly offset: number;
  readonly length: number;
  readonly type: string | undefined;
}

/** The places of `model.layers` in order; empty where the text has none. */
export function layerPlaces(text: string): LayerPlace[] {
  const tree = parseTree(text, [], { allowTrailingComma: true });
  const layers = tree && findNodeAtLocation(tree, ['model', 'layers']);
  return (layers?.children ?? []).map((node) => ({
    offset: node.offset,
    length: node.length,
    type: node.type === 'object' ? findNodeAtLocation(node, ['type'])?.value : undefined,
  }));
}

/** Index into `model.layers` of the layer that the offset is in. */
export function layerAt(text: string, offset: number): number | undefined {
  const { path } = getLocation(text, offset);
  const [model, layers, index] = path;
  if (model !== 'model' || layers !== 'layers' || typeof index !== 'number') return undefined;
  // Between two layers is in none.
  const place = layerPlaces(text)[index];
  return place && offset >= place.offset && offset <= place.offset + place.length ? index : undefined;
}
