/**
 * Every example keeps what its first lines promise: it is trained as a user would, and looked at. Numbers are those that
 * stand there.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporaryFolder.js';

const cli = path.resolve('dist/cli.js');
const folder = temporaryFolder('examples');

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

/** What stands above an example's config, in one line. */
function firstLines(name: string): string {
  const text = readFileSync(`examples/${name}/${name}.lstm.json`, 'utf8');
  return text.split('\n{')[0].replaceAll(/\s*\/\/\s*/g, ' ');
}

/** The number that an example's comment states, `#` standing for it. */
function stated(name: string, sentence: string): number {
  const comment = firstLines(name);
  const pattern = new RegExp(sentence.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replace('#', '([\\d.]*\\d)'));
  expect(comment).toMatch(pattern);
  return Number(pattern.exec(comment)?.[1]);
}

type Tried = ReturnType<typeof tried>;

const PROMISED = {
  expectations() {
    const { configs } = run('test', 'expectations/expectations.lstm.json');
    expect(configs).toHaveLength(1);
    expect(configs[0].expectations.map(({ met }: { met: boolean }) => met)).toEqual(
      Array(stated('expectations', 'all # met')).fill(true),
    );
  },
  sweep() {
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
    const trials = stated('sweep', '# trials');
    expect(run('merge', 'merged', 'sweep/results/0', 'sweep/results/1').runs).toHaveLength(trials);
    const { configurations } = run('sweep', 'sweep/sweep.lstm.json', '--out', 'merged');
    expect(configurations).toHaveLength(trials / 3);
    for (const { metrics: spread } of configurations) expect(spread.r2.n).toBe(3);
    const best = Math.max(
      ...configurations.map(({ metrics }: { metrics: { r2: { mean: number } } }) => metrics.r2.mean),
    );
    expect(best).toBeGreaterThan(stated('sweep', 'configuration has a mean R² above #'));
  },
  'sequence-addition'({ metrics, inspection }: Tried) {
    expect(metrics.r2).toBeGreaterThan(stated('sequence-addition', 'R² above #'));
    expect(inspection.samples[0].prediction[0]).toBeCloseTo(2.3, 1);
    const trust = ({ method }: { method: string }) => method === 'integratedGradients';
    const r = stated('sequence-addition', 'integrated gradients with r above #');
    expect(inspection.trust.find(trust).pearson).toBeGreaterThan(r);
  },
  'sp500-returns'({ metrics }: Tried) {
    expect(Math.abs(metrics.r2)).toBeLessThan(stated('sp500-returns', 'R² within # of zero'));
    // The prices are those of the package that is named as their source.
    const own = readFileSync('examples/sp500-returns/sp500-2000.csv');
    expect(own.equals(readFileSync('node_modules/vega-datasets/data/sp500-2000.csv'))).toBe(true);
  },
  'running-sum'({ metrics, inspection }: Tried) {
    expect(metrics.r2).toBeGreaterThan(stated('running-sum', 'R² above #'));
    const [sample] = inspection.samples;
    let sum = 0;
    for (const [t, [x]] of sample.input.entries()) {
      sum += x;
      expect(sample.target[t]).toBeCloseTo(sum, 9);
      expect(sample.prediction[t]).toBeCloseTo(sum, 0);
    }
    // Nothing is changed before the step at which the state is moved, and every answer from then on by as much.
    const within = stated('running-sum', 'by one, within #');
    const [{ samples }] = inspection.interventions;
    for (const { untouched, changed } of samples) {
      for (const [t, answer] of changed.entries()) {
        expect(Math.abs(answer - untouched[t] - (t < 4 ? 0 : 1))).toBeLessThan(within);
      }
    }
  },
  'adding-problem'({ metrics, inspection }: Tried) {
    // As in the paper, on average.
    const right = stated('adding-problem', 'right within #');
    expect(Math.sqrt(metrics.mse)).toBeLessThan(right);
    // Of the same numbers with one mark moved, each answer is the sum of those that are marked.
    const [before, after] = inspection.samples;
    const values = (sample: typeof before) => sample.input.map(([value]: number[]) => value);
    expect(values(after)).toEqual(values(before));
    for (const { input, prediction, target } of [before, after]) {
      const sum = input.reduce((total: number, [value, marker]: number[]) => total + value * marker, 0);
      expect(target[0]).toBeCloseTo(sum, 9);
      expect(Math.abs(prediction[0] - sum)).toBeLessThan(right);
    }
    expect(before.target[0] - after.target[0]).toBeGreaterThan(2 * right);
    // The marked steps are those that a step's removal hurts most.
    for (const { input, influence } of inspection.samples) {
      const marked = input.flatMap(([, marker]: number[], t: number) => (marker === 1 ? [t] : []));
      const sizes: number[] = influence.occlusion.perStep.map(Math.abs);
      const largest = [...sizes.keys()].sort((a, b) => sizes[b] - sizes[a]).slice(0, 2);
      expect(largest.sort((a, b) => a - b)).toEqual(marked);
    }
  },
  'digit-addition'({ metrics, inspection }: Tried) {
    expect(metrics.accuracy).toBeGreaterThan(stated('digit-addition', 'accuracy of characters above #'));
    expect(inspection.metrics.wholeSequences).toBeGreaterThan(stated('digit-addition', 'of whole answers above #'));
    const [first] = inspection.samples;
    expect(first.label).toBe('inspect.inputs[0]: 35+61=');
    expect(first.classes.join('')).toBe('96 ');
  },
  'flip-flop'({ metrics }: Tried) {
    expect(metrics.r2).toBeGreaterThan(stated('flip-flop', 'R² above #'));
    const { dynamics } = run('inspect', 'flip-flop/flip-flop.lstm.json', '--dynamics');
    const [{ fixedPoints }] = dynamics.layers;
    const stable = fixedPoints.filter((point: { stable: boolean }) => point.stable);
    const points = stated('flip-flop', '# stable fixed points');
    expect(stable).toHaveLength(points);
    // One for each memory: what the model answers there, bit by bit, is close to plus or minus one.
    const memories = stable.map(({ answer }: { answer: number[] }) => answer.map(Math.round).join());
    expect(new Set(memories).size).toBe(points);
    const within = stated('flip-flop', 'answers are within # of');
    for (const { answer } of stable) for (const bit of answer) expect(Math.abs(Math.abs(bit) - 1)).toBeLessThan(within);
  },
  'keras-model'({ inspection }: Tried) {
    expect(inspection.source).toMatch(/sequence-addition\.keras$/);
    expect(inspection.metrics.r2).toBeGreaterThan(stated('keras-model', 'R² above #'));
    // Keras says 2.30 of numbers that it has standardized itself.
    expect(inspection.samples[0].prediction[0]).toBeCloseTo(2.3, 1);
  },
  'pytorch-model'({ inspection }: Tried) {
    // Of the weights as PyTorch has left them: a config that loads a model looks at that.
    expect(inspection.source).toMatch(/weights\.safetensors$/);
    expect(inspection.metrics.r2).toBeGreaterThan(stated('pytorch-model', 'R² above #'));
    expect(inspection.samples[0].prediction[0]).toBeCloseTo(2.3, 1);
  },
} as const;

describe('the example', () => {
  it.each(Object.entries(PROMISED))('%s', (name, keepsPromise) => keepsPromise(tried(name)));

  it.each(Object.keys(PROMISED))('%s promises the same in docs/examples.md', (name) => {
    const row = readFileSync('docs/examples.md', 'utf8')
      .split('\n')
      .find((line) => line.startsWith(`| [${name}]`));
    const numbers =
      row
        ?.split('|')
        .at(-2)
        ?.match(/\d[\d.]*/g) ?? [];
    expect(numbers).not.toEqual([]);
    for (const number of numbers) expect(firstLines(name)).toContain(number);
  });

  it('is every one of them', () => {
    expect(readdirSync('examples').sort()).toEqual(Object.keys(PROMISED).sort());
  });
});
