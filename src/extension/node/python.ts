/** Which Python trains where a config's engine is Keras. */
import * as vscode from 'vscode';
import { inFileSystem } from '../../core/files.js';
import type { ConfigText, Python } from '../../worker/protocol.js';

const SETTING = 'lstmLens.python.path';

/** What is used of the interface of the Python extension (https://github.com/microsoft/vscode-python, @vscode/python-extension). */
interface PythonExtension {
  readonly environments: {
    getActiveEnvironmentPath(resource: vscode.Uri): { readonly path: string };
    resolveEnvironment(environment: {
      readonly path: string;
    }): Promise<{ readonly executable: { readonly uri?: vscode.Uri } } | undefined>;
  };
}

/**
 * The one that the setting names, else the one that is selected in the Python extension, else one on the PATH.
 * @throws {PythonMissingError} that says what to do.
 */
export async function findPythonFor(config: ConfigText): Promise<Python> {
  const { findPython } = await import('../../worker/keras/find.js');
  if (inFileSystem(config.path)) {
    throw new Error(vscode.l10n.t('Python reads and writes on a disk, and this experiment is on none.'));
  }
  const uri = vscode.Uri.file(config.path);
  const settings = vscode.workspace.getConfiguration('lstmLens', uri);
  const given = settings.get<string>('python.path', '') || (await selected(uri));
  return findPython(given, `the setting ${SETTING}`, settings.get<string>('python.kerasBackend', ''));
}

/** Undefined where the Python extension is not there, or has nothing selected. */
async function selected(config: vscode.Uri): Promise<string | undefined> {
  const extension = vscode.extensions.getExtension<PythonExtension>('ms-python.python');
  if (!extension) return undefined;
  const { environments } = await extension.activate();
  const environment = await environments.resolveEnvironment(environments.getActiveEnvironmentPath(config));
  return environment?.executable.uri?.fsPath;
}
