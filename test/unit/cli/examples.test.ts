/** Every example keeps what its comments promise: it is trained as a user would, and looked at. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const cli = path.resolve('dist/cli.js');
const folder = mkdtempSync(path.join(tmpdir(), 'lstm-lens-examples-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args, '--json'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout);
}

/** Trains the example and inspects the run. */
function tried(name: string) {
  cpSync(`examples/${name}`, path.join(folder, name), {
    recursive: true,
    filter: (file) => path.basename(file) !== '.lstm-lens',
  });
  const config = `${name}/${name}.lstm.json`;
  const { metrics } = run('train', config);
  return { metrics, inspection: run('inspect', config) };
}

const PROMISED = {
  expectations() {
    expect(run('test', 'expectations/expectations.lstm.json').configs).toHaveLength(1);
  },
  sweep({ metrics }: ReturnType<typeof tried>) {
    expect(metrics.r2).toBeGreaterThan(0.99);
    // The Slurm script, as two tasks of an array would run it.
    const home = path.join(folder, 'sweep');
    writeFileSync(path.join(home, 'lstm-lens'), `#!/bin/sh\nexec "${process.execPath}" "${cli}" "$@"\n`, {
      mode: 0o755,
    });
    for (const task of ['0', '1']) {
      const slurm = { SLURM_ARRAY_TASK_ID: task, SLURM_ARRAY_TASK_MAX: '1', SLURM_CPUS_PER_TASK: '1' };
      const env = { ...process.env, ...slurm, PATH: `${home}:${process.env.PATH}` };
      const { status, stderr } = spawnSync('bash', ['slurm.sh'], { cwd: home, env, encoding: 'utf8' });
      expect(status, stderr).toBe(0);
    }
    expect(run('merge', 'merged', 'sweep/results/0', 'sweep/results/1').runs).toHaveLength(18);
    const { configurations } = run('sweep', 'sweep/sweep.lstm.json', '--out', 'merged');
    expect(configurations).toHaveLength(6);
    for (const { metrics: spread } of configurations) expect(spread.r2.n).toBe(3);
  },
  'sequence-addition'({ metrics, inspection }: ReturnType<typeof tried>) {
    expect(metrics.r2).toBeGreaterThan(0.99);
    expect(inspection.samples[0].prediction[0]).toBeCloseTo(2.3, 1);
  },
  'sp500-returns'({ metrics }: ReturnType<typeof tried>) {
    // Little can be forecast.
    expect(Math.abs(metrics.r2)).toBeLessThan(0.2);
  },
  'running-sum'({ metrics, inspection }: ReturnType<typeof tried>) {
    expect(metrics.r2).toBeGreaterThan(0.999);
    const [sample] = inspection.samples;
    let sum = 0;
    for (const [t, [x]] of sample.input.entries()) {
      sum += x;
      expect(sample.target[t]).toBeCloseTo(sum, 9);
      expect(sample.prediction[t]).toBeCloseTo(sum, 0);
    }
    // Nothing is changed before the step at which the state is moved, and every answer from then on by as much.
    const [{ samples }] = inspection.interventions;
    for (const { untouched, changed } of samples) {
      for (const [t, answer] of changed.entries()) expect(answer - untouched[t]).toBeCloseTo(t < 4 ? 0 : 1, 0);
    }
  },
  'adding-problem'({ metrics, inspection }: ReturnType<typeof tried>) {
    // Right within 0.04 as in the paper, on average and with room.
    expect(Math.sqrt(metrics.mse)).toBeLessThan(0.04);
    // The marked steps are those that a step's removal hurts most.
    for (const { input, influence } of inspection.samples) {
      const marked = input.flatMap(([, marker]: number[], t: number) => (marker === 1 ? [t] : []));
      const sizes: number[] = influence.occlusion.perStep.map(Math.abs);
      const largest = [...sizes.keys()].sort((a, b) => sizes[b] - sizes[a]).slice(0, 2);
      expect(largest.sort((a, b) => a - b)).toEqual(marked);
    }
  },
  'digit-addition'({ metrics, inspection }: ReturnType<typeof tried>) {
    expect(metrics.accuracy).toBeGreaterThan(0.97);
    expect(inspection.metrics.wholeSequences).toBeGreaterThan(0.9);
    const [first] = inspection.samples;
    expect(first.label).toBe('inspect.inputs[0]: 35+61=');
    expect(first.classes.join('')).toBe('96 ');
  },
  'flip-flop'({ metrics }: ReturnType<typeof tried>) {
    expect(metrics.r2).toBeGreaterThan(0.999);
    const { dynamics } = run('inspect', 'flip-flop/flip-flop.lstm.json', '--dynamics');
    const [{ fixedPoints }] = dynamics.layers;
    const stable = fixedPoints.filter((point: { stable: boolean }) => point.stable);
    expect(stable).toHaveLength(8);
    // One for each memory: what the model answers there, bit by bit, is close to plus or minus one.
    const memories = stable.map(({ answer }: { answer: number[] }) => answer.map(Math.round).join());
    expect(new Set(memories).size).toBe(8);
    for (const { answer } of stable) for (const bit of answer) expect(Math.abs(Math.abs(bit) - 1)).toBeLessThan(0.1);
  },
  'keras-model'({ inspection }: ReturnType<typeof tried>) {
    expect(inspection.source).toMatch(/sequence-addition\.keras$/);
    expect(inspection.metrics.r2).toBeGreaterThan(0.99);
    // Keras says 2.30 of numbers that it has standardized itself.
    expect(inspection.samples[0].prediction[0]).toBeCloseTo(2.3, 1);
  },
  'pytorch-model'({ inspection }: ReturnType<typeof tried>) {
    // Of the weights as PyTorch has left them: a config that loads a model looks at that.
    expect(inspection.source).toMatch(/weights\.safetensors$/);
    expect(inspection.metrics.r2).toBeGreaterThan(0.99);
    expect(inspection.samples[0].prediction[0]).toBeCloseTo(2.3, 1);
  },
} as const;

describe('the example', () => {
  it.each(Object.entries(PROMISED))('%s', (name, keepsPromise) => keepsPromise(tried(name)));

  it('is every one of them', () => {
    expect(readdirSync('examples').sort()).toEqual(Object.keys(PROMISED).sort());
  });
});
