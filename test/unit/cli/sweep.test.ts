/** A sweep in the terminal, its shards, and how they come together. */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../support/temporaryFolder.js';

const cli = path.resolve('dist/cli.js');
const folder = temporaryFolder('sweep');

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { cwd: folder, encoding: 'utf8' });
  return { status, stdout, stderr };
}

/** The seed experiment with few epochs and another end. */
function writeConfig(name: string, change: object) {
  const text = readFileSync('examples/sequence-addition/sequence-addition.lstm.json', 'utf8').replaceAll(/\/\/.*/g, '');
  const { inspect: _, train, ...config } = JSON.parse(text);
  writeFileSync(path.join(folder, name), JSON.stringify({ ...config, train: { ...train, epochs: 2 }, ...change }));
}

const at = (...parts: string[]) => path.join(folder, ...parts);
const readJson = (...parts: string[]) => JSON.parse(readFileSync(at(...parts), 'utf8'));

/** What each trial learned, by its id. */
function learned(runs: string) {
  const entries = readdirSync(at(runs)).map((name) => {
    const { sweep, metrics, status } = readJson(runs, name, 'manifest.json');
    const weights = readFileSync(at(runs, name, 'weights.bin')).toString('base64');
    return [
      sweep.trial,
      { status, metrics, weights, config: readFileSync(at(runs, name, 'config.lstm.json'), 'utf8') },
    ];
  });
  return Object.fromEntries(entries);
}

const sweep = { 'train.learningRate': [0.001, 0.01], 'model.layers[0].units': [4, 8], seed: [1, 2] };

beforeAll(() => writeConfig('seed.lstm.json', { sweep }));

describe('sweep', () => {
  it('trains the grid, and says mean and spread over the seeds', () => {
    const { status, stdout, stderr } = run('sweep', 'seed.lstm.json', '--out', 'whole', '--json');
    expect(status, stderr).toBe(0);
    expect(stderr).toContain('[8/8]');
    const { trials, configurations, method } = JSON.parse(stdout);
    expect(method).toBe('grid');
    expect(trials).toHaveLength(8);
    expect(configurations).toHaveLength(4);
    for (const { status: ended, run: at, values, epochs } of trials) {
      expect([ended, epochs]).toEqual(['done', 2]);
      expect(readJson(path.relative(folder, at), 'manifest.json').sweep.values).toEqual(values);
    }
    const [best] = configurations;
    const r2 = best.trials.map((id: string) => trials.find(({ trial }: { trial: string }) => trial === id).metrics.r2);
    expect(best.metrics.r2).toEqual({
      n: 2,
      mean: expect.closeTo((r2[0] + r2[1]) / 2, 12),
      deviation: expect.closeTo(Math.abs(r2[0] - r2[1]) / Math.SQRT2, 12),
    });
    const means = configurations.map(({ metrics }: { metrics: { r2: { mean: number } } }) => metrics.r2.mean);
    expect(means).toEqual(means.toSorted((a: number, b: number) => b - a));
  });

  it('is counted by check', () => {
    expect(run('check', 'seed.lstm.json').stdout).toContain('sweep: 8 trials, 4 configurations × 2 seeds');
  });

  it('does nothing twice', () => {
    const before = readdirSync(at('whole'));
    const { status, stdout, stderr } = run('sweep', 'seed.lstm.json', '--out', 'whole');
    expect(status, stderr).toBe(0);
    expect(stderr.match(/done before/g)).toHaveLength(8);
    expect(stdout.split('\n')[0]).toMatch(/learningRate, units +r2 +mse +mae +seeds/);
    expect(readdirSync(at('whole'))).toEqual(before);
  });

  it('in shards gives the same bits as in one piece, once the run folders are merged', () => {
    for (const shard of ['0/3', '1/3', '2/3'])
      expect(
        run('sweep', 'seed.lstm.json', '--out', `shard${shard[0]}`, '--shard', shard, '--parallel', '1').status,
      ).toBe(0);
    expect([0, 1, 2].map((shard) => readdirSync(at(`shard${shard}`)).length)).toEqual([3, 3, 2]);
    const merged = run('merge', 'merged', 'shard0', 'shard1', 'shard2');
    expect(merged.status, merged.stderr).toBe(0);
    expect(merged.stdout).toContain('8 copied to merged');
    expect(learned('merged')).toEqual(learned('whole'));
    // The sweep itself takes them for its own.
    expect(run('sweep', 'seed.lstm.json', '--out', 'merged').stderr.match(/done before/g)).toHaveLength(8);
  });

  it('is an ordinary training to whoever knows no sweeps', () => {
    const [name] = readdirSync(at('whole'));
    writeFileSync(at('one.lstm.json'), readFileSync(at('whole', name, 'config.lstm.json')));
    const { status, stdout } = run('train', 'one.lstm.json', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout).metrics).toEqual(readJson('whole', name, 'manifest.json').metrics);
    expect(run('inspect', `whole/${name}`, '--json').status).toBe(0);
  });

  it('by successive halving trains the best to the end, and gives up the others', () => {
    const config = { train: { epochs: 4 }, sweep: { ...sweep, method: 'successiveHalving', reductionFactor: 2 } };
    writeConfig('halving.lstm.json', config);
    const { status, stdout, stderr } = run('sweep', 'halving.lstm.json', '--out', 'halving', '--json');
    expect(status, stderr).toBe(0);
    const { trials } = JSON.parse(stdout);
    const epochs = trials.map((trial: { epochs: number }) => trial.epochs).sort();
    expect(epochs).toEqual([1, 1, 1, 1, 2, 2, 4, 4]);
    const [best] = trials.filter((trial: { status: string }) => trial.status === 'done');
    // As if there had been no sweep.
    writeFileSync(at('alone.lstm.json'), readFileSync(path.join(best.run, 'config.lstm.json')));
    run('train', 'alone.lstm.json', '--out', 'alone');
    const weights = (run: string) => readFileSync(path.join(run, 'weights.bin'));
    expect(weights(at('alone')).equals(weights(best.run))).toBe(true);
    const shard = run('sweep', 'halving.lstm.json', '--shard', '0/2');
    expect(shard.status).toBe(2);
    expect(shard.stderr).toContain('cannot be divided into shards');
  });

  it('that is ended keeps what is done, and goes on from there', async () => {
    const config = { train: { epochs: 400 }, sweep: { seed: [1, 2, 3] } };
    writeConfig('long.lstm.json', config);
    const args = [cli, 'sweep', 'long.lstm.json', '--out', 'long', '--parallel', '1'];
    const child = spawn(process.execPath, args, { cwd: folder });
    const ended = new Promise((resolve) => child.once('close', resolve));
    const begun = () =>
      existsSync(at('long')) && readdirSync(at('long')).some((name) => existsSync(at('long', name, 'metrics.jsonl')));
    await vi.waitUntil(begun, { timeout: 60_000 });
    // As Kubernetes and Slurm end a job.
    child.kill('SIGTERM');
    expect(await ended).toBe(1);
    const [first, ...others] = readdirSync(at('long'));
    expect(others).toEqual([]);
    expect(readJson('long', first, 'manifest.json').status).toBe('cancelled');
    writeConfig('long.lstm.json', { ...config, train: { epochs: 400 }, sweep: { seed: [1] } });
    // Killed outright, and started again in a container, where processes have the same numbers as before.
    const file = at('long', first, 'manifest.json');
    const script = `sed -i 's/"cancelled"/"running"/; s/"process": [0-9]*/"process": '$$'/' "${file}"; exec "$@"`;
    const again = [process.execPath, cli, 'sweep', 'long.lstm.json', '--out', 'long'];
    const { status, stderr } = spawnSync('sh', ['-c', script, 'sh', ...again], { cwd: folder, encoding: 'utf8' });
    expect(status, stderr).toBe(0);
    expect(readdirSync(at('long'))).toEqual([first]);
    expect(readJson('long', first, 'manifest.json')).toMatchObject({ status: 'done', epochs: 400 });
  });

  it('goes on where a trial fails, and ends with 1', () => {
    writeConfig('bad.lstm.json', { sweep: { 'train.optimizer': [{ type: 'sgd', learningRate: 900 }, 'adam'] } });
    const { status, stdout, stderr } = run('sweep', 'bad.lstm.json', '--out', 'bad', '--json');
    expect(status).toBe(1);
    expect(stderr).toMatch(/failed: The loss became/);
    expect(stderr).toContain('1 of 2 trials failed');
    expect(JSON.parse(stdout).trials.map((trial: { status: string }) => trial.status)).toEqual(['failed', 'done']);
  });

  it.each([
    [['one.lstm.json'], 'has no "sweep"'],
    [['seed.lstm.json', '--shard', '3/3'], 'counted from 0'],
    [['seed.lstm.json', '--shard', 'x'], 'counted from 0'],
    [['seed.lstm.json', '--parallel', '0'], 'a number from 1'],
    [['wrong.lstm.json'], 'wrong.lstm.json:1:'],
  ])('with bad input %j ends with 2', (args, message) => {
    writeConfig('wrong.lstm.json', { sweep: { 'train.batchSize': [8, 0] } });
    const { status, stderr } = run('sweep', ...args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('merge', () => {
  const copy = (to: string) => {
    rmSync(at(to), { recursive: true, force: true });
    const [name] = readdirSync(at('whole'));
    cpSync(at('whole', name), at(to, name), { recursive: true });
    return name;
  };

  it('copies one run as well as a folder of them, and leaves alone what is there', () => {
    const name = copy('from');
    expect(run('merge', 'one', `from/${name}`).status).toBe(0);
    const again = run('merge', 'one', 'from', '--json');
    expect(again.status).toBe(0);
    expect(JSON.parse(again.stdout).runs).toMatchObject([{ result: 'there' }]);
    // The same trial from another machine, in a folder of another name.
    cpSync(at('from', name), at('twins', 'other-name'), { recursive: true });
    expect(run('merge', 'one', 'twins').stdout).toContain('there: twins/other-name: its trial is');
    expect(readdirSync(at('one'))).toEqual([name]);
  });

  it.each([
    ['no config', (at: string) => rmSync(path.join(at, 'config.lstm.json')), 'has no config.lstm.json'],
    [
      'too few epochs',
      (at: string) => writeFileSync(path.join(at, 'metrics.jsonl'), ''),
      'metrics of 0 epochs and not of 2',
    ],
    [
      'half a line',
      (at: string) => writeFileSync(path.join(at, 'metrics.jsonl'), '{"epoch"\n'),
      'metrics.jsonl is damaged',
    ],
    ['cut weights', (at: string) => writeFileSync(path.join(at, 'weights.bin'), 'abc'), 'cannot be read'],
    ['no end', (at: string) => edit(at, (m) => ({ ...m, status: 'running' })), 'has not ended'],
    ['a later layout', (at: string) => edit(at, (m) => ({ ...m, layout: 99 })), 'too old to read it'],
  ])('refuses a run with %s', (_, spoil, message) => {
    const name = copy('spoilt');
    spoil(at('spoilt', name));
    const { status, stdout } = run('merge', 'refused', 'spoilt');
    expect(status).toBe(1);
    expect(stdout).toContain(message);
    expect(existsSync(at('refused', name))).toBe(false);
  });

  it('overwrites nothing', () => {
    const name = copy('mine');
    copy('theirs');
    edit(at('theirs', name), (manifest) => ({ ...manifest, seconds: 1 }));
    const { status, stdout } = run('merge', 'mine', 'theirs');
    expect(status).toBe(1);
    expect(stdout).toContain('is another run');
  });

  it('says where there is no run', () => {
    expect(run('merge', 'x', 'nowhere').stderr).toContain('There is no such run');
    expect(run('merge', 'x', 'seed.lstm.json').stderr).toContain('is a file');
  });
});

function edit(run: string, change: (manifest: object) => object): void {
  const file = path.join(run, 'manifest.json');
  writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(file, 'utf8')))));
}
