import { sweepSize } from '../core/config/sweep/sweep.js';
import { NO_TURNS, type ReadingTurns } from '../core/data/reading/source.js';
import { memoryIn } from '../core/memory.js';
import { BadInputError, type Problem } from '../core/problems.js';
import { nodeFiles } from '../worker/nodeFiles.js';
import { notesOf } from '../worker/notes.js';
import { type Prepared, prepare } from '../worker/prepare.js';
import { describeProblem, fromHere, readConfigFile } from './paths.js';

/**
 * `lstm-lens check CONFIG [--json]`: all errors of a config and its data, or one line that all is well. Warnings and
 * informations go to stderr and change nothing else.
 */
export async function check(file: string, { json = false }: { json?: boolean }): Promise<void> {
  const turns: ReadingTurns = { ...NO_TURNS, memory: memoryIn(process.env) };
  try {
    const config = await readConfigFile(file);
    const prepared = await prepare(config, nodeFiles, turns);
    if (!json) process.stdout.write(describe(config.path, prepared));
    const notes = await notesOf(prepared, turns);
    if (json) print(document(config.path, notes, prepared));
    for (const note of notes) process.stderr.write(`${describeProblem(note)}\n`);
  } catch (error) {
    if (json && error instanceof BadInputError) print(document(file, error.problems));
    throw error;
  }
}

function describe(file: string, { experiment: { sweep }, data }: Prepared): string {
  const sequences = `${data.training.length} training and ${data.validation.length} validation sequences`;
  const lines = [`${fromHere(file)}: ${sequences} of ${data.length} steps × ${data.features.length} features\n`];
  if (sweep) {
    const { trials, configurations, seeds } = sweepSize(sweep);
    lines.push(`sweep: ${trials} trials, ${configurations} configurations × ${seeds} seeds\n`);
  }
  return lines.join('');
}

/** The document that `check --json` prints: a contract that scripts rely on. @param prepared where there is no error. */
function document(file: string, problems: readonly Problem[], prepared?: Prepared) {
  const { data, experiment } = prepared ?? {};
  return {
    config: fromHere(file),
    ok: prepared !== undefined,
    ...(data && {
      sequences: { training: data.training.length, validation: data.validation.length },
      steps: data.length,
      features: data.features.length,
    }),
    ...(experiment?.sweep && { sweep: sweepSize(experiment.sweep) }),
    problems: problems.map(({ file: place, line, column, endLine, endColumn, severity, message }) => ({
      ...{ file: fromHere(place), line, column, endLine, endColumn, severity, message },
    })),
  };
}

function print(document: object): void {
  process.stdout.write(`${JSON.stringify(document)}\n`);
}
