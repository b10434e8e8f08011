/** `lstm-lens test CONFIG… [--junit FILE] [--json]`: whether models keep what their configs expect of them. */
import path from 'node:path';
import { readConfig } from '../core/config/read.js';
import { evaluate, type Measured, type Outcome } from '../core/expect/evaluate.js';
import { memoryIn } from '../core/memory.js';
import { BadInputError, fileFault, type Problem } from '../core/problems.js';
import type { WorkerClient } from '../worker/client.js';
import { nodeFiles } from '../worker/nodeFiles.js';
import type { ConfigText } from '../worker/protocol.js';
import { inspectFollowed } from './inspectionProgress.js';
import { CancelledError } from './interrupt.js';
import { junit, type TestCase, type TestSuite } from './junit.js';
import { describeProblem, fromHere, readConfigFile } from './paths.js';
import { progressShower } from './progress.js';
import { withWorker } from './session.js';
import { number } from './text.js';

/** What became of one config. */
interface Tested {
  readonly file: string;
  readonly started: string;
  readonly seconds: number;
  readonly outcomes: readonly (Outcome & { readonly line: number })[];
  /** The run that was measured, and whether it was trained for that. */
  readonly run?: string;
  readonly trained: boolean;
  readonly problems: readonly Problem[];
  /** Why it came to nothing, though the config is well. */
  readonly error?: string;
  readonly cancelled?: boolean;
}

/** @throws {BadInputError} where a config is at fault or there is nothing to test; {Error} where not all is met. */
export async function test(files: readonly string[], options: { junit?: string; json?: boolean }): Promise<void> {
  const tested: Tested[] = [];
  for (const file of files) {
    const result = await testConfig(file);
    tested.push(result);
    if (!options.json) process.stdout.write(`${describe(result)}\n`);
    // Ctrl+C means all of it.
    if (result.cancelled) break;
  }
  if (options.json) process.stdout.write(`${JSON.stringify(testDocument(tested))}\n`);
  if (options.junit !== undefined) await nodeFiles.write(path.resolve(options.junit), junit(tested.map(suiteOf)));
  const problems = tested.flatMap((one) => one.problems);
  if (problems.length > 0) throw new BadInputError(problems);
  const outcomes = tested.flatMap((one) => one.outcomes);
  if (outcomes.length === 0 && tested.every(({ error }) => error === undefined)) {
    throw fileFault(files[0], 'There is nothing to test: no config has "expect".');
  }
  if (tested.at(-1)?.cancelled) {
    throw new CancelledError(`cancelled; ${tested.length - 1} of ${files.length} experiments tested`);
  }
  const unmet = outcomes.filter(({ met }) => !met).length;
  const failed = tested.filter(({ error }) => error !== undefined).length;
  const complaints = [
    ...(unmet > 0 ? [`${unmet} of ${outcomes.length} expectations not met`] : []),
    ...(failed > 0 ? [`${failed} of ${tested.length} experiments failed`] : []),
  ];
  if (complaints.length > 0) throw new Error(complaints.join(', '));
}

async function testConfig(file: string): Promise<Tested> {
  const begin = performance.now();
  const nothing = { file: fromHere(path.resolve(file)), started: new Date().toISOString(), trained: false };
  const ended = () => (performance.now() - begin) / 1000;
  try {
    const config = await readConfigFile(file);
    const { experiment, problems, problemAt } = await readConfig(config.path, config.text, memoryIn(process.env));
    if (!experiment) throw new BadInputError(problems);
    const { expect } = experiment;
    // A config that expects nothing is not trained for it.
    if (Object.keys(expect).length === 0) return { ...nothing, seconds: 0, outcomes: [], problems: [] };
    const { measured, run, trained } = await measure(config);
    const outcomes = evaluate(expect, measured).map((outcome) => ({
      ...outcome,
      line: problemAt(['expect', outcome.path], '').line,
    }));
    return { ...nothing, seconds: ended(), outcomes, run, trained, problems: [] };
  } catch (error) {
    const wrong =
      error instanceof BadInputError ? { problems: error.problems } : { problems: [], error: (error as Error).message };
    const cancelled = error instanceof CancelledError;
    return { ...nothing, seconds: ended(), outcomes: [], cancelled, ...wrong };
  }
}

/** Of the run that there is of this very config and data; else of one that is trained now. */
async function measure(config: ConfigText): Promise<{ measured: Measured; run?: string; trained: boolean }> {
  const shower = progressShower(process.stderr);
  return withWorker({ config }, async (worker: WorkerClient, token) => {
    const current = await worker.current(config, token);
    if (current.kind === 'none') {
      const result = await worker
        .train({ config, dataSamples: 0 }, (progress) => shower.show(progress), token)
        .finally(() => shower.end());
      const { inspection, epochs, bestEpoch, run } = result;
      if (!inspection) throw new CancelledError(`cancelled after ${epochs.length} epochs`);
      return { measured: { inspection, epochs, bestEpoch }, run, trained: true };
    }
    const run = current.kind === 'run' ? current.folder : undefined;
    const result = await inspectFollowed(worker, { config, run, dataSamples: 0 }, token);
    const { epochs, bestEpoch } = result.run ?? {};
    return { measured: { inspection: result.inspection, epochs, bestEpoch }, run, trained: false };
  });
}

function describe({ file, outcomes, run, trained, problems, error, cancelled, seconds }: Tested): string {
  if (problems.length > 0) return `${file}: bad input`;
  if (error !== undefined) return `${file}: ${cancelled ? '' : 'failed: '}${error}`;
  if (outcomes.length === 0) return `${file}: expects nothing`;
  const model = run === undefined ? 'the model it loads' : `run ${fromHere(run)}`;
  return [
    `${file} (${model}${trained ? ', trained now' : ''}, ${number(seconds, 2)} s)`,
    ...outcomes.map((outcome) => `  ${outcome.met ? 'met    ' : 'NOT MET'}  ${sentence(outcome)}`),
  ].join('\n');
}

/** For example "r2 is 0.9996, expected >= 0.99". */
function sentence({ path: name, expected, actual, reason }: Outcome): string {
  return actual === undefined
    ? `${name} was not measured, expected ${expected}: ${reason}`
    : `${name} is ${number(actual, 6)}, expected ${expected}`;
}

/** The document that `test --json` prints. */
function testDocument(tested: readonly Tested[]) {
  const outcomes = tested.flatMap((one) => one.outcomes);
  return {
    met: outcomes.filter(({ met }) => met).length,
    notMet: outcomes.filter(({ met }) => !met).length,
    configs: tested.map(({ file, run, trained, seconds, outcomes: expectations, problems, error }) => ({
      ...{ config: file, run, trained, seconds, expectations },
      ...(problems.length > 0 ? { problems: problems.map(describeProblem) } : {}),
      ...(error === undefined ? {} : { error }),
    })),
  };
}

function suiteOf({ file, started, seconds, outcomes, problems, error }: Tested): TestSuite {
  const name = path.basename(file).replace(/\.lstm\.json$/, '');
  const wrong: TestCase[] = [
    ...problems.map(({ line, message }) => ({ name: 'config', line, kind: 'error' as const, message })),
    ...(error === undefined ? [] : [{ name: 'training', line: 1, kind: 'error' as const, message: error }]),
  ];
  const cases = outcomes.map((outcome) => ({
    name: `${outcome.path} ${outcome.expected}`,
    line: outcome.line,
    kind: outcome.met ? ('passed' as const) : ('failure' as const),
    message: outcome.met ? undefined : sentence(outcome),
  }));
  return { name, file, started, seconds, cases: [...wrong, ...cases] };
}
