/** Trainings that end with their window: they go on when it is back. */
import * as vscode from 'vscode';
import { host } from '#host';
import { readManifest, resumePath } from '../core/runs/runFolder.js';
import type { Experiments } from './experiments.js';
import { wasStopped } from './runStatus.js';

/** Run folders by the configs that they are trained from. */
type Trainings = Readonly<Record<string, string>>;

const KEPT = 'trainings';

export class Unfinished implements vscode.Disposable {
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly experiments: Experiments,
    private readonly memory: vscode.Memento,
  ) {
    this.subscriptions = [
      experiments.onDidChange(({ uri, status, run }) => {
        if (status.kind === 'training' && run) this.note(uri, run.folder);
      }),
      experiments.onDidTrain(({ uri, status }) => {
        if (status.kind !== 'training') this.note(uri, undefined);
      }),
    ];
  }

  /** Goes on with what was interrupted. Whoever else comes back with the window finds the experiments at work. */
  goOn(): void {
    if (!vscode.workspace.isTrusted) return;
    const looks = Object.entries(this.kept).map(async ([config, folder]) => {
      const uri = vscode.Uri.parse(config, true);
      if (await wasInterrupted(folder)) void this.experiments.train(uri, folder);
      else this.note(uri, undefined);
    });
    this.experiments.holdRestoring(Promise.all(looks));
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private get kept(): Trainings {
    return this.memory.get<Trainings>(KEPT) ?? {};
  }

  private note(uri: vscode.Uri, folder: string | undefined): void {
    const key = uri.toString();
    if (this.kept[key] === folder) return;
    const { [key]: _, ...others } = this.kept;
    void this.memory.update(KEPT, folder === undefined ? others : { ...others, [key]: folder });
  }
}

/** A window that closes cancels what it trains, where it still comes to that. */
async function wasInterrupted(folder: string): Promise<boolean> {
  try {
    const run = { ...(await readManifest(host.files, folder)), folder };
    return wasStopped(run) && (await host.files.size(resumePath(folder))) !== undefined;
  } catch {
    return false;
  }
}
