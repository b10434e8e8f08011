/** A model as a safetensors file in PyTorch's naming: `model.load_state_dict(safetensors.torch.load_file(path))`. */
import { GATES, isRecurrent, type Layer, layerShapes } from '../../model/spec.js';
import { writeSafetensors } from '../safetensors.js';
import type { WrittenModel } from '../writtenModel.js';
import { writeDescription } from './metadata.js';
import { moduleNames } from './moduleNames.js';
import { weightsToTorch } from './weights.js';

/**
 * Every layer is a module of its name (as far as Python allows); its weights are in the model's units.
 * @returns the file, and a sentence for everything that it does not hold.
 * @throws {ModelFormatError} where PyTorch's module for a layer computes something else.
 */
export function writeTorch(model: WrittenModel): { bytes: Uint8Array; notes: string[] } {
  const { spec, weights } = model;
  const modules = moduleNames(spec.layers);
  const tensors = layerShapes(spec).flatMap(({ layer, inputUnits }, index) =>
    weightsToTorch(layer, inputUnits, weights[index].tensors).map((tensor) => ({
      ...tensor,
      name: `${modules[index]}.${tensor.name}`,
    })),
  );
  const bytes = writeSafetensors(tensors, writeDescription(model));
  return { bytes, notes: spec.layers.flatMap(notesOn) };
}

/** What PyTorch code for the model cannot do either. */
export function notesOnTraining(layer: Layer): string[] {
  const { name, type } = layer;
  const inner = type === 'bidirectional' ? layer.layer : layer;
  if (type === 'masking' || (type === 'embedding' && layer.maskZero)) {
    return [`Layer "${name}": PyTorch has no masks; there masked steps are read like any other.`];
  }
  const drops = isRecurrent(inner) && (inner.dropout > 0 || inner.recurrentDropout > 0);
  return drops
    ? [`Layer "${name}": PyTorch's recurrent layers have no dropout within; it is kept for Keras only.`]
    : [];
}

/** What the code around the modules has to do. */
function notesOn(layer: Layer): string[] {
  const { name, type } = layer;
  const inner = type === 'bidirectional' || type === 'timeDistributed' ? layer.layer : layer;
  const notes: string[] = [];
  const note = (what: string) => notes.push(`Layer "${name}": a PyTorch state dict does not hold ${what}.`);
  if (inner.type === 'dense' && inner.activation !== 'linear') note(`the activation "${inner.activation}"`);
  if (inner.type in GATES && 'dropout' in inner && (inner.dropout > 0 || inner.recurrentDropout > 0)) {
    note('dropout within a recurrent layer, which nn.LSTM, nn.GRU and nn.RNN do not have');
  }
  if (type === 'bidirectional' && layer.mergeMode !== 'concat') note(`the merge mode "${layer.mergeMode}"`);
  if (type === 'layerNormalization') note(`the epsilon ${layer.epsilon}`);
  if (type === 'masking' || (type === 'embedding' && layer.maskZero)) note('the mask');
  if (type === 'repeatVector') note(`that the vector is repeated ${layer.n} times`);
  if (type === 'globalAveragePooling1d') note('that the mean of all steps is taken');
  if (type === 'dropout') note('dropout');
  return notes;
}
