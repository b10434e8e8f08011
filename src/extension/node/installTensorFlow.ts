/** Installs TensorFlow with npm into a folder of the extension. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CancellationToken } from 'vscode';
import { environmentFor, FOR_NPM } from '../../worker/environment.js';
import { packageIn, TENSORFLOW_PACKAGE } from '../../worker/tensorflow/find.js';

/** The one that the engine is tested with. */
const VERSION = '4.22.0';
const onWindows = process.platform === 'win32';

/**
 * Afterwards the folder holds the whole package, or what it held before.
 * @param report gets each line that npm prints.
 * @returns false where it was cancelled.
 * @throws {Error} where npm is missing or fails, or the package's own script did not bring the native library.
 */
export async function installTensorFlow(
  folder: string,
  report: (line: string) => void,
  token: CancellationToken,
): Promise<boolean> {
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  try {
    await writeFile(path.join(partial, 'package.json'), '{ "private": true }');
    if (!(await runNpm(partial, report, token))) return false;
    const found = packageIn(partial);
    if (found === undefined || !hasNativeLibrary(found)) {
      throw new Error(`npm has installed ${TENSORFLOW_PACKAGE} without its native library; the log says more.`);
    }
    await rm(folder, { recursive: true, force: true });
    await rename(partial, folder);
    return true;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** @returns false where it was cancelled. */
function runNpm(folder: string, report: (line: string) => void, token: CancellationToken): Promise<boolean> {
  const quiet = ['--no-audit', '--no-fund', '--foreground-scripts', '--loglevel=http'];
  const [program, ...first] = npmCommand();
  const npm = spawn(program, [...first, 'install', '--prefix', '.', ...quiet, `${TENSORFLOW_PACKAGE}@${VERSION}`], {
    cwd: folder,
    env: environmentFor(FOR_NPM),
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own lets one signal reach its children.
    detached: !onWindows,
  });
  let last = '';
  for (const stream of [npm.stdout, npm.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      for (const line of chunk.toString().split('\n')) {
        if (line.trim() === '') continue;
        last = line.trim();
        report(last);
      }
    });
  }
  const cancelling = token.onCancellationRequested(() => end(npm));
  return new Promise<boolean>((resolve, reject) => {
    npm.once('error', (error) => reject(new Error(`npm cannot be run: ${error.message}. It comes with Node.js.`)));
    npm.once('close', (code) => {
      if (token.isCancellationRequested) resolve(false);
      else if (code === 0) resolve(true);
      else reject(new Error(`npm could not install ${TENSORFLOW_PACKAGE}: ${last}`));
    });
  }).finally(() => cancelling.dispose());
}

/** On Windows `npm` is a script that only a shell runs: what it starts is started here, and no shell is needed. */
function npmCommand(): readonly string[] {
  if (!onWindows) return ['npm'];
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const commands = folders.map((folder) =>
    ['node.exe', 'node_modules/npm/bin/npm-cli.js'].map((file) => path.join(folder, file)),
  );
  return commands.find((files) => files.every((file) => existsSync(file))) ?? ['npm'];
}

/** npm and what it has started. */
function end({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  if (onWindows) spawn('taskkill', ['/pid', String(pid), '/t', '/f']);
  else process.kill(-pid, 'SIGTERM');
}

function hasNativeLibrary(folder: string): boolean {
  const libraries = path.join(folder, 'lib');
  return (
    existsSync(libraries) &&
    readdirSync(libraries).some((name) => existsSync(path.join(libraries, name, 'tfjs_binding.node')))
  );
}
