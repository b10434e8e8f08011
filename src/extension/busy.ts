/** What becomes of a request for an experiment on which something is at work already. */
import * as vscode from 'vscode';
import { nameOf } from './configs.js';
import type { Experiments } from './experiments.js';

/**
 * Trains, unless a training goes on already, of which the user is told; an inspection makes way.
 * @param resume folder of a run to go on with instead.
 */
export async function trainWhenFree(uri: vscode.Uri, experiments: Experiments, resume?: string): Promise<void> {
  while (isAtWork(uri, experiments)) {
    if (experiments.get(uri).status.kind === 'training') {
      return offerCancel(uri, experiments, vscode.l10n.t('{0} is being trained already.', nameOf(uri)));
    }
    experiments.cancel(uri);
    await experiments.rest(uri);
  }
  await experiments.train(uri, resume);
}

/**
 * Inspects once a training that goes on has ended, of which the user is told. An inspection that is under way makes way:
 * it may be of an older text, or of another run.
 * @param run gives the run's folder by then, or undefined for what the config names.
 */
export async function inspectWhenFree(
  uri: vscode.Uri,
  experiments: Experiments,
  run: () => string | undefined = () => undefined,
): Promise<void> {
  let told = false;
  while (isAtWork(uri, experiments)) {
    if (experiments.get(uri).status.kind !== 'training') experiments.cancel(uri);
    else if (!told) {
      told = true;
      const message = vscode.l10n.t('{0} is being trained, and will be inspected when that has ended.', nameOf(uri));
      void offerCancel(uri, experiments, message);
    }
    await experiments.rest(uri);
  }
  await experiments.inspect(uri, run());
}

/** Inspects once more what is shown by then, after an edit of how it is looked at. */
export function inspectAgain(uri: vscode.Uri, experiments: Experiments): Promise<void> {
  return inspectWhenFree(uri, experiments, () => experiments.get(uri).inspected?.run);
}

function isAtWork(uri: vscode.Uri, experiments: Experiments): boolean {
  return experiments.runningConfigs().some((other) => other.toString() === uri.toString());
}

async function offerCancel(uri: vscode.Uri, experiments: Experiments, message: string): Promise<void> {
  const cancel = vscode.l10n.t('Cancel Training');
  if ((await vscode.window.showInformationMessage(message, cancel)) === cancel) experiments.cancel(uri);
}
