/** What a model file says, whatever its format. */
import { type Layer, type LayerShape, type LayerWeights, layerShapes, ShapeError } from '../model/spec.js';
import type { ModelNames } from '../names.js';
import type { Scaler } from '../scaler.js';
import { ModelFormatError, UnsupportedLayerError } from './formatError.js';

/** The statistics that bring raw numbers into the model's units, and the names behind codes; they travel with the model. */
export interface Scaling {
  readonly input: Scaler;
  readonly target: Scaler;
  /** Where its data has names; files of older versions do not say. */
  readonly names?: ModelNames;
  /** [F] in raw units, where the means of the training part stand for missing values. */
  readonly means?: readonly number[];
}

/** The first layer that this program does not know. */
export interface UnsupportedLayer {
  readonly layer: string;
  /** A sentence that names the layer. */
  readonly reason: string;
}

export interface LoadedModel {
  /** Where `unsupported` names a layer, those before it. */
  readonly layers: readonly Layer[];
  readonly weights: readonly LayerWeights[];
  /** Steps where the file fixes them. */
  readonly length?: number;
  readonly features: number;
  readonly scaling?: Scaling;
  readonly unsupported?: UnsupportedLayer;
}

/** @throws {UnsupportedLayerError} where only a part of the model could be read. */
export function wholeModel(model: LoadedModel): LoadedModel {
  if (model.unsupported) throw new UnsupportedLayerError(model.unsupported.layer, model.unsupported.reason);
  return model;
}

/**
 * The layers that a file holds, up to the first that is not known.
 * @param read gives the layers one after the other.
 * @throws {ModelFormatError} where a layer that is known is damaged.
 */
export function knownLayers(read: Iterable<Layer>): { layers: Layer[]; unsupported?: UnsupportedLayer } {
  const layers: Layer[] = [];
  try {
    for (const layer of read) layers.push(layer);
  } catch (error) {
    if (!(error instanceof UnsupportedLayerError)) throw error;
    return { layers, unsupported: { layer: error.layer, reason: error.message } };
  }
  return { layers };
}

/** @throws {ModelFormatError} where the layers do not fit each other. */
export function shapesIn(model: Pick<LoadedModel, 'layers' | 'length' | 'features'>): LayerShape[] {
  try {
    return layerShapes({ length: model.length ?? 1, features: model.features, layers: model.layers });
  } catch (error) {
    if (error instanceof ShapeError) throw new ModelFormatError(`${error.message}.`);
    throw error;
  }
}
