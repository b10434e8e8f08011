/** The versions of a machine, and how they differ from another's: `python/versions.py` in a real interpreter. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findPython } from '../../../src/worker/python/find.js';
import { temporaryFolder } from '../support/temporaryFolder.js';

const folder = temporaryFolder('versions');

const python = ((): string | undefined => {
  try {
    return findPython(undefined, '').command;
  } catch {
    return undefined;
  }
})();

const node = process.versions.node.split('.')[0];
const cli = path.join(folder, 'cli.mjs');
writeFileSync(cli, 'console.log(process.argv[2] === "--version" ? "1.2.3" : "?")');
const command = [process.execPath, cli];

/** A package as pip leaves it, as far as it tells its version; its code would end Python. */
function install(place: string, name: string, version: string, distribution = name) {
  const at = path.join(folder, place);
  const about = path.join(at, `${distribution.replace('-', '_')}-${version}.dist-info`);
  for (const made of [about, path.join(at, name)]) mkdirSync(made, { recursive: true });
  writeFileSync(path.join(at, name, '__init__.py'), 'import os; os._exit(9)');
  writeFileSync(path.join(about, 'METADATA'), `Metadata-Version: 2.1\nName: ${distribution}\nVersion: ${version}\n`);
  writeFileSync(path.join(about, 'top_level.txt'), `${name}\n`);
}

function ask(asked: object, environment: Record<string, string> = {}) {
  // Not the packages of whoever runs this test: only those of PYTHONPATH.
  const { stdout, stderr } = spawnSync(python!, ['-S', 'python/versions.py'], {
    encoding: 'utf8',
    input: JSON.stringify({ command, keras: false, ...asked }),
    env: { HOME: folder, PATH: process.env.PATH, ...environment },
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

const own = { machine: 'head', versions: { 'LSTM Lens': '1.2.3', Node: node } };

describe.runIf(python)('the versions of a machine', () => {
  it('are those of the command line and of Node where these train', () => {
    expect(ask({})).toEqual({ ...own, machine: hostname(), backend: null, fault: null });
    expect(ask({ from: own }).fault).toBeNull();
  });

  it('are told with those of the other machine where they differ', () => {
    const from = { ...own, versions: { 'LSTM Lens': '1.2.4', Node: node } };
    expect(ask({ from }).fault).toBe(
      `head, where the sweep was started, has LSTM Lens 1.2.4, but ${hostname()} has LSTM Lens 1.2.3. ` +
        'Install the same there, and start the sweep again: what is done stays.',
    );
  });

  it('say so where the command line is not there at all', () => {
    const missing = [path.join(folder, 'no-node'), cli];
    expect(ask({ command: missing, from: own }).fault).toBe(
      `head, where the sweep was started, has LSTM Lens 1.2.3, Node ${node}, but ${hostname()} has no LSTM Lens, no Node. ` +
        `${missing.join(' ')} has to work on every machine. ` +
        'Install the same there, and start the sweep again: what is done stays.',
    );
  });

  it('are also those of Keras and its backend where Keras trains, without loading them', () => {
    install('one', 'keras', '3.15.1');
    install('one', 'torch', '2.9.0+cu128');
    install('one', 'tensorflow', '2.21.0', 'tensorflow-cpu');
    const one = path.join(folder, 'one');
    const asOne = (more = {}, rest = {}) => ask({ keras: true, ...rest }, { PYTHONPATH: one, ...more });
    expect(asOne()).toMatchObject({ versions: { keras: '3.15.1', tensorflow: '2.21.0' }, backend: 'tensorflow' });
    expect(asOne({ KERAS_BACKEND: 'torch' }).versions).toEqual({ ...own.versions, keras: '3.15.1', torch: '2.9.0' });
    // As Keras does: what its own file says, below what the environment says.
    mkdirSync(path.join(folder, 'home'));
    writeFileSync(path.join(folder, 'home/keras.json'), '{"backend": "jax"}');
    expect(asOne({ KERAS_HOME: path.join(folder, 'home') })).toMatchObject({ backend: 'jax' });
    // A machine that builds the same release for another processor has the same.
    install('two', 'keras', '3.14.0');
    install('two', 'torch', '2.9.0+cpu');
    const from = { machine: 'head', versions: asOne({ KERAS_BACKEND: 'torch' }).versions };
    const two = ask({ keras: true, from }, { PYTHONPATH: path.join(folder, 'two'), KERAS_BACKEND: 'torch' });
    expect(two.fault).toMatch(
      /^head, .* has keras 3\.15\.1, but \S+ has keras 3\.14\.0\. Install the same there \("\S+" -m pip install keras==3\.15\.1\), and start/,
    );
    const none = ask({ keras: true, from }, { KERAS_BACKEND: 'torch' });
    expect(none.fault).toMatch(/ but \S+ has no keras, no torch\. .*-m pip install keras==3\.15\.1 torch==2\.9\.0\)/);
  });
});
