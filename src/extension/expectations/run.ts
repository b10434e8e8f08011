/** Runs expectations: trains what has no current run, and holds its numbers against what is expected of them. */
import * as vscode from 'vscode';
import type { Bound } from '../../core/config/experiment.js';
import { evaluate, type Measured, type Outcome } from '../../core/expect/evaluate.js';
import { BadInputError, formatProblem } from '../../core/problems.js';
import { memoryLimit } from '../configs.js';
import type { Experiments } from '../experiments.js';
import { pathOf, uriOf } from '../paths.js';

/** The expectations of one config that are wanted. */
interface Wanted {
  readonly config: vscode.TestItem;
  readonly expectations: readonly vscode.TestItem[];
}

export async function runExpectations(
  controller: vscode.TestController,
  experiments: Experiments,
  request: vscode.TestRunRequest,
  token: vscode.CancellationToken,
): Promise<void> {
  const run = controller.createTestRun(request);
  const wanted = wantedOf(controller, request);
  for (const { expectations } of wanted) for (const item of expectations) run.enqueued(item);
  // As many train at once as may: the experiments' own queue sees to that.
  const either = anyOf(token, run.token);
  try {
    await Promise.all(wanted.map((one) => runConfig(one, run, experiments, either.token)));
  } finally {
    either.dispose();
    run.end();
  }
}

function wantedOf({ items }: vscode.TestController, { include, exclude = [] }: vscode.TestRunRequest): Wanted[] {
  const chosen = include ?? [...items].map(([, item]) => item);
  const byConfig = new Map<vscode.TestItem, Set<vscode.TestItem>>();
  for (const item of chosen) {
    const config = item.parent ?? item;
    const found = byConfig.get(config) ?? new Set();
    for (const one of item.parent ? [item] : [...item.children].map(([, child]) => child)) {
      if (!exclude.includes(one) && !exclude.includes(config)) found.add(one);
    }
    byConfig.set(config, found);
  }
  return [...byConfig].map(([config, expectations]) => ({ config, expectations: [...expectations] }));
}

async function runConfig(
  { config, expectations }: Wanted,
  run: vscode.TestRun,
  experiments: Experiments,
  token: vscode.CancellationToken,
): Promise<void> {
  const uri = config.uri!;
  const begin = performance.now();
  const cancelling = token.onCancellationRequested(() => experiments.cancel(uri));
  for (const item of expectations) run.started(item);
  try {
    const found = await measure(uri, experiments, token);
    if (!found) for (const item of expectations) run.skipped(item);
    else tell(expectations, evaluate(found.expect, found.measured), run, performance.now() - begin);
  } catch (error) {
    const message = new vscode.TestMessage(errorText(error as Error));
    message.location = placeOf(config, error as Error);
    for (const item of expectations) run.errored(item, message, performance.now() - begin);
  } finally {
    cancelling.dispose();
  }
}

/**
 * Undefined where it was cancelled.
 * @throws {BadInputError} where the config is at fault; {Error} where nothing could be measured.
 */
async function measure(
  uri: vscode.Uri,
  experiments: Experiments,
  token: vscode.CancellationToken,
): Promise<{ expect: Readonly<Record<string, Bound>>; measured: Measured } | undefined> {
  if (!vscode.workspace.isTrusted) throw new Error(vscode.l10n.t('Nothing is trained in Restricted Mode.'));
  await experiments.rest(uri);
  const text = (await vscode.workspace.openTextDocument(uri)).getText();
  const current = await experiments.current({ path: pathOf(uri), text }, token);
  if (token.isCancellationRequested) return undefined;
  const shown = experiments.get(uri);
  const known =
    current.kind === 'run' && shown.run?.folder === current.folder && shown.inspected?.config?.text === text;
  if (!known || !shown.inspection) {
    if (current.kind === 'none') await experiments.train(uri);
    else await experiments.inspect(uri, current.kind === 'run' ? current.folder : undefined);
  }
  if (token.isCancellationRequested) return undefined;
  const { status, inspection, inspected, epochs, bestEpoch } = experiments.get(uri);
  if (status.kind === 'failed') throw new Error(status.message);
  if (status.kind !== 'ready') return undefined;
  if (!inspection || inspected?.config?.text !== text) {
    throw new Error(vscode.l10n.t('The config was changed while it was tested: run it again.'));
  }
  const { readConfig } = await import('../../core/config/read.js');
  const { experiment } = await readConfig(pathOf(uri), text, memoryLimit());
  return { expect: experiment?.expect ?? {}, measured: { inspection, epochs, bestEpoch } };
}

function tell(items: readonly vscode.TestItem[], outcomes: readonly Outcome[], run: vscode.TestRun, duration: number) {
  for (const item of items) {
    const outcome = outcomes.find(({ path }) => path === item.id);
    // Its line is gone by now.
    if (!outcome) {
      run.skipped(item);
      continue;
    }
    const location = item.uri && item.range ? new vscode.Location(item.uri, item.range) : undefined;
    const text = sentence(outcome);
    if (outcome.met) {
      run.appendOutput(`${text}\r\n`, location, item);
      run.passed(item, duration);
      continue;
    }
    // As a sentence: a bound is no output that the actual one could be compared with letter by letter.
    const message = new vscode.TestMessage(text);
    message.location = location;
    run.failed(item, message, duration);
  }
}

const DIGITS = 6;

function sentence({ path, expected, actual, reason }: Outcome): string {
  const { t } = vscode.l10n;
  return actual === undefined
    ? t('{0} was not measured, expected {1}: {2}', path, expected, reason ?? '')
    : t('{0} is {1}, expected {2}', path, String(Number(actual.toPrecision(DIGITS))), expected);
}

function errorText(error: Error): string {
  return error instanceof BadInputError ? error.problems.map(formatProblem).join('\n') : error.message;
}

function placeOf({ uri, range }: vscode.TestItem, error: Error): vscode.Location | undefined {
  if (error instanceof BadInputError) {
    const [{ file, line, column, endLine, endColumn }] = error.problems;
    return new vscode.Location(uriOf(file), new vscode.Range(line - 1, column - 1, endLine - 1, endColumn - 1));
  }
  return uri && range ? new vscode.Location(uri, range) : undefined;
}

/** Cancelled by the one who began the run, or by the button of the run; hears of neither once it is disposed of. */
function anyOf(
  ...tokens: readonly vscode.CancellationToken[]
): vscode.Disposable & { token: vscode.CancellationToken } {
  const source = new vscode.CancellationTokenSource();
  const listening = tokens.map((token) => token.onCancellationRequested(() => source.cancel()));
  if (tokens.some((token) => token.isCancellationRequested)) source.cancel();
  return {
    token: source.token,
    dispose() {
      for (const one of listening) one.dispose();
      source.dispose();
    },
  };
}
