/** Which matrices there are to see of a sample. */
import type { AttentionMatrix } from '../../../src/core/analysis/attention/attention.js';
import { cellGates, cellWeightsOfUnit } from '../../../src/core/analysis/attention/cellWeights.js';
import type { SampleInspection } from '../../../src/core/analysis/inspection.js';
import type { AttentionKind } from '../../../src/core/config/schema.js';
import { ATTENTIONS } from '../../explain.js';
import type { Selection } from '../../protocol.js';

export interface MatrixPicture extends Pick<AttentionMatrix, 'layer' | 'values' | 'ahead'> {
  readonly kind: AttentionKind;
  /** In words, for example "Cell weights of unit 3". */
  readonly name: string;
}

/** Layer by layer, so that the kinds stand side by side; of the layer that has a unit picked also that unit's. */
export function picturesOf({ attention, layers }: SampleInspection, selection: Selection): MatrixPicture[] {
  const kinds = Object.keys(attention) as AttentionKind[];
  const all = kinds.flatMap((kind) => (attention[kind] ?? []).flatMap((matrix) => variantsOf(kind, matrix)));
  const trace = layers.find(({ layer }) => layer === selection.layer);
  const gates = trace && cellGates(trace);
  if (gates && selection.unit !== undefined && attention.cellWeights?.some(({ layer }) => layer === selection.layer)) {
    all.push({
      kind: 'cellWeights',
      name: `Cell weights of unit ${selection.unit + 1}`,
      layer: selection.layer,
      ahead: gates.backward,
      values: cellWeightsOfUnit(gates, selection.unit),
    });
  }
  const order = [...new Set(all.map(({ layer }) => layer))];
  return order.flatMap((layer) => all.filter((picture) => picture.layer === layer));
}

/** As it is; weighted by what was written; by the model's input, where that is not the layer's own. */
function variantsOf(kind: AttentionKind, matrix: AttentionMatrix): MatrixPicture[] {
  const { layer, head, ahead, values, weighted, composed } = matrix;
  const { name } = ATTENTIONS[kind];
  const variant = (words: string, shown: Float64Array): MatrixPicture => ({
    kind,
    layer,
    ahead,
    name: words,
    values: shown,
  });
  const further = composed?.some((value, at) => value !== values[at]);
  return [
    variant(head === undefined ? name : `${name}, head ${head}`, values),
    ...(weighted ? [variant(`${name} × written`, weighted)] : []),
    ...(further && composed ? [variant(`${name} by the model’s input`, composed)] : []),
  ];
}
