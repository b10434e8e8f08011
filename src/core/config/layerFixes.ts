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

/** There is a target for every step: the last recurrent layer gives all of them. */
export function everyStep(layers: readonly Layer[]): Fix[] {
  const last = layers.findLastIndex((layer) => returnsSequences(layer) === false);
  if (last < 0) return [];
  const title = `Set "returnSequences": true on ${layers[last].name}`;
  return [{ title, path: returnSequencesPath(layers, last), value: true }];
}

/** The target has so many values, or classes: the last layer has as many units, or a dense layer of them follows it. */
export function outputUnits(layers: readonly Layer[], units: number): Fix[] {
  const last = layers.length - 1;
  const { type, name } = layers[last];
  const count = units === 1 ? 'one unit' : `${units} units`;
  const append: Fix = {
    title: `Add a dense layer of ${count} after ${name}`,
    path: ['model', 'layers', layers.length],
    value: { type: 'dense', units },
  };
  const within = { dense: ['units'], timeDistributed: ['layer', 'units'] }[type as string];
  if (!within) return [append];
  return [{ title: `Give ${name} ${count}`, path: ['model', 'layers', last, ...within], value: units }, append];
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
