/** The files beside a config: what it names, and what it could name. */
import * as vscode from 'vscode';
import { DATA_ENDINGS, looksLikeData } from '../../core/config/dataFileNames.js';
import { namePlaces } from '../../core/config/filePlaces.js';
import { folderOf, join, relativePath } from '../../core/files.js';
import { modelEndings } from '../../core/formats/modelFormats.js';
import { pathOf, uriOf } from '../paths.js';

/** Any JSON file could be a LayersModel; its usual name tells. */
const MODELS = modelEndings().map((ending) => (ending === 'json' ? 'model.json' : `*.${ending}`));

const GLOBS = {
  data: `**/*.{${DATA_ENDINGS.join(',')}}`,
  model: `**/{${MODELS.join(',')}}`,
} as const;

/** The file that a config means by a name. */
export function named(config: vscode.Uri, name: string): vscode.Uri {
  return uriOf(join(folderOf(pathOf(config)), name));
}

/** A file as a config in its folder, or in one above or beside it, would name it. */
export function relativeName(config: vscode.Uri, file: vscode.Uri): string {
  return relativePath(folderOf(pathOf(config)), pathOf(file));
}

/** Files of the workspace that a config may name, by their names for it. */
export async function findFiles(config: vscode.Uri, kind: keyof typeof GLOBS): Promise<string[]> {
  const folder = vscode.workspace.getWorkspaceFolder(config);
  const glob = folder ? new vscode.RelativePattern(folder, GLOBS[kind]) : GLOBS[kind];
  const files = await vscode.workspace.findFiles(glob, '**/{node_modules,.lstm-lens}/**', 1000);
  const fitting = kind === 'data' ? files.filter(({ path: name }) => looksLikeData(name)) : files;
  return fitting.map((file) => relativeName(config, file)).sort();
}

/** The data file that a document names. */
export function dataFileOf(document: vscode.TextDocument): vscode.Uri | undefined {
  const place = namePlaces(document.getText()).find(({ kind }) => kind === 'data');
  return place && named(document.uri, place.name);
}
