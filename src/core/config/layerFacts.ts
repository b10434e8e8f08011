/** What the layers of a config come to, also while other parts of it are being typed. */
import { getNodeValue, parseTree } from 'jsonc-parser';
import Value from 'typebox/value';
import { type LayerShape, layerShapes, ShapeError } from '../model/spec.js';
import { nameLayers } from './experiment.js';
import { type LayerConfig, LayerSchema } from './layerSchema.js';

export { LAYER_TYPES } from './layerSchema.js';

export interface LayerFacts {
  readonly name: string;
  readonly type: string;
  /** Values that it gives for a step. */
  readonly units: number;
  readonly parameters: number;
  /** For example "5 × 64" or "1". */
  readonly outputShape: string;
}

/** From the first layer on, as far as the text is well. */
export function layerFacts(text: string): LayerFacts[] {
  const root = parseTree(text, [], { allowTrailingComma: true });
  const file = root && getNodeValue(root);
  const written: unknown[] = Array.isArray(file?.model?.layers) ? file.model.layers : [];
  const wrong = written.findIndex((layer) => !Value.Check(LayerSchema, layer));
  const well = (wrong < 0 ? written : written.slice(0, wrong)) as LayerConfig[];
  const layers = nameLayers(well.map((layer) => Value.Default(LayerSchema, structuredClone(layer)) as LayerConfig));
  return shapesSoFar({ ...inputShape(file?.data), layers }).map(({ layer, parameters, outputUnits, outputSteps }) => ({
    name: layer.name,
    type: layer.type,
    units: outputUnits,
    parameters,
    outputShape: outputSteps === undefined ? `${outputUnits}` : `${outputSteps} × ${outputUnits}`,
  }));
}

function shapesSoFar(spec: Parameters<typeof layerShapes>[0]): LayerShape[] {
  try {
    return layerShapes(spec);
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    return layerShapes({ ...spec, layers: spec.layers.slice(0, error.index) });
  }
}

/** Steps and features as far as they are well; else those of the schema's defaults. */
function inputShape(data: Record<string, unknown> | undefined): { length: number; features: number } {
  const count = (value: unknown, fallback: number) =>
    Number.isInteger(value) && Number(value) > 0 ? Number(value) : fallback;
  const columns = Array.isArray(data?.inputs) ? data.inputs.length : undefined;
  return {
    length: count(data?.length ?? data?.window, 5),
    features: columns === undefined ? count(data?.features, 1) : Math.max(1, columns),
  };
}
