/** Child processes: which there are, without a shell, and what of the environment they see. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { environmentFor, FOR_NPM, FOR_PYTHON, FOR_TENSORFLOW } from '../../../src/worker/environment.js';

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file: file.replaceAll(path.sep, '/'), text: readFileSync(path.join('src', file), 'utf8') }));

describe('the sources', () => {
  it('start processes in three places only', () => {
    const using = sources.filter(({ text }) => /^import (?!type).*child_process/m.test(text)).map(({ file }) => file);
    expect(using.sort()).toEqual([
      'extension/node/installTensorFlow.ts',
      'worker/python/pythonProcess.ts',
      'worker/start.ts',
    ]);
  });

  it('use no shell', () => {
    for (const { file, text } of sources) {
      expect(text, file).not.toMatch(
        /\bshell:|\bexec(Sync)?\(['"`]|\{[^}]*\bexec(Sync)?\b[^}]*\} from 'node:child_process'/,
      );
    }
  });
});

describe('the environment of a child', () => {
  const before = { ...process.env };
  afterEach(() => {
    process.env = { ...before };
  });

  it('has what it needs, and no secret of another program', () => {
    const given = {
      ...{ PATH: '/bin', HOME: '/home/me', AWS_SECRET_ACCESS_KEY: 'a', GITHUB_TOKEN: 'b', NODE_OPTIONS: '--require x' },
      ...{ HTTPS_PROXY: 'http://p', npm_config_registry: 'http://r', CUDA_VISIBLE_DEVICES: '0', LD_PRELOAD: 'x.so' },
      ...{ KERAS_BACKEND: 'torch', VIRTUAL_ENV: '/venv', WANDB_API_KEY: 'c' },
    };
    process.env = { ...given };
    expect(Object.keys(environmentFor(FOR_TENSORFLOW)).sort()).toEqual(['CUDA_VISIBLE_DEVICES', 'HOME', 'PATH']);
    expect(Object.keys(environmentFor(FOR_PYTHON)).sort()).toEqual([
      ...['CUDA_VISIBLE_DEVICES', 'HOME', 'KERAS_BACKEND', 'PATH', 'VIRTUAL_ENV'],
    ]);
    expect(Object.keys(environmentFor(FOR_NPM)).sort()).toEqual(['HOME', 'HTTPS_PROXY', 'PATH', 'npm_config_registry']);
  });
});
