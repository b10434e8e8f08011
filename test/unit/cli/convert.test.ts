/** `lstm-lens convert` as it is built. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readModelFile } from '../../../src/core/formats/modelFile.js';
import { nodeFiles } from '../../../src/worker/nodeFiles.js';
import { temporaryFolder } from '../support/temporaryFolder.js';

const cli = path.resolve('dist/cli.js');
const fixtures = path.resolve('test/parity/fixtures');
const folder = temporaryFolder('convert');

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { cwd: folder, encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('convert', () => {
  it('goes round through every format of Keras and loses nothing', async () => {
    const original = path.join(fixtures, 'keras2/bidirectional.h5');
    expect(run('convert', original, 'a.keras')).toEqual({
      status: 0,
      stdout: 'a.keras: Keras, 6 layers, 349 parameters\n',
      stderr: '',
    });
    expect(run('convert', 'a.keras', 'b.json').status).toBe(0);
    const [first, last] = await Promise.all(
      [original, path.join(folder, 'b.json')].map((file) => readModelFile(nodeFiles, file)),
    );
    expect(last).toEqual(first);
  });

  it('names what the other format does not have, and writes nothing', () => {
    const { status, stderr } = run('convert', path.join(fixtures, 'keras2/activations.h5'), 'hard.keras');
    expect(status).toBe(2);
    expect(stderr).toBe(
      'hard.keras:1:1: Layer "lstm" has the activation "hardSigmoid", which Keras 3 does not have.\n',
    );
    expect(existsSync(path.join(folder, 'hard.keras'))).toBe(false);
  });

  it('says of a file that is cut off, of one that is not there and of an ending that is none', () => {
    writeFileSync(path.join(folder, 'cut.h5'), readFileSync(path.join(fixtures, 'keras3/ids.h5')).subarray(0, 20_000));
    const cut = run('convert', 'cut.h5', 'cut.keras');
    expect([cut.status, cut.stderr]).toEqual([
      2,
      expect.stringMatching(
        /^cut\.h5:1:1: The file is damaged or cut off: it has 20000 bytes, but leads to byte 27992\./,
      ),
    ]);
    expect(run('convert', 'none.h5', 'x.keras')).toMatchObject({
      status: 2,
      stderr: 'none.h5:1:1: There is no such file.\n',
    });
    expect(run('convert', path.join(fixtures, 'keras3/ids.h5'), 'nowhere/x.keras')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('There is no such folder.'),
    });
    const ending = run('convert', path.join(fixtures, 'keras3/ids.h5'), 'x.pt');
    expect(ending).toMatchObject({ status: 2, stderr: expect.stringMatching(/^x\.pt:1:1: Its ending is none of/) });
  });
});
