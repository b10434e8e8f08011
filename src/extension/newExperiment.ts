/** A new config in two picks: what it learns from, and where it goes. */
import * as vscode from 'vscode';

interface Template {
  readonly label: string;
  readonly detail: string;
  readonly fileName: string;
  text(): Promise<string | undefined>;
}

/** @returns the config that was made; undefined where the user turned away. */
export async function newExperiment(): Promise<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (!folder) {
    const open = vscode.l10n.t('Open Folder');
    const message = vscode.l10n.t('An experiment is a file in a folder: open a folder first.');
    if ((await vscode.window.showInformationMessage(message, open)) === open) {
      await vscode.commands.executeCommand('vscode.openFolder');
    }
    return undefined;
  }
  const template = await vscode.window.showQuickPick(templates(), {
    title: vscode.l10n.t('New Experiment'),
    placeHolder: vscode.l10n.t('What does the model learn from?'),
  });
  const text = await template?.text();
  if (!template || text === undefined) return undefined;
  const uri = await freeName(folder, template.fileName);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  await vscode.window.showTextDocument(uri);
  return uri;
}

function templates(): Template[] {
  return [
    {
      label: vscode.l10n.t('Sequence addition'),
      detail: vscode.l10n.t('A made-up task whose rule is known: the sum of five numbers'),
      fileName: 'sequence-addition',
      text: async () => config(TASK_DATA, '[[0.1, 0.9, 0.4, 0.2, 0.7]]'),
    },
    {
      label: vscode.l10n.t('A series in a CSV file'),
      detail: vscode.l10n.t('Windows over one series, to forecast what comes next'),
      fileName: 'forecast',
      text: csvConfig,
    },
  ];
}

const TASK_DATA = `{
    "task": "sum", // the target is the sum of the sequence
    "samples": 1000,
    "length": 5,
    "standardize": true,
    "split": { "validation": 0.2 }
  }`;

async function csvConfig(): Promise<string | undefined> {
  const files = await vscode.workspace.findFiles('**/*.csv', '**/{node_modules,.lstm-lens}/**', 1000);
  const items = files.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }));
  const file = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('New Experiment'),
    placeHolder:
      items.length > 0 ? vscode.l10n.t('Which file?') : vscode.l10n.t('There is no CSV file in this workspace'),
  });
  if (!file) return undefined;
  const { Table } = await import('../core/data/table.js');
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file.uri));
  const { header } = Table.parse(file.uri.fsPath, text);
  const target = await vscode.window.showQuickPick([...header], {
    title: vscode.l10n.t('New Experiment'),
    placeHolder: vscode.l10n.t('Which column is to be forecast?'),
  });
  if (target === undefined) return undefined;
  const quoted = JSON.stringify(target);
  return config(`{
    "file": ${JSON.stringify(vscode.workspace.asRelativePath(file.uri, false))},
    "inputs": [${quoted}], // columns that the model reads
    "target": ${quoted}, // column that it learns to give
    "window": 20, // rows it sees at once
    "horizon": 1, // rows ahead that it forecasts
    "split": { "validation": 0.2 } // the latest windows validate
  }`);
}

function config(data: string, inputs?: string): string {
  return `{
  "seed": 7,
  "data": ${data},
  "model": {
    "layers": [
      { "type": "lstm", "units": 64, "returnSequences": true },
      { "type": "lstm", "units": 32 },
      { "type": "dense", "units": 1 }
    ]
  },
  "train": { "optimizer": "adam", "loss": "meanSquaredError", "epochs": 10, "batchSize": 32 },
  "inspect": {${inputs ? `\n    "inputs": ${inputs}, // samples to look at, in raw units` : ''}
    "influence": ["stateChange", "gradientInput", "integratedGradients", "occlusion"]
  }
}
`;
}

async function freeName(folder: vscode.Uri, name: string): Promise<vscode.Uri> {
  const taken = new Set((await vscode.workspace.fs.readDirectory(folder)).map(([entry]) => entry));
  for (let number = 1; ; number++) {
    const candidate = `${name}${number === 1 ? '' : `-${number}`}.lstm.json`;
    if (!taken.has(candidate)) return vscode.Uri.joinPath(folder, candidate);
  }
}
