import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { SEED_WEIGHTS } from '../support/seedWeights.js';
import { temporaryFolder } from '../support/temporaryFolder.js';

const cli = path.resolve('dist/cli.js');
const folder = temporaryFolder('cli');

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { cwd: folder, encoding: 'utf8' });
  return { status, stdout, stderr };
}

const seed = 'seed/sequence-addition.lstm.json';
beforeAll(() => {
  cpSync('examples/sequence-addition/sequence-addition.lstm.json', path.join(folder, seed));
});

/** Runs the seed experiment once; every test of this file that needs a run uses it. */
const trained = (() => {
  let result: ReturnType<typeof JSON.parse> | undefined;
  return () => {
    if (!result) {
      const { status, stdout, stderr } = run('train', seed, '--json');
      expect(status, stderr).toBe(0);
      result = JSON.parse(stdout);
    }
    return result;
  };
})();

describe('resume', () => {
  it('goes on with a run that Ctrl+C has ended, and ends where a whole one would', async () => {
    const config = { seed: 4, data: { task: 'sum', samples: 3000, length: 10 }, train: { epochs: 200 } };
    const layers = [
      { type: 'lstm', units: 16 },
      { type: 'dense', units: 1 },
    ];
    writeFileSync(path.join(folder, 'long.lstm.json'), JSON.stringify({ ...config, model: { layers } }));
    const child = spawn(process.execPath, [cli, 'train', 'long.lstm.json', '--out', 'pieces'], { cwd: folder });
    const ended = new Promise((resolve) => child.once('close', resolve));
    await vi.waitUntil(() => existsSync(path.join(folder, 'pieces/metrics.jsonl')), { timeout: 60_000 });
    child.kill('SIGINT');
    expect(await ended).toBe(1);
    const manifest = () => JSON.parse(readFileSync(path.join(folder, 'pieces/manifest.json'), 'utf8'));
    expect(manifest().status).toBe('cancelled');
    const { status, stdout, stderr } = run('resume', 'pieces', '--json');
    expect(status, stderr).toBe(0);
    expect(JSON.parse(stdout).epochs).toHaveLength(200);
    expect(manifest()).toMatchObject({ status: 'done', epochs: 200 });
    expect(run('train', 'long.lstm.json', '--out', 'whole').status).toBe(0);
    const weights = (name: string) => readFileSync(path.join(folder, name, 'weights.bin'));
    expect(weights('pieces').equals(weights('whole'))).toBe(true);
    const again = run('resume', 'pieces');
    expect(again.status).toBe(1);
    expect(again.stderr).toContain('The run is done');
    expect(run('resume', 'nowhere').stderr).toContain('is not a run');
  });
});

describe('inspect --dynamics', () => {
  it('adds fixed points, memory and ablations to the document, and to the words', () => {
    trained();
    const { status, stdout, stderr } = run('inspect', seed, '--dynamics', '--json');
    expect(status, stderr).toBe(0);
    const { samples, dynamics } = JSON.parse(stdout);
    expect(samples).toHaveLength(1);
    expect(dynamics.layers.map(({ layer }: { layer: string }) => layer)).toEqual(['lstm_1', 'lstm_2']);
    const [, last] = dynamics.layers;
    expect(last.halfLives).toHaveLength(32);
    for (const { state, speed, modes, stable } of last.fixedPoints) {
      expect(state).toHaveLength(64);
      expect(speed).toBeLessThanOrEqual(1e-12);
      expect(stable).toBe(modes[0].size < 1);
    }
    expect(dynamics.ablations).toHaveLength(96);
    const words = run('inspect', seed, '--dynamics').stdout;
    expect(words).toContain('lstm_2 loses half of what a unit holds in');
    expect(words).toContain('Units held at zero');
  });
});

describe('train --json', () => {
  it('prints the document of the contract, with the expected figures', () => {
    const { run: runFolder, engine, epochs, seconds, metrics } = trained();
    expect(path.dirname(runFolder)).toBe(path.join(folder, 'seed/.lstm-lens/runs'));
    expect(engine).toBe('wasm');
    expect(epochs.map(({ epoch }: { epoch: number }) => epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    for (const { loss, validationLoss } of epochs) {
      expect(loss).toBeGreaterThan(0);
      expect(validationLoss).toBeGreaterThan(0);
    }
    expect(seconds).toBeGreaterThan(0);
    expect(metrics.r2).toBeGreaterThanOrEqual(0.99);
    expect(metrics.mse).toBeGreaterThan(0);
  });

  it('gives the same bits for the same seed, in a folder of one’s choice', () => {
    const first = trained();
    const { status, stdout } = run('train', seed, '--json', '--out', 'chosen');
    expect(status).toBe(0);
    const second = JSON.parse(stdout);
    expect(second.run).toBe(path.join(folder, 'chosen'));
    expect(second.epochs).toEqual(first.epochs);
    const weights = (runFolder: string) => readFileSync(path.join(runFolder, 'weights.bin'));
    expect(weights(second.run).equals(weights(first.run))).toBe(true);
    // The same on every machine and version of Node; it changes only where the arithmetic of a step does.
    expect(createHash('sha256').update(weights(first.run)).digest('hex')).toBe(SEED_WEIGHTS);
  });

  it('learns as well in the fast precision, and says in the manifest how it computed', () => {
    const config = readFileSync(path.join(folder, seed), 'utf8').replace(/^\{/m, '{ "precision": "fast",');
    writeFileSync(path.join(folder, 'fast.lstm.json'), config);
    const { status, stdout, stderr } = run('train', 'fast.lstm.json', '--json', '--out', 'quick');
    expect(status, stderr).toBe(0);
    const { engine, metrics } = JSON.parse(stdout);
    expect(engine).toBe('wasm');
    expect(metrics.r2).toBeCloseTo(trained().metrics.r2, 3);
    const { arithmetic } = JSON.parse(readFileSync(path.join(folder, 'quick/manifest.json'), 'utf8'));
    expect(arithmetic).toMatchObject({ precision: 'fast' });
    expect(arithmetic.threads).toBeGreaterThan(0);
  });

  it('never writes into a folder that holds something', () => {
    writeFileSync(path.join(folder, 'precious.txt'), 'kept');
    const { status, stderr } = run('train', seed, '--out', '.');
    expect(status).toBe(2);
    expect(stderr).toMatch(/^\.:1:1: The output folder is not empty/m);
    expect(existsSync(path.join(folder, 'manifest.json'))).toBe(false);
  });
});

describe('inspect --json', () => {
  const inspected = (source: string) => {
    const { status, stdout, stderr } = run('inspect', source, '--json');
    expect(status, stderr).toBe(0);
    return JSON.parse(stdout);
  };

  it('prints the document of the contract', () => {
    trained();
    const { samples, trust } = inspected(seed);
    expect(samples).toHaveLength(1);
    const [{ input, prediction, layers, influence, attention }] = samples;
    expect(input).toEqual([[0.1], [0.9], [0.4], [0.2], [0.7]]);
    expect(prediction).toHaveLength(1);
    expect(prediction[0]).toBeCloseTo(2.3, 1);
    expect(layers.map(({ name, type, units }: Record<string, unknown>) => [name, type, units])).toEqual([
      ['lstm_1', 'lstm', 64],
      ['lstm_2', 'lstm', 32],
    ]);
    for (const { units, hidden, cell, gates } of layers) {
      for (const values of [hidden, cell, gates.input, gates.forget, gates.candidate, gates.output]) {
        expect(values).toHaveLength(5);
        for (const row of values) expect(row).toHaveLength(units);
      }
      // h = o tanh(c), whatever the weights.
      for (let t = 0; t < 5; t++) {
        for (let u = 0; u < units; u++) {
          expect(hidden[t][u]).toBeCloseTo(gates.output[t][u] * Math.tanh(cell[t][u]), 5);
        }
      }
    }
    expect(Object.keys(influence)).toEqual(['stateChange', 'gradientInput', 'integratedGradients', 'occlusion']);
    expect(influence.stateChange.perStep).toHaveLength(5);
    for (const method of ['gradientInput', 'integratedGradients', 'occlusion']) {
      expect(influence[method].values).toHaveLength(5);
      expect(influence[method].baseline).toHaveLength(5);
    }
    expect(Object.keys(attention)).toEqual(['cellWeights', 'jacobian']);
    for (const matrices of Object.values<{ layer: string; values: number[][] }[]>(attention)) {
      expect(matrices.map(({ layer }) => layer)).toEqual(['lstm_1', 'lstm_2']);
      for (const { values } of matrices) {
        expect(values.map((row) => row.length)).toEqual([5, 5, 5, 5, 5]);
        values.forEach((row, t) => {
          row.forEach((value, s) => {
            if (s <= t) expect(value).toBeGreaterThan(0);
            else expect(value).toBe(0);
          });
        });
      }
    }
    const pearson = Object.fromEntries(
      trust.map((row: { method: string; pearson: number }) => [row.method, row.pearson]),
    );
    expect(pearson.integratedGradients).toBeGreaterThanOrEqual(0.99);
    expect(pearson.occlusion).toBeGreaterThanOrEqual(0.99);
    expect(pearson.stateChange).toBeGreaterThan(0.6);
    expect(pearson.stateChange).toBeLessThan(0.9);
  });

  it('is complete: integrated gradients add up to the prediction less that of the baseline', () => {
    const { samples } = inspected(trained().run);
    const { integratedGradients } = samples[0].influence;
    expect(integratedGradients.completenessError).toBeLessThan(1e-4);
    // The input that is the baseline has no influence at all, so its prediction is what the sum starts from.
    const [mean] = integratedGradients.baseline;
    const config = JSON.parse(
      readFileSync(path.join(folder, seed), 'utf8')
        .replace(/^\s*\/\/.*$/gm, '')
        .replace(/\/\/ raw.*$/m, ''),
    );
    config.inspect.inputs = [Array.from({ length: 5 }, () => mean[0])];
    config.model.from = path.join(trained().run, 'model.json');
    const file = path.join(folder, 'seed/baseline.lstm.json');
    writeFileSync(file, JSON.stringify(config));
    const ground = inspected(file).samples[0].prediction[0];
    const sum = integratedGradients.perStep.reduce((total: number, value: number) => total + value, 0);
    expect(sum).toBeCloseTo(samples[0].prediction[0] - ground, 4);
  });

  it('has a trust table with intervals and scores that need no rule, and what they mean in words', () => {
    const { trust, trustBaselines, trustReading, inputCorrelation, baseline } = inspected(trained().run);
    for (const row of trust) {
      const [low, high] = row.intervals.pearson;
      expect(low).toBeLessThanOrEqual(row.pearson);
      expect(high).toBeGreaterThanOrEqual(row.pearson);
      for (const score of ['deletion', 'insertion', 'comprehensiveness', 'sufficiency', 'maxSensitivity']) {
        expect(row[score].low).toBeLessThanOrEqual(row[score].value);
        expect(row[score].high).toBeGreaterThanOrEqual(row[score].value);
      }
    }
    const [best] = trust;
    for (const row of trustBaselines) {
      expect(best.insertion.low).toBeGreaterThan(row.insertion.high);
      expect(best.deletion.high).toBeLessThan(row.deletion.low);
      expect(best.infidelity.high).toBeLessThan(row.infidelity.low);
    }
    expect(trustReading).toMatch(/followed closely by .*integratedGradients.*, loosely by stateChange \(r = 0\.\d\d\)/);
    expect(inputCorrelation.map(({ layer, samples }: Record<string, unknown>) => [layer, samples])).toEqual([
      ['lstm_1', 200],
      ['lstm_2', 200],
    ]);
    expect(baseline.name).toBe('mean');
  });

  it('without --json prints tables', () => {
    const { status, stdout } = run('inspect', trained().run);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^cellWeights of lstm_2, last step to steps 1…5: (0\.\d+ *){5}$/m);
    expect(stdout).toMatch(/^trust +pearson +95 % /m);
    expect(stdout).toMatch(/^trust without a rule +deletion /m);
    expect(stdout).toMatch(/^random +0\.\d+/m);
    expect(stdout).toMatch(/^On this model the true contribution is followed closely by /m);
    expect(stdout).toMatch(/Baseline: mean\.$/m);
  });

  it('on subtraction shows that a state can move without following the answer', () => {
    const config = {
      data: { task: 'subtraction', samples: 600, length: 6 },
      model: {
        layers: [
          { type: 'lstm', units: 24 },
          { type: 'dense', units: 1 },
        ],
      },
      train: { epochs: 40 },
      inspect: { influence: ['stateChange', 'shapley', 'contextualDecomposition'], attention: ['outputJacobian'] },
    };
    const file = path.join(folder, 'seed/subtraction.lstm.json');
    writeFileSync(file, JSON.stringify(config));
    expect(run('train', file).status).toBe(0);
    const { trust, unfit } = inspected(file);
    const pearson = Object.fromEntries(trust.map((row: Record<string, unknown>) => [row.method, row.pearson]));
    expect(pearson.shapley).toBeGreaterThan(0.99);
    expect(pearson.stateChange).toBeLessThan(0.5);
    expect(unfit).toEqual([
      { id: 'outputJacobian', reason: 'The model gives one output a sequence and not one a step.' },
    ]);
  });

  it('of a run gives what the run wrote', () => {
    const { samples } = inspected(trained().run);
    const written = JSON.parse(readFileSync(path.join(trained().run, 'analysis.json'), 'utf8'));
    expect(samples[0].prediction).toEqual(written.samples[0].prediction);
    expect(samples[0].influence).toEqual(written.samples[0].influence);
  });
});

describe('the model of a run', () => {
  it('loads in TensorFlow.js and predicts the same', async () => {
    await tf.setBackend('cpu');
    const runFolder = trained().run;
    const json = JSON.parse(readFileSync(path.join(runFolder, 'model.json'), 'utf8'));
    const bytes = readFileSync(path.join(runFolder, 'weights.bin'));
    const model = await tf.loadLayersModel(
      tf.io.fromMemory({
        modelTopology: json.modelTopology,
        weightSpecs: json.weightsManifest[0].weights,
        weightData: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer,
        userDefinedMetadata: json.userDefinedMetadata,
      }),
    );
    const { input, target } = json.userDefinedMetadata.lstmLens.scaling;
    const analysis = JSON.parse(readFileSync(path.join(runFolder, 'analysis.json'), 'utf8'));
    for (const sample of analysis.samples) {
      const scaled = sample.input.map(([x]: [number]) => [(x - input.mean[0]) / input.deviation[0]]);
      const [output] = await (model.predict(tf.tensor([scaled])) as tf.Tensor).data();
      expect(output * target.deviation[0] + target.mean[0]).toBeCloseTo(sample.prediction[0], 5);
    }
  });
});

describe('report', () => {
  it('is one HTML file that needs nothing else', () => {
    const { status, stdout, stderr } = run('report', trained().run, '--out', 'report.html');
    expect(status, stderr).toBe(0);
    expect(stdout.trim()).toBe('report.html');
    const html = readFileSync(path.join(folder, 'report.html'), 'utf8');
    expect(/default-src 'none'/.test(html)).toBe(true);
    // Whatever stands between script tags is no markup.
    const markup = html.replace(/(<script[^>]*>)[\s\S]*?<\/script>/g, '$1');
    expect(markup.length).toBeLessThan(50_000);
    expect(/<(script|link|img)[^>]+(src|href)=/.test(markup)).toBe(false);
  });
});

describe('training', () => {
  it('of yes or no leaves the targets as they are, stops early, and keeps the best epoch', () => {
    // Whether the second of three numbers is above one half.
    const rows = Array.from({ length: 120 }, (_, id) =>
      [0.2, (id % 11) / 10, 0.7].map((x) => [id, x, Number(id % 11 > 5)]),
    );
    cpSync(path.join(folder, seed), path.join(folder, 'classes/a.lstm.json'));
    writeFileSync(path.join(folder, 'classes/a.csv'), ['id,x,y', ...rows.flat()].join('\n'));
    const config = {
      data: { file: 'a.csv', sequence: 'id', inputs: ['x'], target: 'y' },
      model: {
        layers: [
          { type: 'lstm', units: 8 },
          { type: 'dense', units: 1, activation: 'sigmoid' },
        ],
      },
      train: {
        optimizer: {
          type: 'adam',
          learningRate: 0.05,
          schedule: { type: 'exponential', decaySteps: 10, decayRate: 0.9 },
        },
        loss: 'binaryCrossentropy',
        epochs: 200,
        earlyStopping: { patience: 3, minDelta: 0.001 },
      },
    };
    writeFileSync(path.join(folder, 'classes/a.lstm.json'), JSON.stringify(config));
    const { status, stdout, stderr } = run('train', 'classes/a.lstm.json', '--json');
    expect(status, stderr).toBe(0);
    const { run: runFolder, epochs, bestEpoch, metrics } = JSON.parse(stdout);
    expect(epochs.length).toBeLessThan(200);
    expect(bestEpoch).toBe(epochs.length - 3);
    // The model that was kept is that of the best epoch: it measures what was measured then.
    expect(metrics).toEqual(epochs[bestEpoch - 1].metrics);
    expect(metrics.accuracy).toBeGreaterThan(0.9);
    const steps = Math.ceil(96 / 32);
    for (const { epoch, learningRate } of epochs) {
      expect(learningRate).toBeCloseTo(0.05 * 0.9 ** ((epoch * steps - 1) / 10), 12);
    }
    const lines = readFileSync(path.join(runFolder, 'metrics.jsonl'), 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(epochs);
  });
});

describe('bad input', () => {
  const base = {
    data: { task: 'sum', samples: 40 },
    model: {
      layers: [
        { type: 'lstm', units: 2 },
        { type: 'dense', units: 1 },
      ],
    },
  };
  const csv = { file: 'data.csv', inputs: ['x'], target: 'y', window: 2 };

  /** Trains a config in a folder of its own; gives exit code, problems and what is in the folder afterwards. */
  function attempt(name: string, config: unknown, table?: string) {
    const own = path.join(folder, name);
    const file = path.join(name, 'a.lstm.json');
    cpSync(path.join(folder, seed), path.join(folder, file));
    writeFileSync(path.join(folder, file), typeof config === 'string' ? config : JSON.stringify(config, null, 1));
    if (table !== undefined) writeFileSync(path.join(own, 'data.csv'), table);
    const result = run('train', file, '--json');
    const checked = run('check', file);
    expect([checked.status, checked.stderr]).toEqual([result.status, result.stderr]);
    return {
      status: result.status,
      stdout: result.stdout,
      problems: result.stderr.trim().split('\n'),
      left: readdirSync(own).sort(),
    };
  }

  it.each<[string, unknown, string | undefined, (string | RegExp)[]]>([
    ['unknown-keys', { ...base, trian: {} }, undefined, [/a\.lstm\.json:\d+:\d+: Property trian is not allowed\./]],
    [
      'wrong-types',
      { ...base, seed: 'x', train: { epochs: [] } },
      undefined,
      [/Expected "integer"/, /Expected "integer"/],
    ],
    ['units-0', { ...base, model: { layers: [{ type: 'lstm', units: 0 }] } }, undefined, [/below the minimum of 1/]],
    ['units-1e9', { ...base, model: { layers: [{ type: 'lstm', units: 1e9 }] } }, undefined, [/above the maximum/]],
    ['empty-csv', { ...base, data: csv }, '', [/data\.csv:1:1: The file is empty/]],
    ['missing-column', { ...base, data: csv }, 'x,z\n1,2\n', [/a\.lstm\.json:\d+:\d+: data\.csv has no column "y"/]],
    ['text-cell', { ...base, data: csv }, 'x,y\n1,2\nabc,3\n4,5\n', [/data\.csv:3:1: Column "x" is "abc"/]],
    ['nan-cell', { ...base, data: csv }, 'x,y\n1,2\n2,3\n4,NaN\n', [/data\.csv:4:3: A row has the target "NaN"/]],
    [
      'target-missing',
      { ...base, data: { file: 'data.csv', inputs: ['x'], window: 2 } },
      'x\n1\n',
      [/Missing property "target"/],
    ],
    [
      'too-short',
      { ...base, data: csv },
      'x,y\n1,2\n3,4\n',
      [/data\.csv has 2 rows; a window of 2 and a horizon of 1 need 3/],
    ],
    [
      'no-probabilities',
      {
        data: { ...csv, split: { validation: 0 } },
        model: {
          layers: [
            { type: 'lstm', units: 2 },
            { type: 'dense', units: 1, activation: 'sigmoid' },
          ],
        },
        train: { loss: 'binaryCrossentropy' },
      },
      'x,y\n1,0\n2,1\n4,0\n5,3\n',
      [/a\.lstm\.json:\d+:\d+: binaryCrossentropy needs targets from 0 to 1, but one is 3\./],
    ],
    ['no-file', { ...base, data: csv }, undefined, [/There is no file data\.csv/]],
    ['not-json', '{ "data": ', undefined, [/a\.lstm\.json:1:\d+: /]],
  ])('%s', (name, config, table, expected) => {
    const { status, stdout, problems, left } = attempt(name, config, table);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(problems.length).toBeGreaterThanOrEqual(expected.length);
    for (const [index, pattern] of expected.entries()) expect(problems[index]).toMatch(pattern);
    for (const problem of problems) expect(problem).toMatch(/^[^:]+:\d+:\d+: ./);
    expect(left).toEqual(table === undefined ? ['a.lstm.json'] : ['a.lstm.json', 'data.csv']);
  });

  it('a config that is not there, and a command that is not known', () => {
    expect(run('train', 'none.lstm.json')).toEqual({
      status: 2,
      stdout: '',
      stderr: 'none.lstm.json:1:1: There is no such file.\n',
    });
    expect(run('inspect', 'none').status).toBe(2);
    expect(run('fly').status).toBe(2);
    expect(run('--help').status).toBe(0);
  });

  it('a training that diverges ends with 1 and keeps what it had learned', () => {
    const config = {
      ...base,
      data: { ...base.data, standardize: false },
      train: { optimizer: { type: 'adam', learningRate: 1000 }, epochs: 200 },
    };
    const file = path.join('diverging', 'a.lstm.json');
    cpSync(path.join(folder, seed), path.join(folder, file));
    const text = JSON.stringify(config).replace(
      '"lstm"',
      '"lstm","activation":"linear","recurrentActivation":"linear"',
    );
    writeFileSync(path.join(folder, file), text);
    const { status, stderr } = run('train', file);
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /The (validation )?loss became (NaN|Infinity) (in|after) epoch \d+(, batch \d+)?: the first value that is not finite stood in the (output|weights) of lstm_\d/,
    );
    const runs = path.join(folder, 'diverging/.lstm-lens/runs');
    const [name] = readdirSync(runs);
    expect(JSON.parse(readFileSync(path.join(runs, name, 'manifest.json'), 'utf8')).status).toBe('failed');
  });
});

describe('test', () => {
  const expectations = 'seed/expectations.lstm.json';
  const write = (change: (text: string) => string) => {
    const text = readFileSync('examples/expectations/expectations.lstm.json', 'utf8');
    writeFileSync(path.join(folder, expectations), change(text));
  };

  it('trains once, holds the run against what is expected of it, and says so in its exit code', () => {
    write((text) => text);
    const first = run('test', expectations, '--json', '--junit', 'junit.xml');
    expect(first.status, first.stderr).toBe(0);
    const { met, notMet, configs } = JSON.parse(first.stdout);
    expect([met, notMet]).toEqual([5, 0]);
    expect(configs[0]).toMatchObject({ config: path.join('seed', 'expectations.lstm.json'), trained: true });
    expect(readFileSync(path.join(folder, 'junit.xml'), 'utf8')).toContain('tests="5" failures="0"');
    write((text) => text.replace('"r2": ">= 0.99"', '"r2": "< 0.5"'));
    const second = run('test', expectations, seed, '--json');
    expect(second.status, second.stderr).toBe(1);
    expect(second.stderr).toContain('1 of 5 expectations not met');
    const document = JSON.parse(second.stdout);
    // Only what is expected has changed: the run is the same. The other config expects nothing.
    expect(document.configs[0]).toMatchObject({ trained: false, run: configs[0].run });
    expect(document.configs[0].expectations[0]).toMatchObject({ path: 'r2', expected: '< 0.5', met: false, line: 15 });
    expect(document.configs[1].expectations).toEqual([]);
    write((text) => text.replace('"seed": 7', '"seed": 8'));
    expect(JSON.parse(run('test', expectations, '--json').stdout).configs[0].trained).toBe(true);
  });

  it('says where bad input is at fault, and that nothing is expected', () => {
    write((text) => text.replace('"r2"', '"r3"'));
    const { status, stderr } = run('test', expectations, 'nowhere.lstm.json', '--junit', 'bad.xml');
    expect(status).toBe(2);
    expect(stderr).toMatch(/expectations\.lstm\.json:15:5: .*r3/);
    expect(stderr).toContain('nowhere.lstm.json:1:1: There is no such file.');
    expect(readFileSync(path.join(folder, 'bad.xml'), 'utf8')).toContain('tests="2" failures="0" errors="2"');
    const nothing = run('test', seed);
    expect(nothing.status).toBe(2);
    expect(nothing.stderr).toContain('no config has "expect"');
  });
});
