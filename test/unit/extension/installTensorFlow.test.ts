/** The installation of TensorFlow, with scripts in the place of npm. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { CancellationTokenSource } from 'vscode-jsonrpc';
import { installTensorFlow } from '../../../src/extension/node/installTensorFlow.js';
import { packageIn, TENSORFLOW_PACKAGE } from '../../../src/worker/tensorflow/find.js';
import { temporaryFolder } from '../support/temporaryFolder.js';

const root = temporaryFolder('install');
const storage = path.join(root, 'storage');
const folder = path.join(storage, 'tensorflow');
const path0 = process.env.PATH;
afterAll(() => {
  process.env.PATH = path0;
});
beforeEach(() => rmSync(storage, { recursive: true, force: true }));

/** Puts a script in the place of npm. */
function npmIs(script: string): void {
  const bin = path.join(root, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(path.join(bin, 'npm'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  process.env.PATH = `${bin}${path.delimiter}${path0}`;
}

const PACKAGE = `node_modules/${TENSORFLOW_PACKAGE}`;
const INSTALLS = `mkdir -p ${PACKAGE}/lib/napi-v8 && echo '{}' > ${PACKAGE}/package.json`;
const BUILDS = `touch ${PACKAGE}/lib/napi-v8/tfjs_binding.node`;

async function install(cancel = new CancellationTokenSource()) {
  const lines: string[] = [];
  const installed = await installTensorFlow(folder, (line) => lines.push(line), cancel.token);
  return { installed, lines };
}

describe.skipIf(process.platform === 'win32')('the installation', () => {
  it('asks npm for the package, tells what it prints, and leaves it whole', async () => {
    npmIs(`echo "$@" > asked; echo one; echo two >&2; ${INSTALLS} && ${BUILDS}`);
    const { installed, lines } = await install();
    expect(installed).toBe(true);
    expect(lines.sort()).toEqual(['one', 'two']);
    expect(packageIn(folder)).toBe(path.join(folder, PACKAGE));
    expect(readFileSync(path.join(folder, 'asked'), 'utf8')).toMatch(/^install .* @tensorflow\/tfjs-node@4\.22\.0$/m);
    expect(readdirSync(storage)).toEqual(['tensorflow']);
  });

  it('gives npm no more of the environment than it needs', async () => {
    process.env.SECRET_OF_ANOTHER = 'token';
    npmIs(`env > environment; ${INSTALLS} && ${BUILDS}`);
    await install();
    delete process.env.SECRET_OF_ANOTHER;
    const seen = readFileSync(path.join(folder, 'environment'), 'utf8');
    expect(seen).toMatch(/^PATH=/m);
    expect(seen).not.toContain('SECRET_OF_ANOTHER');
  });

  it('keeps what was there where npm fails, and says why', async () => {
    npmIs(`${INSTALLS} && ${BUILDS}`);
    await install();
    npmIs('rm -rf node_modules; echo "npm error network" >&2; exit 1');
    await expect(install()).rejects.toThrow('npm could not install @tensorflow/tfjs-node: npm error network');
    expect(packageIn(folder)).toBeDefined();
    expect(readdirSync(storage)).toEqual(['tensorflow']);
  });

  it('is none without the native library, which npm does not bring where scripts are refused', async () => {
    npmIs(INSTALLS);
    await expect(install()).rejects.toThrow('without its native library');
    expect(existsSync(folder)).toBe(false);
  });

  it('ends npm and its children when it is cancelled', async () => {
    const pids = path.join(root, 'pids');
    npmIs(`sleep 1000 & echo $! > ${pids}; echo $$ >> ${pids}; wait`);
    const cancel = new CancellationTokenSource();
    const installing = install(cancel);
    await vi.waitUntil(() => existsSync(pids) && readFileSync(pids, 'utf8').trim().includes('\n'));
    cancel.cancel();
    expect((await installing).installed).toBe(false);
    for (const pid of readFileSync(pids, 'utf8').trim().split('\n')) {
      await vi.waitUntil(() => !isRunning(Number(pid)));
    }
    expect(readdirSync(storage)).toEqual([]);
  });

  it('says where npm comes from where there is none', async () => {
    process.env.PATH = root;
    await expect(install()).rejects.toThrow(/^npm cannot be run: .*It comes with Node\.js\.$/);
  });
});

/** A process that has ended but was not collected yet still has an id, and no memory. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
