/** What the lenses above a config's first line say: what can be done, and what came of it. */
import * as vscode from 'vscode';
import { host } from '#host';
import type { RunSummary } from '../core/runs/runFolder.js';
import { readEpochs } from '../core/runs/runFolder.js';
import type { Experiments } from './experiments.js';
import { duration, errorText, fitText, significant } from './format.js';
import { statusOf } from './runStatus.js';
import type { Runs } from './runs.js';
import { sparkline } from './sparkline.js';

type Resolve = () => vscode.Command | Promise<vscode.Command>;

const SPARKLINE_BARS = 10;
const LONGEST_MESSAGE = 60;

export class ResultLenses {
  /** Losses of runs that have ended, by folder. */
  private readonly losses = new Map<string, Promise<readonly number[]>>();

  constructor(
    private readonly experiments: Experiments,
    private readonly runs: Runs,
  ) {}

  async of(uri: vscode.Uri): Promise<Resolve[]> {
    if (!vscode.workspace.isTrusted) return [trustLens];
    const { status } = this.experiments.get(uri);
    if (status.kind === 'training') return [() => this.trainingLens(uri)];
    const runs = await this.runs.ownOf(uri);
    const measured = runs.find(({ metrics }) => metrics);
    const [newest] = runs;
    const comparable = runs.filter(({ epochs, status: ended }) => epochs > 0 && ended !== 'running').length > 1;
    const [train, ...others] = actions(uri);
    return [
      train,
      ...(newest && (await this.runs.canGoOn(newest)) ? [() => continueLens(uri, newest)] : []),
      ...others,
      ...(comparable ? [compareLens(uri)] : []),
      ...(measured ? [() => this.resultLens(uri, measured)] : []),
      ...this.failure(uri, newest).map((message) => () => failureLens(uri, message)),
    ];
  }

  private trainingLens(uri: vscode.Uri): vscode.Command {
    const { status, epochs } = this.experiments.get(uri);
    const losses = sparkline(
      epochs.map(({ loss }) => loss),
      SPARKLINE_BARS,
    );
    const waiting = status.kind === 'training' && status.waiting;
    const doing = waiting
      ? vscode.l10n.t('$(watch) Waiting for another training: Cancel')
      : vscode.l10n.t('$(loading~spin) Training, {0} epochs done: Cancel', epochs.length);
    return {
      title: [doing, losses].join(' ').trim(),
      command: 'lstmLens.cancel',
      tooltip: vscode.l10n.t('Stop after this batch and keep the last whole epoch'),
      arguments: [uri],
    };
  }

  private async resultLens(uri: vscode.Uri, run: RunSummary): Promise<vscode.Command> {
    const { metrics, seconds, started } = run;
    const losses = await this.lossesOf(uri, run);
    const last = losses.at(-1);
    const loss = last === undefined ? errorText(metrics!) : `${vscode.l10n.t('loss')} ${significant(last)}`;
    const parts = [fitText(metrics!), loss, duration(seconds), sparkline(losses, SPARKLINE_BARS)];
    return {
      title: parts.filter((part) => part !== '').join(' · '),
      command: 'lstmLens.inspect',
      tooltip: vscode.l10n.t('The run of {0}', new Date(started).toLocaleString()),
      arguments: [{ config: uri, run }],
    };
  }

  private lossesOf(uri: vscode.Uri, { folder }: RunSummary): Promise<readonly number[]> {
    const { run, epochs } = this.experiments.get(uri);
    if (run?.folder === folder && epochs.length > 0) return Promise.resolve(epochs.map(({ loss }) => loss));
    const reading =
      this.losses.get(folder) ??
      readEpochs(host.files, folder).then(
        (read) => read.map(({ loss }) => loss),
        () => [],
      );
    this.losses.set(folder, reading);
    return reading;
  }

  /** Why the last training came to nothing, where it did. */
  private failure(uri: vscode.Uri, newest: RunSummary | undefined): string[] {
    const { status } = this.experiments.get(uri);
    if (status.kind === 'failed') return [status.message];
    // What a run on disk says counts until this window knows better.
    if (status.kind !== 'empty' || !newest) return [];
    const ended = statusOf(newest);
    if (ended === 'failed') return [newest.message ?? ''];
    return ended === 'interrupted' ? [vscode.l10n.t('interrupted after {0} epochs', newest.epochs)] : [];
  }
}

function continueLens(config: vscode.Uri, run: RunSummary): vscode.Command {
  return {
    title: vscode.l10n.t('$(debug-continue) Continue'),
    command: 'lstmLens.continue',
    tooltip: vscode.l10n.t('Go on with the run of {0}, as the config was then', new Date(run.started).toLocaleString()),
    arguments: [{ config, run }],
  };
}

function compareLens(uri: vscode.Uri): Resolve {
  return () => ({
    title: vscode.l10n.t('$(git-compare) Compare'),
    command: 'lstmLens.compareRuns',
    tooltip: vscode.l10n.t('Hold runs against each other: configs, losses, influence, trust, states'),
    arguments: [uri],
  });
}

function trustLens(): vscode.Command {
  return {
    title: vscode.l10n.t('$(shield) Trust this workspace to train'),
    command: 'workbench.trust.manage',
    tooltip: vscode.l10n.t('Nothing is trained or loaded in Restricted Mode'),
  };
}

function failureLens(uri: vscode.Uri, message: string): vscode.Command {
  const [line] = message.split('\n');
  const short = line.length > LONGEST_MESSAGE ? `${line.slice(0, LONGEST_MESSAGE).trimEnd()}…` : line;
  return {
    title: `$(error) ${vscode.l10n.t('Failed')}${short ? `: ${short}` : ''}`,
    command: 'lstmLens.show',
    tooltip: message,
    arguments: [uri],
  };
}

function actions(uri: vscode.Uri): Resolve[] {
  const action = (title: string, command: string, tooltip: string): Resolve => {
    return () => ({ title, command, tooltip, arguments: [uri] });
  };
  const { t } = vscode.l10n;
  return [
    action(t('$(play) Train'), 'lstmLens.train', t('Train this model and watch it')),
    action(t('$(folder-opened) Load'), 'lstmLens.load', t('Load the weights from a model file')),
    action(t('$(eye) Inspect'), 'lstmLens.inspect', t('States, influence and trust')),
  ];
}
