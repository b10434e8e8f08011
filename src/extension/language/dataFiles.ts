/** The files beside a config: what it names, and what it could name. */
import { open } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { namePlaces } from '../../core/config/filePlaces.js';
import { modelEndings } from '../../core/formats/modelFormats.js';

/** Bytes of a data file that are read for its header. */
const HEAD = 1 << 16;

/** Any JSON file could be a LayersModel; its usual name tells. */
const MODELS = modelEndings().map((ending) => (ending === 'json' ? 'model.json' : `*.${ending}`));

const DATA = ['csv', 'tsv', 'jsonl', 'ndjson', 'parquet', 'npy', 'npz'];

const GLOBS = {
  data: `**/*.{${DATA.join(',')}}`,
  model: `**/{${MODELS.join(',')}}`,
} as const;

export function isDataFile(file: vscode.Uri): boolean {
  return DATA.some((ending) => file.path.toLowerCase().endsWith(`.${ending}`));
}

/** The file that a config means by a name. */
export function named(config: vscode.Uri, name: string): vscode.Uri {
  return vscode.Uri.file(path.resolve(path.dirname(config.fsPath), name));
}

/** A file as a config in its folder, or in one above or beside it, would name it. */
export function relativeName(config: vscode.Uri, file: vscode.Uri): string {
  return path.relative(path.dirname(config.fsPath), file.fsPath).replaceAll(path.sep, '/');
}

/** Files of the workspace that a config may name, by their names for it. */
export async function findFiles(config: vscode.Uri, kind: keyof typeof GLOBS): Promise<string[]> {
  const folder = vscode.workspace.getWorkspaceFolder(config);
  const glob = folder ? new vscode.RelativePattern(folder, GLOBS[kind]) : GLOBS[kind];
  const files = await vscode.workspace.findFiles(glob, '**/{node_modules,.lstm-lens}/**', 1000);
  return files.map((file) => relativeName(config, file)).sort();
}

/** Names of a CSV file's columns and its first row; empty where it cannot be read, or is of another format. */
export async function headOf(file: vscode.Uri): Promise<{ header: string[]; first: string[] }> {
  if (!/\.(csv|tsv|tab)$/i.test(file.path)) return { header: [], first: [] };
  try {
    const handle = await open(file.fsPath);
    try {
      const { buffer, bytesRead } = await handle.read(new Uint8Array(HEAD), 0, HEAD, 0);
      const { readHead } = await import('../../core/data/reading/csv.js');
      return readHead(file.fsPath, new TextDecoder().decode(buffer.subarray(0, bytesRead)));
    } finally {
      await handle.close();
    }
  } catch {
    return { header: [], first: [] };
  }
}

/** The data file that a document names. */
export function dataFileOf(document: vscode.TextDocument): vscode.Uri | undefined {
  const place = namePlaces(document.getText()).find(({ kind }) => kind === 'data');
  return place && named(document.uri, place.name);
}
