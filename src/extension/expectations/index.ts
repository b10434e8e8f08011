/** What configs expect of their models, as tests of VS Code's Test Explorer. */
import * as vscode from 'vscode';
import { isConfig } from '../configs.js';
import type { Experiments } from '../experiments.js';
import { ExpectationItems } from './items.js';
import { runExpectations } from './run.js';

export function registerExpectations(experiments: Experiments, log: vscode.LogOutputChannel): vscode.Disposable[] {
  const controller = vscode.tests.createTestController(
    'lstmLens.expectations',
    vscode.l10n.t('LSTM Lens Expectations'),
  );
  const run = (request: vscode.TestRunRequest, token: vscode.CancellationToken) =>
    runExpectations(controller, experiments, request, token);
  const profile = controller.createRunProfile(
    vscode.l10n.t('Run'),
    vscode.TestRunProfileKind.Run,
    (request, token) => (request.continuous ? runOnSave(controller, request, token, run) : run(request, token)),
    true,
    undefined,
    true,
  );
  return [controller, profile, new ExpectationItems(controller, log)];
}

/** Runs what is wanted of a config each time it is saved, until that is turned off. */
function runOnSave(
  controller: vscode.TestController,
  request: vscode.TestRunRequest,
  token: vscode.CancellationToken,
  run: (request: vscode.TestRunRequest, token: vscode.CancellationToken) => Promise<void>,
): void {
  const saving = vscode.workspace.onDidSaveTextDocument(({ uri }) => {
    const config = controller.items.get(uri.toString());
    if (!isConfig(uri) || !config) return;
    const wanted = request.include?.filter((item) => (item.parent ?? item) === config) ?? [config];
    if (wanted.length === 0) return;
    void run(new vscode.TestRunRequest(wanted, request.exclude, request.profile, true), token);
  });
  token.onCancellationRequested(() => saving.dispose());
}
