/** The commands of the palette, the lenses, the views and the panel. */
import * as vscode from 'vscode';
import type { Selection } from '../../webview/protocol.js';
import { inspectWhenFree, trainWhenFree } from './busy.js';
import { activeOrPickedConfig, isConfig } from './configs.js';
import type { Experiments } from './experiments.js';
import type { TensorFlow } from './host.js';
import type { Drafts } from './language/drafts.js';
import { readLink } from './links.js';
import { nameModelFile } from './loadModel.js';
import { exportModel } from './modelFiles/exportModel.js';
import { inspectModelFile } from './modelFiles/inspectModelFile.js';
import { activeModelFile } from './modelFiles/modelEditor.js';
import { newExperiment } from './newExperiment.js';
import type { Panels } from './panels.js';
import { pick } from './picks.js';
import { openReport } from './report.js';
import { runActions } from './runActions.js';
import type { Runs } from './runs.js';
import type { RunNode, RunsView } from './runsView.js';
import type { Sweeps } from './sweeps.js';
import type { TrainOnSave } from './trainOnSave.js';
import { requireTrust } from './trust.js';
import type { WorkerPool } from './workerPool.js';

/** As `package.json` names it, with its publisher. */
const EXTENSION = 'lstm-lens.lstm-lens';

/** A lens and the panel give the config, the list gives a node, the palette gives nothing. */
type Target = vscode.Uri | RunNode | undefined;

export function registerCommands(
  experiments: Experiments,
  sweeps: Sweeps,
  panels: Panels,
  tensorFlow: TensorFlow,
  runs: Runs,
  runsView: RunsView,
  trainOnSave: TrainOnSave,
  workers: WorkerPool,
  drafts: Drafts,
  extensionUri: vscode.Uri,
): vscode.Disposable[] {
  const configOf = async (target: Target): Promise<vscode.Uri | undefined> => {
    const uri = target instanceof vscode.Uri ? target : target?.config;
    return uri && isConfig(uri) ? uri : activeOrPickedConfig(panels.active);
  };
  /** Runs an action on the config meant, once the workspace is trusted. */
  const withConfig = (action: (uri: vscode.Uri, target: Target) => Promise<void>) => async (target?: Target) => {
    if (!(await requireTrust())) return;
    const uri = await configOf(target);
    if (uri) await action(uri, target);
  };
  const newestToContinue = async (uri: vscode.Uri) => {
    for (const run of await runs.ownOf(uri)) if (await runs.canGoOn(run)) return run;
    return undefined;
  };
  const newestUsable = async (uri: vscode.Uri) => (await runs.of(uri)).find(({ epochs }) => epochs > 0);
  const commands: Record<string, (target?: Target) => Promise<unknown>> = {
    train: withConfig(async (uri) => {
      panels.open(uri);
      await trainWhenFree(uri, experiments);
    }),
    continue: withConfig(async (uri, target) => {
      const run = (target instanceof vscode.Uri ? undefined : target?.run) ?? (await newestToContinue(uri));
      if (!run) {
        void vscode.window.showInformationMessage(
          vscode.l10n.t('No run of this experiment was interrupted or cancelled where it could go on.'),
        );
        return;
      }
      panels.open(uri);
      await trainWhenFree(uri, experiments, run.folder);
    }),
    runSweep: withConfig(async (uri) => {
      panels.open(uri, { view: 'sweep' });
      await sweeps.run(uri);
    }),
    cancelSweep: (target) => cancelOne(target, [sweeps]),
    load: withConfig(async (uri, target) => {
      const file = target instanceof vscode.Uri && !isConfig(target) ? target : undefined;
      if (!(await nameModelFile(uri, drafts.reach, file))) return;
      panels.open(uri);
      await inspectWhenFree(uri, experiments);
    }),
    inspectModelFile: async (target) => {
      const file = target instanceof vscode.Uri ? target : activeModelFile();
      if (file && (await requireTrust())) await inspectModelFile(file, workers, experiments, panels);
    },
    exportModel: withConfig(async (uri, target) => {
      const run = target instanceof vscode.Uri ? undefined : target?.run;
      const folder = run?.folder ?? experiments.get(uri).run?.folder ?? (await newestUsable(uri))?.folder;
      if (folder !== undefined) await exportModel(uri, folder, workers);
      else
        void vscode.window.showInformationMessage(vscode.l10n.t('There is no trained model of this experiment yet.'));
    }),
    inspect: withConfig(async (uri, target) => {
      panels.open(uri);
      const run = target instanceof vscode.Uri ? undefined : target?.run?.folder;
      await inspectWhenFree(uri, experiments, () => run);
    }),
    cancel: (target) => cancelOne(target, [experiments, sweeps]),
    openReport: withConfig(async (uri) => {
      if (!experiments.get(uri).inspection) await inspectWhenFree(uri, experiments);
      const state = experiments.get(uri);
      if (state.inspection) await openReport(state, extensionUri);
      else panels.open(uri);
    }),
    trainOnSave: () => trainOnSave.toggle(),
    copyLink: async () => panels.copyLink(),
    walkthrough: async () => {
      await vscode.commands.executeCommand('workbench.action.openWalkthrough', `${EXTENSION}#start`, false);
    },
    newExperiment: async (target) => {
      if (await requireTrust())
        return newExperiment(workers, drafts, target instanceof vscode.Uri ? target : undefined);
    },
    installTensorFlow: async () => {
      if (await requireTrust()) await tensorFlow.install();
    },
  };
  const open = async (argument?: unknown) => {
    const { uri, select } = await readLink(argument);
    panels.open(uri, select);
    if (vscode.workspace.isTrusted) await experiments.restore(uri);
  };
  /** From a lens to a view of its config. */
  const show = async (uri?: Target, select?: Partial<Selection>) => {
    if (!(uri instanceof vscode.Uri) || !isConfig(uri)) return;
    panels.open(uri, select);
    if (vscode.workspace.isTrusted) await experiments.restore(uri);
  };
  const all: Record<string, (...args: never[]) => Promise<unknown>> = {
    ...commands,
    ...runActions(runs, runsView),
    open,
    show,
  };
  return registerAll(all);
}

/** Commands by their names below `lstmLens`; what one throws is shown. */
export function registerAll(
  commands: Readonly<Record<string, (...args: never[]) => Promise<unknown>>>,
): vscode.Disposable[] {
  return Object.entries(commands).map(([name, run]) =>
    vscode.commands.registerCommand(`lstmLens.${name}`, (...args) => showingErrors(() => run(...(args as never[])))),
  );
}

/** What is at work on the config that is meant, else on the one that the user picks. */
async function cancelOne(
  target: Target,
  kinds: readonly Pick<Experiments, 'runningConfigs' | 'cancel'>[],
): Promise<void> {
  const running = kinds.flatMap((kind) => kind.runningConfigs());
  if (running.length === 0 && !target) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Nothing is at work.'));
    return;
  }
  const items = running.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }));
  const given = target instanceof vscode.Uri ? target : target?.config;
  const uri = given ?? (await pick(vscode.l10n.t('Cancel'), vscode.l10n.t('Which one?'), items))?.uri;
  if (!uri) return;
  for (const kind of kinds) kind.cancel(uri);
  if (running.some((other) => other.toString() === uri.toString())) return;
  // The list shows runs of whoever trains in this folder.
  void vscode.window.showInformationMessage(
    vscode.l10n.t('This run goes on in another window or program: cancel it there.'),
  );
}

async function showingErrors(work: () => Promise<unknown>): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof vscode.CancellationError)) void vscode.window.showErrorMessage((error as Error).message);
    return undefined;
  }
}
