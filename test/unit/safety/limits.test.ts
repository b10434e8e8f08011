/** What needs more memory than may be taken is refused with the number that it would need and what raises the limit. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../src/core/config/read.js';
import { NO_TURNS } from '../../../src/core/data/reading/source.js';
import { createWasmEngine } from '../../../src/core/engine/wasm/wasmEngine.js';
import { MEMORY_SETTING, MEMORY_VARIABLE, memoryIn } from '../../../src/core/memory.js';
import { BadInputError } from '../../../src/core/problems.js';
import { Random } from '../../../src/core/random.js';
import { prepare } from '../../../src/worker/prepare.js';
import { kernelBytes } from '../engine/support.js';
import { lstm as lstmOf } from '../support/specs.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { initialWeights } from '../support/weights.js';
import { memoryFiles } from '../worker/memoryFiles.js';

const dense = { type: 'dense', units: 1 };
const lstm = { type: 'lstm', units: 2 };
const small = { data: { task: 'sum', samples: 10 }, model: { layers: [lstm, dense] } };

/** Bytes that typed arrays and the heap have grown by while something was done. */
async function taken(work: () => Promise<unknown>): Promise<number> {
  const used = () => {
    const { arrayBuffers, heapUsed } = process.memoryUsage();
    return arrayBuffers + heapUsed;
  };
  const before = used();
  await work();
  return used() - before;
}

describe('a config', () => {
  const problemsOf = async (config: object, memory?: number) =>
    (await readConfig('a.lstm.json', JSON.stringify(config), memory)).problems;

  it('of 10^12 parameters is refused', async () => {
    const huge = { type: 'lstm', units: 65536, returnSequences: true };
    const layers = [...Array.from({ length: 30 }, () => huge), { type: 'lstm', units: 1 }, dense];
    const grown = await taken(async () => {
      const [{ message, line }] = await problemsOf({ ...small, model: { layers } });
      // Thirty layers of 4 × 65536 units, each with 65536 inputs (the first: one), 65536 states and a bias.
      const parameters = 4 * 65536 * (1 + 65536 + 1) + 29 * 4 * 65536 * (2 * 65536 + 1) + 4 * (65536 + 1 + 1) + 2;
      expect(parameters).toBeGreaterThan(1e12 - 1e10);
      expect(message).toContain(`${parameters} parameters`);
      expect(message).toContain(`${Math.ceil((12 * parameters) / 2 ** 20)} MiB`);
      expect(message).toContain(MEMORY_SETTING);
      expect(message).toContain(MEMORY_VARIABLE);
      expect(line).toBe(1);
    });
    expect(grown).toBeLessThan(64 * 2 ** 20);
  });

  it('of 10^9 samples is refused', async () => {
    const grown = await taken(async () => {
      const [{ message }] = await problemsOf({ ...small, data: { task: 'sum', samples: 1e9 } });
      expect(message).toContain(`${5e9} numbers (samples × steps × features) need 38147 MiB`);
      expect(message).toContain(MEMORY_SETTING);
    });
    expect(grown).toBeLessThan(64 * 2 ** 20);
  });

  it('is accepted where the limit is raised', async () => {
    const data = { task: 'sum', samples: 10_000_000, length: 50 };
    expect(await problemsOf({ ...small, data })).toHaveLength(1);
    expect(await problemsOf({ ...small, data }, 4096)).toEqual([]);
  });
});

describe('data of a file', () => {
  /** Reads them where they may take one MiB. */
  const messageOf = async (name: string, text: string | Uint8Array, data: object, layers: object[] = [lstm, dense]) => {
    const files = memoryFiles();
    await files.write(`f/${name}`, text);
    const config = {
      path: 'f/a.lstm.json',
      text: JSON.stringify({ data: { file: name, ...data }, model: { layers } }),
    };
    try {
      await prepare(config, files, { ...NO_TURNS, memory: 1 });
      return 'read';
    } catch (error) {
      if (error instanceof BadInputError) return error.message;
      throw error;
    }
  };
  const rows = (count: number) => `x,y\n${Array.from({ length: count }, (_, i) => `${i},${i % 7}`).join('\n')}`;
  const windows = { inputs: ['x'], target: 'y', window: 4 };

  it('are read as long as there is room', async () => {
    expect(await messageOf('a.csv', rows(1000), windows)).toBe('read');
  });

  it('are refused where rows are too many', async () => {
    expect(await messageOf('a.csv', rows(100_000), windows)).toMatch(
      /100000 rows .* need 2 MiB; at most 1 MiB .*lstmLens/,
    );
  });

  it('are refused where an array claims too many', async () => {
    const count = 200_000;
    const header = `{'descr': '|u1', 'fortran_order': False, 'shape': (${count}, 1), }`.padEnd(117);
    const file = new Uint8Array(128 + count);
    file.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, 118, 0, ...new TextEncoder().encode(`${header}\n`)]);
    const data = { inputs: ['x'], target: 'x', window: 4 };
    expect(await messageOf('x.npy', file, data)).toMatch(/200000 rows .* need 4 MiB; at most 1 MiB/);
  });

  it('are refused where one long sequence fills up all the others', async () => {
    const steps = [...Array.from({ length: 3000 }, () => 0), ...Array.from({ length: 1000 }, (_, n) => n + 1)];
    const text = `id,x,y\n${steps.map((id, i) => `s${id},${i % 5},1`).join('\n')}`;
    const data = { sequence: 'id', inputs: ['x'], target: 'y' };
    const layers = [{ type: 'masking', maskValue: -1000 }, lstm, dense];
    expect(await messageOf('a.csv', text, data, layers)).toMatch(
      /1001 sequences, filled up to the 3000 steps .* need 23 MiB/,
    );
  });

  it('are refused where every step of every window has a target', async () => {
    const layers = [
      { ...lstm, returnSequences: true },
      { type: 'timeDistributed', layer: dense },
    ];
    const data = { ...windows, window: 500 };
    expect(await messageOf('a.csv', rows(2000), data, layers)).toMatch(/1500 windows at each of 500 steps need 9 MiB/);
  });
});

describe('the engine', async () => {
  const engine = await createWasmEngine(await kernelBytes(), undefined, 64);
  const spec = { length: 1000, features: 1, layers: [lstmOf('a', 64, { returnSequences: true })] };
  const weights = initialWeights(spec, Random.for(1, 'weights'));

  it('refuses a network that needs more memory than it may have, before it takes any', async () => {
    const grown = await taken(async () => {
      await expect(engine.createNetwork(spec, weights, 1000)).rejects.toThrow(
        /needs \d+ MiB; at most 64 MiB .*lstmLens/,
      );
    });
    expect(grown).toBeLessThan(16 * 2 ** 20);
  });

  it('refuses to keep more inner values than there is room for', async () => {
    const network = await engine.createNetwork(spec, weights, 1);
    const samples = new Float32Array(100 * 1000);
    expect(() => network.trace(samples)).toThrow(/inner values of 100 samples need 147 MiB; at most 64 MiB/);
    network.dispose();
  });
});

describe('a worker', () => {
  const folder = temporaryFolder('memory');

  it('that runs out of memory says so, and what raises the limit', () => {
    const records = Array.from({ length: 1_000_000 }, (_, i) => `{"x":${i},"y":1}`);
    writeFileSync(path.join(folder, 'a.json'), `[${records.join(',')}]`);
    const data = { file: 'a.json', inputs: ['x'], target: 'y', window: 4 };
    writeFileSync(path.join(folder, 'a.lstm.json'), JSON.stringify({ ...small, data }));
    const env = { ...process.env, [MEMORY_VARIABLE]: '64' };
    const args = [path.resolve('dist/cli.js'), 'train', 'a.lstm.json'];
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, env, encoding: 'utf8' });
    expect(stderr).toMatch(/The worker ran out of memory; at most 64 MiB .*LSTM_LENS_MEMORY_LIMIT/);
    expect(status).toBe(1);
  });

  it('takes its limit from the environment, which must be a number', () => {
    expect(memoryIn({})).toBe(2048);
    expect(memoryIn({ [MEMORY_VARIABLE]: '4096' })).toBe(4096);
    for (const wrong of ['a lot', '-1', '1.5', '63']) {
      expect(() => memoryIn({ [MEMORY_VARIABLE]: wrong })).toThrow(/whole number from 64 on/);
    }
  });
});
