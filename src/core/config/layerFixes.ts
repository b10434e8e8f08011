/** What mends a chain of layers that do not fit each other or the target. */
import { isRecurrent, type Layer } from '../model/spec.js';
import type { Fix } from '../problems.js';

/** A layer that needs a sequence gets one when the recurrent layer before it gives every step. */
export function stepsFor(layers: readonly Layer[], index: number): Fix[] {
  if (layers[index].type === 'repeatVector') return lastStepOnly(layers.slice(0, index));
  const before = layers.slice(0, index).findLastIndex((layer) => returnsSequences(layer) === false);
  if (before < 0) return [];
  const title = `Set "returnSequences": true on ${layers[before].name}`;
  return [{ title, path: returnSequencesPath(layers, before), value: true }];
}

/** The target is one value a sequence: the last recurrent layer gives its last step only. */
export function lastStepOnly(layers: readonly Layer[]): Fix[] {
  const last = layers.findLastIndex((layer) => returnsSequences(layer) === true);
  if (last < 0) return [];
  const title = `Remove "returnSequences" from ${layers[last].name}`;
  return [{ title, path: returnSequencesPath(layers, last) }];
}

/** The target is one number: the last layer has one unit, or a dense layer of one unit follows it. */
export function oneOutput(layers: readonly Layer[]): Fix[] {
  const last = layers.length - 1;
  const { type, name } = layers[last];
  const append: Fix = {
    title: `Add a dense layer of one unit after ${name}`,
    path: ['model', 'layers', layers.length],
    value: { type: 'dense', units: 1 },
  };
  if (type !== 'dense') return [append];
  return [{ title: `Give ${name} one unit`, path: ['model', 'layers', last, 'units'], value: 1 }, append];
}

/** Undefined for layers that know no such thing. */
function returnsSequences(layer: Layer): boolean | undefined {
  if (layer.type === 'bidirectional') return layer.layer.returnSequences;
  return isRecurrent(layer) ? layer.returnSequences : undefined;
}

function returnSequencesPath(layers: readonly Layer[], index: number): (string | number)[] {
  const inner = layers[index].type === 'bidirectional' ? ['layer'] : [];
  return ['model', 'layers', index, ...inner, 'returnSequences'];
}
