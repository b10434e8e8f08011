/** Wires the parts together; each part owns what it makes. */
import * as vscode from 'vscode';
import { host } from '#host';
import { registerAll, registerCommands } from './commands.js';
import { compareCommands } from './comparison/compareCommands.js';
import { Comparisons } from './comparison/comparisons.js';
import { registerRunConfigs } from './comparison/configDiff.js';
import { CONFIG_SELECTOR, memoryLimit } from './configs.js';
import { Diagnostics } from './diagnostics.js';
import { registerExpectations } from './expectations/index.js';
import { Experiments } from './experiments.js';
import { registerInlineResults } from './inline/index.js';
import { Drafts } from './language/drafts.js';
import { registerLanguage } from './language/index.js';
import { LayerLinks } from './layerLinks.js';
import { LensProvider } from './lenses.js';
import { ModelEditors } from './modelFiles/modelEditor.js';
import { Panels } from './panels.js';
import { Previews } from './previews.js';
import { Questions } from './questions.js';
import { Queue } from './queue.js';
import { Reach } from './reach.js';
import { Runs } from './runs.js';
import { RunsView } from './runsView.js';
import { SideBar } from './sideBar.js';
import { StatusBar } from './statusBar.js';
import { SweepStatus } from './sweepStatus.js';
import { Sweeps } from './sweeps.js';
import { TrainOnSave } from './trainOnSave.js';
import { Unfinished } from './unfinished.js';
import { WorkerPool } from './workerPool.js';

export function activate(context: vscode.ExtensionContext): void {
  const begin = performance.now();
  const { extensionUri } = context;
  const log = vscode.window.createOutputChannel('LSTM Lens', { log: true });
  const tensorFlow = host.tensorFlow(context, log);
  const reach = new Reach(context.workspaceState);
  const bounds = () => ({ memory: memoryLimit(), reach: reach.paths() });
  const workers = new WorkerPool(extensionUri, bounds, (config) => tensorFlow.find(config));
  const runs = new Runs();
  const queue = new Queue(() => vscode.workspace.getConfiguration('lstmLens').get('parallelTrainings', 2));
  const experiments = new Experiments(workers, runs, queue, log);
  const sweeps = new Sweeps(extensionUri, workers, runs, queue, log, context.workspaceState);
  const unfinished = new Unfinished(experiments, context.workspaceState);
  const trainOnSave = new TrainOnSave(experiments);
  const questions = new Questions(experiments, workers, log);
  const previews = new Previews(experiments, workers, log);
  const drafts = new Drafts(workers, reach);
  const layerLinks = new LayerLinks(experiments);
  const services = { extensionUri, experiments, sweeps, questions, previews, layerLinks, drafts, log };
  const panels = new Panels(services);
  const comparisons = new Comparisons(extensionUri, workers, log);
  const runsView = new RunsView(runs, experiments, drafts, context.workspaceState);
  const diagnostics = new Diagnostics(experiments, log);
  const lenses = new LensProvider(experiments, runs, sweeps);
  context.subscriptions.push(
    log,
    runs,
    experiments,
    sweeps,
    new SweepStatus(sweeps),
    unfinished,
    trainOnSave,
    questions,
    previews,
    layerLinks,
    panels,
    new SideBar(services),
    new ModelEditors(extensionUri, workers, log),
    runsView,
    lenses,
    { dispose: () => void workers.dispose() },
    new StatusBar(experiments),
    diagnostics,
    ...registerLanguage((config) => diagnostics.of(config), drafts),
    experiments.onDidTrain(({ uri, status }) => (status.kind === 'training' ? runs.refresh() : void runs.settle(uri))),
    vscode.languages.registerCodeLensProvider(CONFIG_SELECTOR, lenses),
    ...registerInlineResults(experiments),
    ...registerExpectations(experiments, log),
    comparisons,
    registerRunConfigs(),
    ...registerAll(compareCommands(runs, panels, comparisons)),
    ...registerCommands(
      experiments,
      sweeps,
      panels,
      tensorFlow,
      runs,
      runsView,
      trainOnSave,
      workers,
      drafts,
      extensionUri,
    ),
  );
  unfinished.goOn();
  sweeps.goOn();
  log.info(`activated in ${(performance.now() - begin).toFixed(1)} ms`);
}
