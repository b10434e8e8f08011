/** The process of the TensorFlow engine, with plain TensorFlow.js in the place of tfjs-node. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import {
  packageAbove,
  packageIn,
  TENSORFLOW_PACKAGE,
  TENSORFLOW_VARIABLE,
} from '../../../src/worker/tensorflow/find.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { describeCommandLine } from './tensorFlowRuns.js';

vi.setConfig({ testTimeout: 120_000 });

const root = temporaryFolder('found');

/** Installs a package of that name into a folder below the root. */
function install(folder: string, code: string): string {
  const target = path.join(root, folder, 'node_modules', TENSORFLOW_PACKAGE);
  mkdirSync(target, { recursive: true });
  writeFileSync(path.join(target, 'package.json'), '{ "main": "index.js" }');
  writeFileSync(path.join(target, 'index.js'), code);
  return target;
}

const plain = install(
  'plain',
  `console.warn = () => {}; module.exports = require(${JSON.stringify(path.resolve('node_modules/@tensorflow/tfjs'))});`,
);
const broken = install('broken', "throw new Error('no native library\\nand a long explanation');");

describe('the command line', () => describeCommandLine(plain));

describe('the package', () => {
  it('is found in its own folder, in node_modules, and above, but not above the top', () => {
    const deep = path.join(root, 'plain/a/b');
    mkdirSync(deep, { recursive: true });
    expect(packageIn(plain)).toBe(plain);
    expect(packageIn(path.join(root, 'plain'))).toBe(plain);
    expect(packageIn(deep)).toBeUndefined();
    expect(packageAbove(deep)).toBe(plain);
    expect(packageAbove(deep, path.join(root, 'plain'))).toBe(plain);
    expect(packageAbove(deep, path.join(root, 'plain/a'))).toBeUndefined();
  });

  /** Trains with what stands in a folder, or what the variable names. */
  function train(folder: string, variable?: string) {
    mkdirSync(path.join(root, folder), { recursive: true });
    const file = path.join(root, folder, 'x.lstm.json');
    const layers = [
      { type: 'lstm', units: 2 },
      { type: 'dense', units: 1 },
    ];
    const config = { data: { task: 'sum', samples: 10, length: 2 }, model: { layers }, train: { epochs: 1 } };
    writeFileSync(file, JSON.stringify({ engine: 'tensorflow', ...config }));
    const env = { ...process.env, [TENSORFLOW_VARIABLE]: variable };
    if (variable === undefined) delete env[TENSORFLOW_VARIABLE];
    return spawnSync(process.execPath, [path.resolve('dist/cli.js'), 'train', file], { env, encoding: 'utf8' });
  }

  it('is looked for above the config', () => {
    const { status, stdout, stderr } = train('plain/experiments');
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/\(tensorflow\)/);
  });

  it('is named with what to do where it is missing', () => {
    const { status, stderr } = train('none', path.join(root, 'none'));
    expect(status).toBe(1);
    expect(stderr).toBe(
      `lstm-lens: "engine": "tensorflow" needs the npm package ${TENSORFLOW_PACKAGE}, which was not found. ` +
        `${TENSORFLOW_VARIABLE} names ${path.join(root, 'none')}, which neither is it nor has it in its node_modules.\n`,
    );
  });

  it('is named with the reason where it cannot be loaded', () => {
    const { status, stderr } = train('broken');
    expect(status).toBe(1);
    expect(stderr).toMatch(`lstm-lens: TensorFlow in ${broken} cannot be loaded: no native library\n`);
  });
});
