/** Makes a config learn from a data file: a new text, or the least change of one that is there. */
import { applyEdits, findNodeAtLocation, getNodeValue, type JSONPath, type Node, parseTree } from 'jsonc-parser';
import type { LossSpec } from '../../engine/trainingSpec.js';
import { changed } from '../edits.js';
import { CHARACTER, STEP } from '../fileDataFacts.js';
import { fileData, newConfig, stacked } from '../newConfig.js';
import type { FileFacts } from './facts.js';
import { activationFor, type Guess, guessData } from './guess.js';

/**
 * @param text of the config; empty where there is none yet.
 * @param file as the config names it.
 * @returns the text of the config that learns from the file.
 * @throws {NothingToLearnError} where there is nothing to learn in the file.
 */
export function learnFrom(text: string, file: string, facts: FileFacts): string {
  const tree = parseTree(text, [], { allowTrailingComma: true });
  const old = tree && findNodeAtLocation(tree, ['data', 'file']);
  if (old && holdsAll(facts, namesOf(findNodeAtLocation(tree, ['data'])))) {
    return applyEdits(text, changed(text, ['data', 'file'], file));
  }
  const guess = guessData(file, facts);
  const block = fileData(file, guess, aboutOf(facts));
  if (tree?.type !== 'object') return newConfig({ data: block, model: stacked(guess), loss: guess.loss });
  return fitted(withoutSamples(put(text, ['data'], block)), guess);
}

function aboutOf(facts: FileFacts): string | undefined {
  const part = facts.kind !== 'arrays' && !facts.all;
  return part ? `guessed by its first ${facts.rows} ${facts.kind === 'text' ? 'characters' : 'rows'}` : undefined;
}

/** Names of columns that a config's data speak of; undefined where it names none. */
function namesOf(data: Node | undefined): string[] | undefined {
  const { inputs, target, sequence, time, categories, split } = (data && getNodeValue(data)) ?? {};
  const names = [inputs, target, sequence, time, categories, split?.column].flat();
  const known = names.filter((name): name is string => typeof name === 'string' && name !== '');
  return known.length > 0 ? known : undefined;
}

/** Names that a config may use of a file. */
export function namesIn(facts: FileFacts): string[] {
  if (facts.kind === 'text') return [CHARACTER];
  const all = facts.kind === 'arrays' ? facts.arrays : facts.columns;
  return all.map(({ name }) => name).filter((name) => name !== '');
}

function holdsAll(facts: FileFacts, wanted: readonly string[] | undefined): boolean {
  const names = namesIn(facts);
  const has = (name: string) => {
    if (names.includes(name)) return true;
    if (facts.kind === 'arrays') return names.some((array) => name.startsWith(`${array}[`));
    const [before, after] = name.split(STEP);
    return after !== undefined && names.some((one) => one.startsWith(before) && one.endsWith(after));
  };
  return wanted?.every(has) ?? false;
}

/** A value as text, with its comments, in place of what stands at a key or after the other keys. */
function put(text: string, path: JSONPath, value: string): string {
  const node = nodeAt(text, path);
  if (node) return text.slice(0, node.offset) + value + text.slice(node.offset + node.length);
  const hole = changed(text, path, 0);
  return applyEdits(
    text,
    hole.map((edit) => ({ ...edit, content: edit.content.replace(/0(?=\D*$)/, () => value) })),
  );
}

function nodeAt(text: string, path: JSONPath): Node | undefined {
  const tree = parseTree(text, [], { allowTrailingComma: true });
  return tree && findNodeAtLocation(tree, path);
}

/** What is to be looked at of other data says nothing of these. */
function withoutSamples(text: string): string {
  const inspect = nodeAt(text, ['inspect']);
  const keys = inspect ? Object.entries(getNodeValue(inspect) as Record<string, unknown>) : [];
  return keys.reduce((changing, [key, value]) => {
    const ofData =
      /^(inputs|interventions|explain)$/.test(key) ||
      (/^(baseline|constantInput)$/.test(key) && typeof value !== 'string');
    return ofData ? applyEdits(changing, changed(changing, ['inspect', key], undefined)) : changing;
  }, text);
}

const QUANTITIES: readonly LossSpec['type'][] = ['meanSquaredError', 'meanAbsoluteError', 'huber'];

/** Loss and layers answer as the target wants it; what does so already stays. A model that is loaded is never changed. */
function fitted(text: string, guess: Guess): string {
  const model = nodeAt(text, ['model']);
  const { layers, from } = (model && getNodeValue(model)) ?? {};
  if (from !== undefined) return withLoss(text, guess);
  if (!Array.isArray(layers) || layers.length === 0) return withLoss(put(text, ['model'], stacked(guess)), guess);
  const last = layers.length - 1;
  let changing = text;
  const set = (path: JSONPath, value: unknown, isArrayInsertion = false) => {
    changing = applyEdits(changing, changed(changing, path, value, { isArrayInsertion }));
  };
  if (layers[last]?.type === 'dense') {
    const activation = activationFor(guess.loss);
    if (layers[last].units !== guess.units) set(['model', 'layers', last, 'units'], guess.units);
    const free = activation === undefined && !/^(sigmoid|softmax)$/.test(layers[last].activation ?? '');
    if (layers[last].activation !== activation && !free) set(['model', 'layers', last, 'activation'], activation);
  }
  const [wanted] = guess.before as readonly { type: string }[];
  const first = layers[0]?.type;
  if (first === 'embedding' && guess.loss !== 'sparseCategoricalCrossentropy') set(['model', 'layers', 0], undefined);
  if (wanted && first !== wanted.type) set(['model', 'layers', 0], wanted, true);
  return withLoss(changing, guess);
}

function withLoss(text: string, { loss }: Guess): string {
  const node = nodeAt(text, ['train', 'loss']);
  const written = node && getNodeValue(node);
  const now = (typeof written === 'string' ? written : written?.type) ?? 'meanSquaredError';
  const kind = (of: LossSpec['type']) =>
    QUANTITIES.includes(of) ? 'quantity' : of.replace(/^sparse/, '').toLowerCase();
  return kind(now) === kind(loss) ? text : applyEdits(text, changed(text, ['train', 'loss'], loss));
}
