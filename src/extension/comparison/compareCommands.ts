/** Which runs are to be compared: those that are selected in the list, else those that are picked. */
import * as vscode from 'vscode';
import type { RunSummary } from '../../core/runs/runFolder.js';
import { activeOrPickedConfig, findConfigs, isConfig, nameOf } from '../configs.js';
import { duration, fitText } from '../format.js';
import type { Panels } from '../panels.js';
import type { Runs } from '../runs.js';
import type { RunNode } from '../runsView.js';
import { requireTrust } from '../trust.js';
import type { Comparisons } from './comparisons.js';
import { diffConfigs } from './configDiff.js';
import { oldestFirst, type RunPlace } from './gather.js';

type Compare = (target?: vscode.Uri | RunNode, selected?: readonly RunNode[]) => Promise<void>;

/** Commands by name. */
export function compareCommands(
  runs: Runs,
  panels: Panels,
  comparisons: Comparisons,
): Readonly<Record<string, Compare>> {
  return {
    compareRuns: async (target, selected) => {
      const places = await chosen(runs, panels, target, selected);
      if (places) comparisons.open(places);
    },
    diffConfigs: async (target, selected) => {
      const places = await chosen(runs, panels, target, selected);
      if (!places) return;
      if (places.length !== 2) throw new Error(vscode.l10n.t('Choose two runs to see how their configs differ.'));
      const [older, newer] = oldestFirst(places);
      await diffConfigs(older, newer);
    },
  };
}

/** Undefined where the user turned away. */
async function chosen(
  runs: Runs,
  panels: Panels,
  target: vscode.Uri | RunNode | undefined,
  selected: readonly RunNode[] = [],
): Promise<RunPlace[] | undefined> {
  if (!(await requireTrust())) return undefined;
  const given = selected.flatMap(({ config, run }) => (run && isUsable(run) ? [{ config, folder: run.folder }] : []));
  if (given.length > 1) return given;
  const config =
    target instanceof vscode.Uri ? target : (target?.config ?? (await activeOrPickedConfig(panels.active)));
  if (!config || !isConfig(config)) return undefined;
  const first = target instanceof vscode.Uri ? undefined : target?.run?.folder;
  return pickRuns(runs, config, first);
}

interface RunItem extends vscode.QuickPickItem {
  readonly place?: RunPlace;
}

/**
 * Runs of the config, the two newest of them picked already, then those of all others.
 * @param first a run that is compared in any case.
 */
async function pickRuns(runs: Runs, config: vscode.Uri, first: string | undefined): Promise<RunPlace[] | undefined> {
  const others = (await findConfigs()).filter((uri) => uri.toString() !== config.toString());
  const own = (await runs.of(config)).filter(isUsable);
  const preselected = [first, ...own.map(({ folder }) => folder).filter((folder) => folder !== first)]
    .filter((folder) => folder !== undefined)
    .slice(0, 2);
  const items: RunItem[] = [];
  for (const uri of [config, ...others]) {
    const usable = (await runs.of(uri)).filter(isUsable);
    if (usable.length === 0) continue;
    items.push({ label: nameOf(uri), kind: vscode.QuickPickItemKind.Separator });
    items.push(...usable.map((run) => itemOf(uri, run, preselected)));
  }
  if (items.filter(({ place }) => place).length < 2) {
    throw new Error(vscode.l10n.t('There are not two runs yet that could be compared: train first.'));
  }
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Compare Runs'),
    placeHolder: vscode.l10n.t('Which runs? Two or more.'),
    canPickMany: true,
    matchOnDescription: true,
  });
  return picked?.flatMap(({ place }) => place ?? []);
}

function itemOf(config: vscode.Uri, run: RunSummary, preselected: readonly string[]): RunItem {
  const { started, metrics, seconds, folder } = run;
  return {
    label: new Date(started).toLocaleString(undefined, { dateStyle: 'short', timeStyle: 'medium' }),
    description: [nameOf(config), ...(metrics ? [fitText(metrics), duration(seconds)] : [])].join(' · '),
    place: { config, folder },
    picked: preselected.includes(folder),
  };
}

function isUsable({ status, epochs }: RunSummary): boolean {
  return epochs > 0 && status !== 'running';
}
