/** Reads a config text: all its problems at once, each with its place, or the experiment it defines. */
import { findNodeAtLocation, type JSONPath, type Node, parseTree } from 'jsonc-parser';
import Value from 'typebox/value';
import { getLanguageService, type JSONSchema, TextDocument } from 'vscode-json-languageservice';
import { DEFAULT_MEMORY } from '../memory.js';
import { type Fix, LineMap, type Problem } from '../problems.js';
import { checkMeaning } from './check.js';
import { engineNotes } from './checkEngine.js';
import { resolveExperiment, type WrittenExperiment } from './experiment.js';
import { type ExperimentFile, ExperimentSchema } from './schema.js';
import { checkSweep } from './sweep/checkSweep.js';
import { resolveTraining } from './training.js';
import { type TrainFile, TrainSchema } from './trainSchema.js';

// The editor loads this module as a file of its own, and with it all that knows the schema.
export { keepIntervention } from './keepIntervention.js';
export { LAYER_TYPES, type LayerFacts, layerFacts } from './layerFacts.js';
export { schemaFixes } from './schemaFixes.js';
export { sweepSize } from './sweep/sweep.js';
export { sweepPlaces } from './sweep/sweepPlaces.js';

/** A config text that has been read; `experiment` is there when there is no problem. */
export interface ConfigReading {
  /** All errors. */
  readonly problems: readonly Problem[];
  /** What is to be said besides, of a config without errors. */
  readonly notes: readonly Problem[];
  readonly experiment?: WrittenExperiment;
  /** The place of a key or element, for problems that are found later (a missing data file, say). */
  problemAt(path: JSONPath, message: string, fixes?: readonly Fix[]): Problem;
}

/** Larger texts are refused unread: a config is written by hand. */
const LARGEST_TEXT = 4 * 1024 * 1024;

/**
 * @param file name used in problems.
 * @param text JSON with comments and trailing commas.
 * @param memory MiB that its data and model may take.
 */
export async function readConfig(file: string, text: string, memory = DEFAULT_MEMORY): Promise<ConfigReading> {
  const lines = new LineMap(text);
  if (text.length > LARGEST_TEXT) {
    const problem = lines.problem(file, 0, 0, `The config is larger than ${LARGEST_TEXT} characters.`, 'meaning');
    return { problems: [problem], notes: [], problemAt: () => problem };
  }
  const tree = parseTree(text, [], { allowTrailingComma: true });
  const problemAt = (path: JSONPath, message: string, fixes: readonly Fix[] = []): Problem => {
    const { offset, length } = nearestNode(tree, path);
    const problem = lines.problem(file, offset, length, message, 'meaning');
    return fixes.length > 0 ? { ...problem, fixes } : problem;
  };
  const schemaProblems = await checkSchema(file, text, lines);
  const faulty = (problems: readonly Problem[]) => ({ problems, notes: [], problemAt });
  if (schemaProblems.length > 0) return faulty(schemaProblems);
  // The JSON support finds nothing wrong with a text that has no value at all.
  if (!tree) return faulty([problemAt([], 'The config is empty; it needs "data" and "model".')]);
  const written = plainValue(tree) as ExperimentFile;
  const experiment = resolveExperiment(written, experimentName(file));
  const own = checkMeaning(experiment, memory);
  // Every trial would have the faults of the rest, too.
  const findings =
    own.length > 0
      ? own
      : await checkSweep(written, (trial, root) => faultOf(trial as ExperimentFile, root, experiment, memory));
  const problems = findings.map(({ path, message, fixes }) => problemAt(path, message, fixes));
  if (problems.length > 0) return faulty(problems);
  const notes = engineNotes(experiment).map(
    ({ path, message, fixes, severity }): Problem => ({ ...problemAt(path, message, fixes), severity }),
  );
  return { problems, notes, experiment, problemAt };
}

/** The file's name without folder and `.lstm.json`. */
function experimentName(file: string): string {
  return file.replace(/^.*[/\\]/, '').replace(/\.lstm\.json$|\.json$/, '') || 'experiment';
}

/** Keeps what it has worked out of the schema: while typing a check then takes a quarter of the time. */
const service = getLanguageService({});
service.configure({
  schemas: [{ uri: 'schema:experiment', fileMatch: ['*'], schema: ExperimentSchema as unknown as JSONSchema }],
});

async function checkSchema(file: string, text: string, lines: LineMap): Promise<Problem[]> {
  // The language id "jsonc" would do as much; the name of the document never leaves this function.
  const document = TextDocument.create('file:///config', 'jsonc', 1, text);
  const found = await service.doValidation(document, service.parseJSONDocument(document), {
    comments: 'ignore',
    trailingCommas: 'ignore',
    schemaValidation: 'error',
  });
  return found
    .map(({ range, message }) => {
      const offset = document.offsetAt(range.start);
      const said = typeof message === 'string' ? message : message.value;
      return lines.problem(file, offset, document.offsetAt(range.end) - offset, said, 'schema');
    })
    .sort((a, b) => a.line - b.line || a.column - b.column);
}

/**
 * What is wrong first with a config that is not a text.
 * @param like the same but for what stands at `root`: of a long config only that is worked out anew.
 */
async function faultOf(
  config: ExperimentFile,
  root: string,
  like: WrittenExperiment,
  memory: number,
): Promise<string | undefined> {
  // Nothing else depends on them, and the schema has seen them.
  if (['seed', 'engine', 'precision'].includes(root)) return undefined;
  const train = root === 'train' && config.train;
  if (train ? !Value.Check(TrainSchema, train) : !Value.Check(ExperimentSchema, config)) {
    const text = JSON.stringify(config);
    const [first] = await checkSchema('', text, new LineMap(text));
    if (first) return first.message;
  }
  const experiment = train
    ? { ...like, train: resolveTraining(Value.Default(TrainSchema, train) as TrainFile, like.seed) }
    : resolveExperiment(config, like.name);
  return checkMeaning(experiment, memory)[0]?.message;
}

/** The node at the path, or the innermost one on the way to it. */
function nearestNode(tree: Node | undefined, path: JSONPath): { offset: number; length: number } {
  for (let depth = path.length; tree && depth >= 0; depth--) {
    const node = findNodeAtLocation(tree, path.slice(0, depth));
    if (node) return node;
  }
  return { offset: 0, length: 0 };
}

/** Like jsonc-parser's `getNodeValue`, but a key named `__proto__` stays an ordinary key. */
function plainValue(node: Node | undefined): unknown {
  if (node?.type === 'array') return (node.children ?? []).map(plainValue);
  if (node?.type !== 'object') return node?.value;
  return Object.fromEntries(
    (node.children ?? []).map((property) => [property.children?.[0].value, plainValue(property.children?.[1])]),
  );
}
