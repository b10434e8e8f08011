/** Trainings that end with their window: they go on when it is back. */
import { existsSync, readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { join } from '../core/files.js';
import { type Manifest, resumePath } from '../core/runs/runFolder.js';
import { wasStopped } from '../worker/runStatus.js';
import type { Experiments } from './experiments.js';

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

  /**
   * Goes on with what was interrupted. The files are looked at without a pause: whoever else comes back with the window
   * finds the experiments at work.
   */
  goOn(): void {
    if (!vscode.workspace.isTrusted) return;
    for (const [config, folder] of Object.entries(this.kept)) {
      const uri = vscode.Uri.parse(config, true);
      if (wasInterrupted(folder)) void this.experiments.train(uri, folder);
      else this.note(uri, undefined);
    }
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
function wasInterrupted(folder: string): boolean {
  try {
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest;
    return wasStopped(manifest) && existsSync(resumePath(folder));
  } catch {
    return false;
  }
}
