/** What the command line does with `"engine": "tensorflow"`, whatever package stands behind it. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { TENSORFLOW_VARIABLE } from '../../../src/worker/tensorflow/find.js';
import { temporaryFolder } from '../support/temporaryFolder.js';

/** @param tensorFlow folder of a package with the functions of tfjs-node. */
export function describeCommandLine(tensorFlow: string): void {
  const cli = path.resolve('dist/cli.js');
  const work = temporaryFolder('tensorflow');
  const env = { ...process.env, [TENSORFLOW_VARIABLE]: tensorFlow };
  const write = (name: string, change: object) => {
    const config = {
      seed: 7,
      data: { task: 'sum', samples: 60, length: 3 },
      model: {
        layers: [
          { type: 'lstm', units: 4 },
          { type: 'dense', units: 1 },
        ],
      },
      train: { epochs: 3 },
      inspect: { inputs: [[0.1, 0.9, 0.4]], influence: ['integratedGradients'] },
      ...change,
    };
    writeFileSync(path.join(work, name), JSON.stringify(config));
  };
  const run = (...args: string[]) => spawnSync(process.execPath, [cli, ...args], { cwd: work, env, encoding: 'utf8' });

  it('trains and inspects to the numbers of the embedded engine', () => {
    write('wasm.lstm.json', {});
    write('tensorflow.lstm.json', { engine: 'tensorflow' });
    const [wasm, tensorflow] = ['wasm', 'tensorflow'].map((engine) => {
      const { status, stdout, stderr } = run('train', `${engine}.lstm.json`, '--json');
      expect(status, stderr).toBe(0);
      const trained = JSON.parse(stdout);
      expect(trained.engine).toBe(engine);
      expect(JSON.parse(readFileSync(path.join(trained.run, 'manifest.json'), 'utf8')).engine).toBe(engine);
      const inspected = run('inspect', trained.run, '--json');
      expect(inspected.status, inspected.stderr).toBe(0);
      return { trained, sample: JSON.parse(inspected.stdout).samples[0] };
    });
    for (const [index, { loss, validationLoss }] of wasm.trained.epochs.entries()) {
      const other = tensorflow.trained.epochs[index];
      expect(Math.abs(other.loss / loss - 1)).toBeLessThan(1e-3);
      expect(Math.abs(other.validationLoss / validationLoss - 1)).toBeLessThan(1e-3);
    }
    expect(tensorflow.sample.prediction[0]).toBeCloseTo(wasm.sample.prediction[0], 3);
    expect(tensorflow.sample.layers[0].gates.forget.flat()).toHaveLength(12);
    for (const [t, value] of wasm.sample.influence.integratedGradients.perStep.entries()) {
      expect(tensorflow.sample.influence.integratedGradients.perStep[t]).toBeCloseTo(value, 3);
    }
  });

  it('a process that dies is a failed run with a message, and no dead host', async () => {
    write('dies.lstm.json', { engine: 'tensorflow', train: { epochs: 100_000 } });
    const child = spawn(process.execPath, [cli, 'train', 'dies.lstm.json', '--out', 'dying'], { cwd: work, env });
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    const ended = new Promise((resolve) => child.once('close', resolve));
    const manifest = () => JSON.parse(readFileSync(path.join(work, 'dying/manifest.json'), 'utf8'));
    await vi.waitUntil(() => existsSync(path.join(work, 'dying/metrics.jsonl')), { timeout: 60_000 });
    expect(manifest().process).not.toBe(child.pid);
    process.kill(manifest().process, 'SIGSEGV');
    expect(await ended).toBe(1);
    expect(stderr).toMatch(/lstm-lens: TensorFlow's process was ended by SIGSEGV\./);
    expect(manifest()).toMatchObject({
      status: 'interrupted',
      message: expect.stringMatching(/^TensorFlow's process was ended by SIGSEGV\./),
    });
    expect(readdirSync(path.join(work, 'dying'))).toContain('checkpoints');
  });

  it('Ctrl+C ends the training in order, and its process with it', async () => {
    write('long.lstm.json', { engine: 'tensorflow', train: { epochs: 100_000 } });
    // A group of its own, as a terminal would have it: the signal goes to all its processes.
    const child = spawn(process.execPath, [cli, 'train', 'long.lstm.json', '--out', 'long'], {
      cwd: work,
      env,
      detached: true,
    });
    const ended = new Promise((resolve) => child.once('close', resolve));
    await vi.waitUntil(() => existsSync(path.join(work, 'long/metrics.jsonl')), { timeout: 60_000 });
    process.kill(-(child.pid as number), 'SIGINT');
    expect(await ended).toBe(1);
    const manifest = JSON.parse(readFileSync(path.join(work, 'long/manifest.json'), 'utf8'));
    expect(manifest.status).toBe('cancelled');
    await vi.waitUntil(() => !isRunning(manifest.process));
  });
}

function isRunning(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
}
