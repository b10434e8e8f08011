/** What an engine does not have. */
import type { Layer } from '../model/spec.js';
import type { Finding, Note } from './check.js';
import type { WrittenExperiment } from './experiment.js';

/** Keras 3 has the hard sigmoid of slope 1/6 only; that of Keras 2 would silently be another function. */
export function checkEngine({ engine, model: { layers = [] } }: WrittenExperiment): Finding[] {
  if (engine !== 'keras') return [];
  return layers.flatMap((layer, index) => hardSigmoids(layer, ['model', 'layers', index]));
}

/** Keys that do something else, or nothing, with an engine. */
export function engineNotes({ engine, precision }: WrittenExperiment): Note[] {
  if (precision !== 'fast') return [];
  const path = ['precision'];
  if (engine === 'keras') {
    const message =
      '"precision" is of the embedded engine: with "engine": "keras" it decides only how the trained model is looked at.';
    return [{ path, message, severity: 'information' }];
  }
  if (engine !== 'tensorflow') return [];
  const message = '"precision" is of the embedded engine: with "engine": "tensorflow" it does nothing.';
  return [{ path, message, severity: 'warning', fixes: [{ title: 'Remove "precision"', path }] }];
}

function hardSigmoids(layer: Layer | Extract<Layer, { layer: unknown }>['layer'], path: Finding['path']): Finding[] {
  if ('layer' in layer) return hardSigmoids(layer.layer, [...path, 'layer']);
  return (['activation', 'recurrentActivation'] as const).flatMap((key): Finding[] => {
    if ((layer as { [key in typeof key]?: string })[key] !== 'hardSigmoid') return [];
    const fixes = [{ title: 'Change to "hardSigmoid6"', path: [...path, key], value: 'hardSigmoid6' }];
    const message =
      '"hardSigmoid" is not in Keras 3, whose hard sigmoid is "hardSigmoid6": "engine": "keras" needs that.';
    return [{ path: [...path, key], message, fixes }];
  });
}
