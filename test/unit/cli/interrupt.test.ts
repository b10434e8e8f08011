/** Ctrl+C in the midst of every command of the real program that takes long. Windows has no such signal, and only Linux tells how long a process has worked. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { isTemporary } from '../../../src/worker/temporary.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { endless, large, quick, slow } from './longConfigs.js';

const cli = path.resolve('dist/cli.js');
const folder = temporaryFolder('interrupt');

const put = (name: string, content: unknown) => writeFileSync(path.join(folder, name), JSON.stringify(content));
const run = (...args: string[]) => spawnSync(process.execPath, [cli, ...args], { cwd: folder, encoding: 'utf8' });

/** Seconds of processor that a process has used: user and system, in hundredths. */
function worked(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
/** So many are more than any command needs to begin, and less than a slow inspection. */
const BEGUN = 1;

/** Begins a command and sends Ctrl+C twice, as a terminal and npm together do, once `ready` is printed, or it has worked for so many seconds. */
async function interrupt(args: readonly string[], ready: RegExp | number = BEGUN) {
  const child = spawn(process.execPath, [cli, ...args], { cwd: folder });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk;
  });
  const ended = once(child, 'close');
  const isReady = () => (typeof ready === 'number' ? worked(child.pid!) >= ready : ready.test(stderr));
  await vi.waitUntil(() => child.exitCode !== null || isReady(), { timeout: 60_000, interval: 5 });
  child.kill('SIGINT');
  await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill('SIGINT');
  const [code, signal] = await ended;
  // Node lets go of signals just before it ends: one that comes then finds all done and said.
  const status = code ?? (signal === 'SIGINT' && stderr.includes('cancelled') ? 1 : null);
  return { status, stdout, stderr, said: stderr.split('\n').at(-2) };
}

const leftOver = () =>
  (readdirSync(folder, { recursive: true }) as string[]).filter((name) => isTemporary(path.basename(name)));

describe.runIf(process.platform === 'linux')('Ctrl+C', () => {
  beforeAll(() => {
    put('slow.lstm.json', quick);
    expect(run('train', 'slow.lstm.json', '--out', 'run').status).toBe(0);
    // Of the same run an inspection that takes long.
    put('run/config.lstm.json', slow);
  });

  it('ends an inspection with one line and no document', async () => {
    for (const more of [[], ['--dynamics'], ['--json']]) {
      const { status, stdout, said } = await interrupt(['inspect', 'run', ...more]);
      expect([status, stdout, said]).toEqual([1, '', 'lstm-lens: cancelled']);
    }
  });

  it('ends an inspection of which is told what it is at, since it takes long', async () => {
    const { status, stderr } = await interrupt(['inspect', 'run'], /^inspecting: /);
    expect([status, stderr]).toEqual([1, 'inspecting: influence on the samples\nlstm-lens: cancelled\n']);
  });

  it('ends a report before its file is begun', async () => {
    writeFileSync(path.join(folder, 'report.html'), 'an earlier one');
    const { status, stdout, said } = await interrupt(['report', 'run', '--out', 'report.html']);
    expect([status, stdout, said]).toEqual([1, '', 'lstm-lens: cancelled']);
    expect(readFileSync(path.join(folder, 'report.html'), 'utf8')).toBe('an earlier one');
    expect(leftOver()).toEqual([]);
  });

  it('ends a test of several experiments, and tells of those that were tested', async () => {
    mkdirSync(path.join(folder, 'tests'));
    put('tests/quick.lstm.json', quick);
    put('tests/slow.lstm.json', endless);
    const files = ['tests/quick.lstm.json', 'tests/slow.lstm.json', 'tests/quick.lstm.json'];
    const { status, stdout, said } = await interrupt(
      ['test', ...files, '--junit', 'junit.xml'],
      /epoch [2-9]\/1000000/,
    );
    expect(status).toBe(1);
    expect(said).toBe('lstm-lens: cancelled; 1 of 3 experiments tested');
    expect(stdout).toMatch(/^tests\/quick.*\n {2}met .*\ntests\/slow\.lstm\.json: cancelled after \d+ epochs\n$/);
    const suites = readFileSync(path.join(folder, 'junit.xml'), 'utf8').match(/<testsuite /g);
    expect(suites).toHaveLength(2);
    expect(leftOver()).toEqual([]);
  });

  it('ends a test in the midst of an inspection', async () => {
    put('tests/long.lstm.json', slow);
    const { status, stdout, said } = await interrupt(
      ['test', 'tests/long.lstm.json', 'tests/quick.lstm.json'],
      /epoch 1\/1/,
    );
    expect([status, said]).toEqual([1, 'lstm-lens: cancelled; 0 of 2 experiments tested']);
    expect(stdout).toMatch(/^tests\/long\.lstm\.json: cancelled.*\n$/);
  });

  it('ends a sweep, whose trials are all there once the same command has gone on', async () => {
    put('sweep.lstm.json', { ...quick, train: { epochs: 12 }, sweep: { seed: [1, 2, 3, 4] } });
    const sweep = ['sweep', 'sweep.lstm.json', '--json', '--parallel', '1'];
    const { status, stdout, said } = await interrupt(sweep, /^\[1\/4\]/m);
    expect([status, said]).toEqual([1, 'lstm-lens: cancelled; the same command goes on']);
    const trials: { status: string; run?: string }[] = JSON.parse(stdout).trials;
    expect(trials[0].status).toBe('done');
    expect(trials.slice(1).map((trial) => trial.status)).toContain('waiting');
    expect(trials.map((trial) => trial.status)).not.toContain('failed');
    expect(leftOver()).toEqual([]);
    const again = run(...sweep);
    expect(again.status, again.stderr).toBe(0);
    const after: typeof trials = JSON.parse(again.stdout).trials;
    expect(after.map((trial) => trial.status)).toEqual(['done', 'done', 'done', 'done']);
    expect(after[0].run).toBe(trials[0].run);
  });

  it('leaves a converted file whole or not there', async () => {
    put('large.lstm.json', large(300));
    expect(run('train', 'large.lstm.json', '--out', 'large').status).toBe(0);
    for (const seconds of [0.1, 0.2, 0.3, 0.4]) {
      rmSync(path.join(folder, 'large.keras'), { force: true });
      const { status } = await interrupt(['convert', 'large', 'large.keras'], seconds);
      const there = readdirSync(folder).includes('large.keras');
      expect(there, `${status} after ${seconds} s`).toBe(status === 0);
      if (there) expect(run('convert', 'large.keras', 'back.safetensors').status).toBe(0);
    }
    expect(leftOver()).toEqual([]);
  });
});
