import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';

const folder = mkdtempSync(path.join(tmpdir(), 'lstm-lens-check-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('prints what is to be minded in the data on stderr, with its place, and is content all the same', () => {
  const rows = Array.from({ length: 300 }, (_, row) => `${Math.sin(row * row).toFixed(6)},1,${row % 7}`);
  writeFileSync(path.join(folder, 'a.csv'), `x,flat,y\n${rows.join('\n')}\n`);
  const config = `{
  "data": { "file": "a.csv", "inputs": ["x", "flat"], "target": "y", "window": 5 },
  "model": { "layers": [{ "type": "lstm", "units": 2 }, { "type": "dense", "units": 1 }] }
}
`;
  writeFileSync(path.join(folder, 'a.lstm.json'), config);
  const args = [path.resolve('dist/cli.js'), 'check', 'a.lstm.json'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  expect(status).toBe(0);
  expect(stdout).toBe('a.lstm.json: 236 training and 59 validation sequences of 5 steps × 2 features\n');
  expect(stderr).toBe(
    'a.lstm.json:2:46: warning: "flat" is 1 in every row of the training part. A model can learn nothing from it, ' +
      'and what it does where the value changes is chance. Leave it out.\n',
  );
});
