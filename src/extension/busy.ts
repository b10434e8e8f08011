/** What becomes of a request for an experiment on which something is at work already. */
import * as vscode from 'vscode';
import { nameOf } from './configs.js';
import type { Experiments } from './experiments.js';

/**
 * A training goes on, and the user is told of it. An inspection, which is short and may have begun by itself, is waited
 * for, or given up where a training comes in its place.
 * @param begin done at once where nothing is at work, so that nothing comes between.
 */
export async function whenFree(
  uri: vscode.Uri,
  experiments: Pick<Experiments, 'get' | 'cancel' | 'rest' | 'runningConfigs'>,
  wish: 'train' | 'inspect',
  begin: () => Promise<void>,
): Promise<void> {
  while (experiments.runningConfigs().some((other) => other.toString() === uri.toString())) {
    if (experiments.get(uri).status.kind === 'training') return tellOfTraining(uri, experiments, wish);
    if (wish === 'train') experiments.cancel(uri);
    await experiments.rest(uri);
  }
  await begin();
}

async function tellOfTraining(uri: vscode.Uri, experiments: Pick<Experiments, 'cancel'>, wish: 'train' | 'inspect') {
  const message =
    wish === 'train'
      ? vscode.l10n.t('{0} is being trained already.', nameOf(uri))
      : vscode.l10n.t('{0} is being trained, and will be inspected when that has ended.', nameOf(uri));
  const cancel = vscode.l10n.t('Cancel Training');
  if ((await vscode.window.showInformationMessage(message, cancel)) === cancel) experiments.cancel(uri);
}
