/** Sweeps on a real Ray, started here; only where it is installed, and on Linux, where processes can be looked at. */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { readConfig } from '../../../src/core/config/read.js';
import { planSweep } from '../../../src/core/sweep/plan.js';
import { findPython } from '../../../src/worker/python/find.js';
import { sweepOnRay } from '../../../src/worker/ray/sweepOnRay.js';
import { temporaryFolder } from '../support/temporaryFolder.js';

const python = process.env.PARITY_RAY;
const cli = path.resolve('dist/cli.js');
const folder = temporaryFolder('parity-ray');
vi.setConfig({ testTimeout: 600_000 });

function writeConfig(name: string, sweep: object, epochs: number, samples = 500) {
  const layers = [
    { type: 'lstm', units: 16 },
    { type: 'dense', units: 1 },
  ];
  const config = { data: { task: 'sum', samples, length: 6 }, model: { layers }, train: { epochs } };
  writeFileSync(path.join(folder, name), JSON.stringify({ ...config, sweep: { ...sweep, on: 'ray' } }));
}

/** Starts a sweep. @param heard is told what it says of its trials. */
function start(name: string, out: string, heard: (said: string) => void) {
  const env = { ...process.env, LSTM_LENS_PYTHON: python };
  const child = spawn(process.execPath, [cli, 'sweep', name, '--out', out, '--json'], { cwd: folder, env });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (text) => {
    said.stdout += text;
  });
  child.stderr.on('data', (text) => {
    said.stderr += text;
    heard(said.stderr);
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, ended, said };
}

/** Living processes that this one has started, and those that they have, with their names. */
function descendants(root: number): { pid: number; name: string }[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        const name = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return state === 'Z' ? [] : [{ pid: Number(pid), parent: Number(parent), name }];
      } catch {
        // It has ended meanwhile.
        return [];
      }
    });
  const below = (pid: number): typeof all =>
    all.filter(({ parent }) => parent === pid).flatMap((one) => [one, ...below(one.pid)]);
  return below(root);
}

function living(processes: readonly { pid: number; name: string }[]): string[] {
  return processes
    .filter(({ pid, name }) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') === name && name !== '';
      } catch {
        return false;
      }
    })
    .map(({ name }) => name.slice(0, 80));
}

const manifests = (out: string) =>
  readdirSync(path.join(folder, out)).map((run) =>
    JSON.parse(readFileSync(path.join(folder, out, run, 'manifest.json'), 'utf8')),
  );

/** In the place of `python/versions.py`: the third and later that it is asked, it answers as another machine. */
const UPGRADED = `
import importlib.util, os
spec = importlib.util.spec_from_file_location("real", "REAL")
real = importlib.util.module_from_spec(spec)
spec.loader.exec_module(real)
file = os.path.join(os.path.dirname(__file__), "asked")
with open(file, "a+") as asked:
    asked.write(".")
if os.path.getsize(file) > 2:
    real.socket.gethostname = lambda: "elsewhere"
    real.printed = lambda command: "0.0.1" if len(command) > 2 else "v8.1.0"
real.main()
`;

describe.runIf(python && process.platform === 'linux')('a sweep on Ray', () => {
  it('has all 12 results, though a worker is killed half-way, and leaves nothing running', async () => {
    writeConfig('grid.lstm.json', { 'train.learningRate': [0.001, 0.01, 0.1], seed: [1, 2, 3, 4] }, 60);
    let killed: string | undefined;
    let seen: { pid: number; name: string }[] = [];
    const { child, ended, said } = start('grid.lstm.json', 'grid', (text) => {
      if (killed !== undefined || !text.includes('[5/12]')) return;
      seen = descendants(child.pid!);
      const worker = seen.find(({ name }) => /^ray::.*Trial/.test(name));
      killed = worker?.name ?? '';
      if (worker) process.kill(worker.pid, 'SIGKILL');
    });
    expect(await ended, said.stderr).toBe(0);
    expect(killed).toMatch(/^ray::/);
    const { trials } = JSON.parse(said.stdout);
    expect(trials.map(({ status, epochs }: { status: string; epochs: number }) => [status, epochs])).toEqual(
      new Array(12).fill(['done', 60]),
    );
    expect(
      new Set(
        manifests('grid')
          .filter(({ status }) => status === 'done')
          .map(({ sweep }) => sweep.trial),
      ).size,
    ).toBe(12);
    await vi.waitUntil(() => living(seen).length === 0, { timeout: 30_000 });
    // The same trials here: the same results, none of which is trained again.
    const again = spawnSync(process.execPath, [cli, 'sweep', 'grid.lstm.json', '--out', 'grid', '--shard', '0/1'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(again.stderr.match(/done before/g)).toHaveLength(12);
  });

  it('by successive halving stops some of the trials early, which keep their epochs', async () => {
    // The later ones are worse than those that have been at the same epoch before them.
    const rates = [0.01, 0.003, 0.001, 0.0003, 0.0001, 0.00003];
    writeConfig(
      'halving.lstm.json',
      { method: 'successiveHalving', minEpochs: 4, 'train.learningRate': rates },
      27,
      15_000,
    );
    const { ended, said } = start('halving.lstm.json', 'halving', () => {});
    expect(await ended, said.stderr).toBe(0);
    const { trials } = JSON.parse(said.stdout);
    const whole = trials.filter(({ status }: { status: string }) => status === 'done');
    expect(whole.length).toBeGreaterThan(0);
    expect(whole.length).toBeLessThan(6);
    for (const { status, epochs } of trials)
      expect(status === 'done' ? epochs === 27 : status === 'stopped' && epochs >= 4).toBe(true);
  });

  it('that is cancelled keeps what is done, and leaves nothing running', async () => {
    writeConfig('long.lstm.json', { seed: [1, 2, 3, 4] }, 100_000);
    let seen: { pid: number; name: string }[] = [];
    const { child, ended, said } = start('long.lstm.json', 'long', () => {});
    const isTraining = () => {
      try {
        return manifests('long').length > 0;
      } catch {
        return false;
      }
    };
    await vi.waitUntil(isTraining, { timeout: 200_000, interval: 200 });
    seen = descendants(child.pid!);
    child.kill('SIGINT');
    expect(await ended).toBe(1);
    expect(said.stderr).toContain('cancelled; the same command goes on');
    await vi.waitUntil(() => living(seen).length === 0, { timeout: 30_000 });
    for (const { status } of manifests('long')) expect(status).toBe('cancelled');
  });

  it('that loses its Ray fails with what was printed last', async () => {
    writeConfig('lost.lstm.json', { seed: [1, 2, 3, 4] }, 100_000);
    const { child, ended, said } = start('lost.lstm.json', 'lost', () => {});
    const find = (part: string) => descendants(child.pid!).filter(({ name }) => name.includes(part));
    await vi.waitUntil(() => find('ray::').some(({ name }) => name.includes('Trial')), {
      timeout: 200_000,
      interval: 200,
    });
    const seen = descendants(child.pid!);
    for (const { pid } of [...find('gcs_server'), ...find('raylet/raylet')]) process.kill(pid, 'SIGKILL');
    expect(await ended).toBe(1);
    expect(said.stderr).toMatch(/Python ended|Ray failed|Python was ended|hangs/);
    await vi.waitUntil(() => living(seen).length === 0, { timeout: 30_000 });
  });

  it('does not train on a machine with other versions, tries no second time, and keeps what is done', async () => {
    writeConfig('versions.lstm.json', { seed: [1, 2, 3] }, 2);
    const config = path.join(folder, 'versions.lstm.json');
    const text = readFileSync(config, 'utf8');
    const { experiment } = await readConfig(config, text);
    const plan = (await planSweep(text, experiment!))!;
    // The first trial is trained on this machine, the others on one that has been upgraded only in part.
    const scripts = path.join(folder, 'scripts');
    mkdirSync(scripts);
    cpSync('python/sweep.py', path.join(scripts, 'sweep.py'));
    writeFileSync(path.join(scripts, 'versions.py'), UPGRADED.replace('REAL', path.resolve('python/versions.py')));
    const states = await sweepOnRay(
      {
        ...{ config, plan, root: path.join(folder, 'versions'), parallel: 1 },
        ...{ cancelled: () => false, ended: () => {} },
      },
      {
        ...{ python: findPython(python, ''), script: path.join(scripts, 'sweep.py') },
        ...{ command: [process.execPath, cli], environment: {} },
      },
    );
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    const all = plan.trials.map(({ id }) => states.get(id)!);
    expect(all.map(({ status }) => status)).toEqual(['done', 'failed', 'failed']);
    const node = process.versions.node.split('.')[0];
    const here = `has LSTM Lens ${version}, Node ${node}`;
    for (const { message } of all.slice(1)) {
      expect(message).toContain(`${here}, but elsewhere has LSTM Lens 0.0.1, Node 8. Install the same there, and`);
      expect(message).not.toContain('\n');
    }
    expect(manifests('versions').map(({ status }) => status)).toEqual(['done']);
    // Of the machine that starts the sweep, and of each trial once.
    expect(readFileSync(path.join(scripts, 'asked'), 'utf8')).toBe('....');
  });

  it('in a cluster with another Ray or Python tells both in one line, with what to do', () => {
    const script = `
import os, runpy, sys
from ray._private.utils import check_version_info
# sweep.py ends when it is closed.
sys.stdin = os.fdopen(os.pipe()[0])
mismatch = runpy.run_path("python/sweep.py")["ray_mismatch"]
try:
    check_version_info({"ray_version": "2.1.0", "python_version": "3.9.2"}, "node 10.0.0.7:6379")
except RuntimeError as error:
    print(mismatch(error, "10.0.0.1:6379"), file=sys.stderr)
print(mismatch(RuntimeError("something else"), ""), file=sys.stderr)
os._exit(0)
`;
    const { stderr } = spawnSync(python!, ['-c', script], { encoding: 'utf8' });
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(
        /^The cluster at 10\.0\.0\.1:6379 has Ray 2\.1\.0 on Python 3\.9\.2, but (\S+) on \S+ has Ray [\d.]+ on Python [\d.]+\. Ray needs the same versions: choose a Python 3\.9\.2 and "\1" -m pip install "ray\[tune\]==2\.1\.0"\.$/,
      ),
      'None',
    ]);
  });

  it('tells why a trial failed in the words of the command line', async () => {
    writeConfig('diverges.lstm.json', { seed: [1], 'train.optimizer': [{ type: 'sgd', learningRate: 1000 }] }, 3);
    const { ended, said } = start('diverges.lstm.json', 'diverges', () => {});
    expect(await ended).toBe(1);
    const [{ status, message }] = JSON.parse(said.stdout).trials;
    expect(status).toBe('failed');
    expect(message).toMatch(/^The loss became NaN in epoch 1, .*often helps\.$/);
  });

  it('at an address where nobody listens says so at once', () => {
    writeConfig('dead.lstm.json', { seed: [1, 2] }, 1);
    for (const address of ['127.0.0.1:1', 'ray://localhost:1', 'no-such-host.invalid:6379', 'localhost:99999']) {
      const env = { ...process.env, LSTM_LENS_PYTHON: python, RAY_ADDRESS: address };
      const { status, stderr } = spawnSync(process.execPath, [cli, 'sweep', 'dead.lstm.json', '--out', 'dead'], {
        ...{ cwd: folder, env, encoding: 'utf8' as const },
        // Ray itself would try for minutes.
        timeout: 90_000,
      });
      expect(status).toBe(1);
      expect(stderr).toMatch(
        /^lstm-lens: No Ray answers at \S+: .+\. (Is the cluster up, and|Ray looks for it at \S+; one that) /m,
      );
      expect(stderr).toContain(address);
    }
  });

  it('in a cluster that asks for a token says which variables give it, and with them trains', () => {
    writeConfig('token.lstm.json', { seed: [1, 2] }, 1);
    const own = Object.values(networkInterfaces())
      .flat()
      .find((one) => one?.family === 'IPv4' && !one.internal)!.address;
    const token = { RAY_AUTH_MODE: 'token', RAY_AUTH_TOKEN: 'of-these-tests-and-of-nothing-else' };
    const ray = (...args: string[]) =>
      spawnSync(path.join(path.dirname(python!), 'ray'), args, { env: { ...process.env, ...token }, encoding: 'utf8' });
    const begin = ['start', '--head', '--port=6391', '--num-cpus=2', '--include-dashboard=false'];
    const sweep = (more: object) =>
      spawnSync(process.execPath, [cli, 'sweep', 'token.lstm.json', '--out', 'token'], {
        cwd: folder,
        env: { ...process.env, LSTM_LENS_PYTHON: python, RAY_ADDRESS: `${own}:6391`, ...more },
        encoding: 'utf8',
      });
    try {
      expect(ray(...begin, `--node-ip-address=${own}`).status).toBe(0);
      const without = sweep({});
      expect(without.status).toBe(1);
      expect(without.stderr).toMatch(/^lstm-lens: The cluster at \S+ asks for a token, .*RAY_AUTH_TOKEN_PATH, in /m);
      const { status, stderr } = sweep(token);
      expect(status, stderr).toBe(0);
    } finally {
      ray('stop', '--force');
    }
  });

  it('without Ray says what brings it', () => {
    writeConfig('none.lstm.json', { seed: [1, 2] }, 1);
    const env = { ...process.env, LSTM_LENS_PYTHON: process.env.PARITY_PYTHON };
    const { status, stderr } = spawnSync(process.execPath, [cli, 'sweep', 'none.lstm.json'], {
      cwd: folder,
      env,
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/Ray Tune is not installed in (.*)\. This brings it: "\1" -m pip install "ray\[tune\]"/);
  });
});
