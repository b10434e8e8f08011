/**
 * Which part of a PyTorch state dict belongs to which layer of a config. A state dict in safetensors is sorted by name,
 * so the order of its modules is told by their shapes and by the numbers in their names, or by the config.
 */
import type { Layer } from '../../model/spec.js';
import { nearest } from '../../nearest.js';
import type { Fix } from '../../problems.js';
import { ModelMismatchError } from '../formatError.js';
import { kindFor, misfit } from './fit.js';
import { describePart, describeParts, MODULE_NAMES, type ModuleKind, shortList, type TorchPart } from './modules.js';

/** Undefined for a layer without weights. */
type Matched = (TorchPart | undefined)[];

/** More ways than these are not tried. */
const MOST_TRIALS = 10_000;

/**
 * @param names module of a layer, by the layer's name; a module of several layers gives them in order.
 * @throws {ModelMismatchError} where no module fits a layer, several fit it equally, or one is left over.
 */
export function matchParts(
  layers: readonly Layer[],
  parts: readonly TorchPart[],
  names: Readonly<Record<string, string>> | undefined,
): Matched {
  checkNames(layers, parts, names ?? {});
  const [first, ...others] = solutions(layers, parts, names ?? {});
  if (!first) throw mismatch(layers, parts, names ?? {});
  for (const other of others) checkSame(layers, first, other);
  // Who names modules may want a part of the file only.
  const left = names ? [] : parts.filter((part) => !first.includes(part));
  if (left.length === 0) return first;
  const list = describeParts(left);
  const message = `No layer has the weights of ${list}: add the layer, or say in "names" which modules are wanted.`;
  throw new ModelMismatchError(message, ['model', 'layers'], [namesFix(layers, first)]);
}

/** All ways to match, the likeliest first; two are enough to know that there are several. */
function solutions(
  layers: readonly Layer[],
  parts: readonly TorchPart[],
  names: Readonly<Record<string, string>>,
): Matched[] {
  const found: Matched[] = [];
  let trials = 0;
  const search = (matched: Matched, units: number | undefined) => {
    const layer = layers[matched.length];
    if (!layer) found.push(matched);
    if (!layer || found.length > 1 || trials++ > MOST_TRIALS) return;
    if (kindFor(layer) === undefined) {
      search([...matched, undefined], units);
      return;
    }
    const fitting = candidates(layer, parts, matched, names).filter((part) => !misfit(layer, units, part));
    for (const [index, part] of fitting.entries()) {
      // Of modules alike whose names differ in numbers only the first is next.
      const later = fitting.slice(0, index).some((one) => one.inputs === part.inputs && family(one) === family(part));
      if (!later) search([...matched, part], unitsBehind(layer, part));
    }
  };
  search([], undefined);
  return found;
}

/** Parts that are still free, of the module that is named where one is; layers of a module only in order. */
function candidates(
  layer: Layer,
  parts: readonly TorchPart[],
  taken: Matched,
  names: Readonly<Record<string, string>>,
): TorchPart[] {
  const kind = kindFor(layer);
  const named = Object.hasOwn(names, layer.name) ? names[layer.name] : undefined;
  const reserved = Object.values(names);
  const free = parts.filter((part) => !taken.includes(part));
  return free.filter((part) => {
    if (named === undefined ? part.kind !== kind : part.module !== named) return false;
    const next = part.layer === 0 || !free.some((one) => one.module === part.module && one.layer < part.layer);
    // A named module may have layers that follow the one that is named.
    return next && (named !== undefined || part.layer > 0 || !reserved.includes(part.module));
  });
}

function unitsBehind(layer: Layer, part: TorchPart): number {
  if (layer.type === 'bidirectional') return layer.mergeMode === 'concat' ? 2 * part.units : part.units;
  // Embeddings are stored the other way round.
  return layer.type === 'embedding' ? part.inputs : part.units;
}

/** Two ways that differ only in modules without numbers to order them by leave open what is meant. */
function checkSame(layers: readonly Layer[], first: Matched, other: Matched): void {
  const at = first.findIndex((part, index) => part !== other[index]);
  const [one, two] = [first[at]!, other[at]!];
  if (family(one) === family(two)) return;
  const message = `Layer "${layers[at].name}" fits ${describePart(one)} as well as ${describePart(two)}: say in "names" which it is.`;
  throw new ModelMismatchError(message, ['model', 'layers', at], [namesFix(layers, first), namesFix(layers, other)]);
}

/** A name without its numbers. */
function family({ module }: TorchPart): string {
  return module.replace(/\d+/g, '#');
}

function namesFix(layers: readonly Layer[], matched: Matched): Fix {
  const entries = layers.flatMap(({ name }, index) => {
    const part = matched[index];
    return part ? [[name, part.module] as const] : [];
  });
  const shown = entries.map(([name, module]) => `${name}: ${module}`).join(', ');
  return { title: `Name the modules: ${shown}`, path: ['model', 'names'], value: Object.fromEntries(entries) };
}

function checkNames(
  layers: readonly Layer[],
  parts: readonly TorchPart[],
  names: Readonly<Record<string, string>>,
): void {
  const modules = [...new Set(parts.map(({ module }) => module))];
  for (const [name, module] of Object.entries(names)) {
    const path = ['model', 'names', name];
    if (!layers.some((layer) => layer.name === name)) {
      throw new ModelMismatchError(`There is no layer "${name}".`, path);
    }
    if (modules.includes(module)) continue;
    const meant = nearest(module, modules);
    const fixes = meant === undefined ? [] : [{ title: `Change to "${meant}"`, path, value: meant }];
    throw new ModelMismatchError(`The file has no module "${module}"; it has ${quoted(modules)}.`, path, fixes);
  }
}

/** Why nothing fits: the first layer that finds no module, where each takes the first that fits it. */
function mismatch(
  layers: readonly Layer[],
  parts: readonly TorchPart[],
  names: Readonly<Record<string, string>>,
): ModelMismatchError {
  const matched: Matched = [];
  let units: number | undefined;
  for (const [index, layer] of layers.entries()) {
    const kind = kindFor(layer);
    const open = kind === undefined ? [] : candidates(layer, parts, matched, names);
    const part = open.find((one) => !misfit(layer, units, one));
    if (kind !== undefined && !part) return noPart(layer, index, kind, open, parts, units);
    matched.push(part);
    if (part) units = unitsBehind(layer, part);
  }
  return new ModelMismatchError('Its modules fit the layers in no order.', ['model', 'layers']);
}

function noPart(
  layer: Layer,
  index: number,
  kind: ModuleKind,
  open: readonly TorchPart[],
  parts: readonly TorchPart[],
  units: number | undefined,
): ModelMismatchError {
  const path = ['model', 'layers', index];
  const [nearby] = open.map((part) => misfit(layer, units, part)!);
  if (nearby) {
    const fixes = nearby.fixes.map((fix) => ({ ...fix, path: [...path, ...fix.path] }));
    return new ModelMismatchError(nearby.message, path, fixes);
  }
  const wanted = layer.type === 'embedding' ? 'nn.Embedding' : MODULE_NAMES[kind as keyof typeof MODULE_NAMES];
  const has = parts.length === 0 ? 'nothing' : describeParts(parts);
  return new ModelMismatchError(`No ${wanted} is left for layer "${layer.name}": the file has ${has}.`, path);
}

function quoted(modules: readonly string[]): string {
  return shortList(modules.map((name) => `"${name}"`));
}
