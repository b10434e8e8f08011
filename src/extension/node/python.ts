/** Which Python trains where a config's engine is Keras. */
import * as vscode from 'vscode';
import { inFileSystem } from '../../core/files.js';
import type { ConfigText, Python } from '../../worker/protocol.js';

const SETTING = 'lstmLens.python.path';

/** What is used of the interface of the Python extension (https://github.com/microsoft/vscode-python, @vscode/python-extension). */
interface PythonExtension {
  readonly environments: {
    getActiveEnvironmentPath(resource: vscode.Uri): { readonly path: string };
    resolveEnvironment(environment: { readonly path: string }): Promise<Environment | undefined>;
  };
}

interface Environment {
  /** Without an address where the environment has no Python in it, as one of conda may be. */
  readonly executable: { readonly uri?: vscode.Uri };
}

/**
 * The one that the setting names, else the one that is selected in the Python extension, else one on the PATH.
 * @throws {PythonMissingError} that says what to do.
 */
export async function findPythonFor(config: ConfigText): Promise<Python> {
  const { findPython, PythonMissingError } = await import('../../worker/python/find.js');
  if (inFileSystem(config.path)) {
    throw new Error(vscode.l10n.t('Python reads and writes on a disk, and this experiment is on none.'));
  }
  const uri = vscode.Uri.file(config.path);
  const settings = vscode.workspace.getConfiguration('lstmLens', uri);
  const named = settings.get<string>('python.path', '');
  const backend = settings.get<string>('python.kerasBackend', '');
  const chosen = named ? undefined : await selected(uri);
  if (chosen && !chosen.executable.uri) {
    throw new PythonMissingError(
      `the environment that is selected in the Python extension has none. Run "Python: Select Interpreter", or name an interpreter in the setting ${SETTING}.`,
    );
  }
  const executable = chosen?.executable.uri?.fsPath;
  return findPython(named || executable, executable ? 'the Python extension' : `the setting ${SETTING}`, backend);
}

/** Undefined where the Python extension is not there, has nothing selected, or fails, which it is not silent about. */
async function selected(config: vscode.Uri): Promise<Environment | undefined> {
  const extension = vscode.extensions.getExtension<PythonExtension>('ms-python.python');
  if (!extension) return undefined;
  try {
    const { environments } = await extension.activate();
    return await environments.resolveEnvironment(environments.getActiveEnvironmentPath(config));
  } catch (error) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t(
        'The Python extension did not tell which interpreter is selected ({0}). The one on the PATH is used; the setting {1} can name another.',
        (error as Error).message,
        SETTING,
      ),
    );
    return undefined;
  }
}
