import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporaryFolder.js';

const folder = temporaryFolder('check');

const cli = path.resolve('dist/cli.js');
const check = (...args: string[]) =>
  spawnSync(process.execPath, [cli, 'check', ...args], { cwd: folder, encoding: 'utf8' });

it('prints what is to be minded in the data on stderr, with its place, and is content all the same', () => {
  const rows = Array.from({ length: 300 }, (_, row) => `${Math.sin(row * row).toFixed(6)},1,${row % 7}`);
  writeFileSync(path.join(folder, 'a.csv'), `x,flat,y\n${rows.join('\n')}\n`);
  const config = `{
  "data": { "file": "a.csv", "inputs": ["x", "flat"], "target": "y", "window": 5 },
  "model": { "layers": [{ "type": "lstm", "units": 2 }, { "type": "dense", "units": 1 }] }
}
`;
  writeFileSync(path.join(folder, 'a.lstm.json'), config);
  const { status, stdout, stderr } = check('a.lstm.json');
  expect(status).toBe(0);
  expect(stdout).toBe('a.lstm.json: 236 training and 59 validation sequences of 5 steps × 2 features\n');
  expect(stderr).toBe(
    'a.lstm.json:2:46: warning: "flat" is 1 in every row of the training part. A model can learn nothing from it, ' +
      'and what it does where the value changes is chance. Leave it out.\n',
  );
});

function write(name: string, change: object, samples = 1000) {
  const layers = [
    { type: 'lstm', units: 2 },
    { type: 'dense', units: 1 },
  ];
  const config = { data: { task: 'sum', samples, length: 3 }, model: { layers }, ...change };
  writeFileSync(path.join(folder, name), JSON.stringify(config));
}

it('says how severe each problem is, the same as text and as JSON, and only errors change the exit code', () => {
  write('keras.lstm.json', { engine: 'keras', precision: 'fast' }, 100);
  const text = check('keras.lstm.json');
  const json = check('keras.lstm.json', '--json');
  expect([text.status, json.status]).toEqual([0, 0]);
  const document = JSON.parse(json.stdout);
  expect(document).toMatchObject({
    ...{ config: 'keras.lstm.json', ok: true, sequences: { training: 80, validation: 20 }, steps: 3, features: 1 },
    problems: [
      { severity: 'information', message: expect.stringContaining('how the trained model is looked at') },
      { severity: 'warning', message: expect.stringContaining('Only 20 sequences of 100 validate.') },
    ],
  });
  const lines = document.problems.map(
    ({ file, line, column, severity, message }: Record<string, string>) =>
      `${file}:${line}:${column}: ${severity}: ${message}\n`,
  );
  expect(text.stderr).toBe(lines.join(''));
  expect(json.stderr).toBe(text.stderr);

  write('other.lstm.json', { engine: 'tensorflow', precision: 'fast' });
  expect(JSON.parse(check('other.lstm.json', '--json').stdout).problems).toMatchObject([
    {
      severity: 'warning',
      message: '"precision" is of the embedded engine: with "engine": "tensorflow" it does nothing.',
    },
  ]);

  write('wrong.lstm.json', { engine: 'keras', precision: 'quick' });
  const wrong = check('wrong.lstm.json', '--json');
  expect(wrong.status).toBe(2);
  const [error, ...others] = JSON.parse(wrong.stdout).problems;
  expect(others).toEqual([]);
  expect(error).toMatchObject({ file: 'wrong.lstm.json', line: 1, severity: 'error' });
  expect(JSON.parse(wrong.stdout).ok).toBe(false);
  expect(wrong.stderr).toBe(`wrong.lstm.json:1:${error.column}: ${error.message}\n`);
});

it('prints one document where there is nothing but a sweep, or no such file', () => {
  write('sweep.lstm.json', { sweep: { seed: [1, 2], 'train.epochs': [1, 2, 3] } });
  expect(JSON.parse(check('sweep.lstm.json', '--json').stdout)).toMatchObject({
    ...{ ok: true, problems: [], sweep: { trials: 6, configurations: 3, seeds: 2 } },
  });
  const none = check('none.lstm.json', '--json');
  expect(none.status).toBe(2);
  expect(JSON.parse(none.stdout).problems).toMatchObject([{ severity: 'error', message: 'There is no such file.' }]);
});
