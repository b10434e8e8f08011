/** Which engine a config asks for, before anything else of it is read: it decides where it will be read. */
import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import { ENGINES, type EngineName } from '../engine/engine.js';

/** The embedded one where the text names none, or none that there is: its faults are told when it is read. */
export function engineOf(text: string): EngineName {
  const tree = parseTree(text, [], { allowTrailingComma: true });
  const asked = tree && findNodeAtLocation(tree, ['engine'])?.value;
  return ENGINES.find((name) => name === asked) ?? 'wasm';
}
