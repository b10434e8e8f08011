/** A run is trained into a made-up disk, and asked about. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { LayerRest } from '../../../src/core/analysis/dynamics/layerRest.js';
import type { Memory } from '../../../src/core/analysis/dynamics/memory.js';
import type { Question } from '../../../src/core/analysis/dynamics/question.js';
import type {
  Carried,
  Integrator,
  IntervenedSample,
  InterventionResult,
  TrainingDynamics,
  UnitSearch,
} from '../../../src/core/analysis/dynamics/results.js';
import type { UnitAblations } from '../../../src/core/analysis/dynamics/unitAblations.js';
import { INSPECTION_PARTS } from '../../../src/core/analysis/parts.js';
import type { Intervention } from '../../../src/core/config/interventions.js';
import { listCheckpoints, listUnreadableRuns } from '../../../src/core/runs/runFolder.js';
import { inspectModel } from '../../../src/worker/inspect.js';
import { Models } from '../../../src/worker/models.js';
import type { InspectProgress } from '../../../src/worker/protocol.js';
import { train } from '../../../src/worker/train.js';
import { memoryFiles } from './memoryFiles.js';
import { testHost } from './testHost.js';

const CONFIG = {
  path: '/work/sum.lstm.json',
  text: JSON.stringify({
    seed: 3,
    data: { task: 'sum', samples: 120, length: 4, split: { validation: 0.5 } },
    model: {
      layers: [
        { type: 'lstm', units: 5, returnSequences: true },
        { type: 'gru', units: 4 },
        { type: 'dense', units: 1 },
      ],
    },
    train: { epochs: 3 },
    inspect: { inputs: [[0.1, 0.2, 0.3, 0.4]], influence: ['gradientInput'], attention: ['jacobian'] },
  }),
};

const files = memoryFiles();
const host = testHost(files, { seconds: () => performance.now() / 1000 });
const never = () => false;
const parts = { fit: true, many: true };
const asked = { config: CONFIG, dataSamples: 2 };
let run = '';

beforeAll(async () => {
  const result = await train(host, { config: CONFIG, dataSamples: 0, progress: '' }, () => {}, never);
  run = result.run;
});

describe('an inspection', () => {
  it('tells what it is at, part by part, and early what is known by then', async () => {
    const told: InspectProgress[] = [];
    // Each look at the clock is a second later, as if all of it took long.
    let clock = 0;
    const slow = testHost(files, { seconds: () => clock++ });
    const { inspection, run: about } = await inspectModel(slow, { ...asked, run }, (at) => told.push(at), never);
    const shares = told.flatMap((at) => (at.kind === 'part' ? [at] : []));
    // The config asks for no intervention.
    const parts = Object.keys(INSPECTION_PARTS).filter((part) => part !== 'interventions');
    expect([...new Set(shares.map(({ part }) => part))]).toEqual(parts);
    for (const [i, { part, share }] of shares.entries()) {
      expect(share).toBeGreaterThanOrEqual(shares[i - 1]?.part === part ? shares[i - 1].share : 0);
      expect(share).toBeLessThan(1);
    }
    const at = told.findIndex(({ kind }) => kind === 'preview');
    expect(told[at + 1]).toEqual({ kind: 'part', part: 'population', share: 0 });
    const { result } = told[at] as Extract<InspectProgress, { kind: 'preview' }>;
    expect(result.run).toEqual(about);
    expect(result.inspection.samples).toEqual(inspection.samples.map((sample) => ({ ...sample, attention: {} })));
    expect([result.inspection.fit, result.inspection.trust]).toEqual([inspection.fit, []]);
  });

  it('that ends soon tells only what is known early', async () => {
    const kinds = new Set<string>();
    const quick = testHost(files, { seconds: () => 0 });
    await inspectModel(quick, { ...asked, run }, ({ kind }) => kinds.add(kind), never);
    expect([...kinds]).toEqual(['preview']);
  });
});

describe('many sequences of a run', () => {
  it('are summed up as their own traces say', async () => {
    const { inspection } = await inspectModel(host, { ...asked, run, dataSamples: 60 }, () => {}, never);
    const { population, samples } = inspection;
    expect(population).toMatchObject({ part: 'validation', sequences: 60, available: 60 });
    // The samples behind the one of the config are the validation part, in the same order.
    const shown = samples.slice(1);
    for (const [index, layer] of population!.layers.entries()) {
      const traces = shown.map(({ layers }) => layers[index]);
      const at = 2 * layer.mean.units + 1;
      const mean = traces.reduce((sum, { hidden }) => sum + hidden[at] / 60, 0);
      expect(layer.mean.hidden[at]).toBeCloseTo(mean, 6);
      const gate = traces.map(({ gates }) => Object.values(gates)[0]!);
      const flat = gate.flatMap((values) => [...values.subarray(2 * layer.mean.units, 3 * layer.mean.units)]);
      const gateMean = flat.reduce((sum, value) => sum + value / flat.length, 0);
      expect(Object.values(layer.gates)[0]!.mean[2]).toBeCloseTo(gateMean, 6);
      const sizes = traces.flatMap(({ hidden }) => Array.from(hidden, Math.abs));
      expect(layer.largest.hidden).toBe(Math.max(...sizes));
    }
    expect([...population!.predictions]).toEqual(shown.map(({ prediction }) => expect.closeTo(prediction[0], 5)));
    expect([...population!.targets]).toEqual(shown.map(({ target }) => target![0]));
    const sums = shown.flatMap(({ input }) => [...input].map((_, t) => input.slice(0, t + 1).reduce((a, b) => a + b)));
    for (const [i, sum] of sums.entries()) expect(population!.running[i]).toBeCloseTo(sum, 5);
  });
});

describe('a sequence beyond the first ones', () => {
  it('is told as if it had been among them', async () => {
    const models = new Models(host);
    const { inspection } = await inspectModel(host, { ...asked, run, dataSamples: 60 }, () => {}, never);
    const one = await models.sequence({ ...asked, run, sequence: 41 }, never);
    expect(one).toMatchObject({ label: 'validation 42', sequence: 41 });
    const among = inspection.samples.find(({ label }) => label === 'validation 42')!;
    expect([one.input, one.target, one.contribution]).toEqual([among.input, among.target, among.contribution]);
    for (const [i, value] of one.prediction.entries()) expect(value).toBeCloseTo(among.prediction[i], 5);
    expect(Object.keys(one.influence)).toEqual(Object.keys(among.influence));
    expect(Object.keys(one.attention)).toEqual(Object.keys(among.attention));
    await expect(models.sequence({ ...asked, run, sequence: 60 }, never)).rejects.toThrow(
      'The validation part has 60 sequences, no 61.',
    );
  });

  it('is the last sample of a checkpoint, too', async () => {
    const { samples } = await new Models(host).checkpoint(
      { ...asked, run, sequence: 41, parts, epoch: 1, sample: 3 },
      never,
    );
    expect(samples.map(({ label }) => label)).toEqual([
      'inspect.inputs[0]',
      'validation 1',
      'validation 2',
      'validation 42',
    ]);
    expect(samples[3].withheld).toBeUndefined();
  });
});

describe('a run that a later version wrote', () => {
  it('is refused with the reason, alone or as the only one of its config', async () => {
    const path = `${run}/manifest.json`;
    const whole = files.content.get(path)!;
    const manifest = JSON.parse(new TextDecoder().decode(whole));
    try {
      await files.write(path, JSON.stringify({ ...manifest, layout: 99, version: '9.0.0' }));
      const reason = 'was written by LSTM Lens 9.0.0; this version is too old to read it.';
      await expect(inspectModel(host, { ...asked, run }, () => {}, never)).rejects.toThrow(reason);
      await expect(inspectModel(host, asked, () => {}, never)).rejects.toMatchObject({
        problems: [{ message: expect.stringContaining(reason) }],
      });
      expect(await listUnreadableRuns(files, '/work', 'sum.lstm.json')).toEqual([
        { folder: run, message: expect.stringContaining(reason) },
      ]);
      expect(await listUnreadableRuns(files, '/work', 'other.lstm.json')).toEqual([]);
      await files.write(path, '{"layout":');
      expect(await listUnreadableRuns(files, '/work', 'other.lstm.json')).toHaveLength(1);
    } finally {
      await files.write(path, whole);
    }
    expect(await listUnreadableRuns(files, '/work', 'sum.lstm.json')).toEqual([]);
  });
});

describe('a checkpoint', () => {
  it('is kept after every epoch, and the last one is the final model', async () => {
    expect(await listCheckpoints(files, run)).toEqual([1, 2, 3]);
    const models = new Models(host);
    const { inspection } = await inspectModel(host, { ...asked, run }, () => {}, never);
    const last = await models.checkpoint({ ...asked, run, parts, epoch: 3, sample: 0 }, never);
    expect(last.samples[0].prediction).toEqual(inspection.samples[0].prediction);
    expect(last.samples[0].layers).toEqual(inspection.samples[0].layers);
    expect(last.samples[0].influence).toEqual(inspection.samples[0].influence);
    expect(last.samples[0].attention).toEqual(inspection.samples[0].attention);
    expect(last.fit).toEqual(inspection.fit);
    const [then, now] = [last.population!.layers[0], inspection.population!.layers[0]];
    expect(then.space.points).toEqual(now.space.points);
    expect(then.orders).toEqual(now.orders);
    for (const [d, share] of now.space.explained.entries()) expect(then.space.explained[d]).toBeCloseTo(share, 6);
  });

  it('is another model, seen along the axes of the final one, with everything of one sample only', async () => {
    const models = new Models(host);
    const first = await models.checkpoint({ ...asked, run, parts, epoch: 1, sample: 1 }, never);
    const last = await models.checkpoint({ ...asked, run, parts, epoch: 3, sample: 1 }, never);
    expect(first.samples[1].prediction).not.toEqual(last.samples[1].prediction);
    expect(first.population!.layers[0].space.axes).toEqual(last.population!.layers[0].space.axes);
    expect(first.samples.map(({ withheld = false }) => withheld)).toEqual([true, false, true]);
    expect(Object.keys(first.samples[1].influence)).toEqual(['gradientInput']);
  });

  it('is told as far as it was asked for', async () => {
    const models = new Models(host);
    const few = { fit: false, many: false };
    const one = await models.checkpoint({ ...asked, run, parts: few, epoch: 1, sample: 1 }, never);
    const whole = await models.checkpoint({ ...asked, run, parts, epoch: 1, sample: 1 }, never);
    expect(one.samples).toEqual(whole.samples);
    expect(one.population).toBeUndefined();
    expect(one.fit).toMatchObject({ kind: 'numbers', part: 'validation', r2: Number.NaN });
  });

  it('that is gone or damaged says so, and the final model is as it was', async () => {
    const models = new Models(host);
    const ask = (epoch: number) => models.checkpoint({ ...asked, run, parts, epoch, sample: 0 }, never);
    await expect(ask(9)).rejects.toThrow('The weights of epoch 9 are not there');
    const path = `${run}/checkpoints/epoch-0002.bin`;
    const whole = files.content.get(path)!;
    files.content.set(path, whole.subarray(1));
    await expect(ask(2)).rejects.toThrow(/epoch-0002\.bin is damaged: \d+ bytes and not \d+/);
    files.content.set(path, whole);
    const { inspection } = await inspectModel(host, { ...asked, run }, () => {}, never);
    expect((await ask(3)).samples[0].prediction).toEqual(inspection.samples[0].prediction);
  });
});

describe('a layout', () => {
  it('is of the hidden states of the layer, and says of which sequences', async () => {
    const models = new Models(host);
    const params = { ...asked, run, layer: 'gru_1', method: 'tsne', dimensions: 2, progress: '' } as const;
    const { points, sequences } = await models.embed(params, () => {}, never);
    expect(sequences).toEqual(Array.from({ length: 60 }, (_, n) => n));
    expect(points).toHaveLength(60 * 4 * 2);
    await expect(models.embed({ ...params, layer: 'none' }, () => {}, never)).rejects.toThrow(
      'no recurrent layer "none"',
    );
  });
});

const askModel = <A>(question: Question) =>
  new Models(host).answer({ ...asked, run, question, progress: '' }, () => {}, never) as Promise<A>;

describe('questions about how a model computes', () => {
  it('are answered each by itself with what all of the dynamics say', async () => {
    const all = await new Models(host).dynamics({ ...asked, run }, never);
    const memory = await askModel<Memory>({ about: 'memory' });
    expect(memory.sequences).toBe(60);
    expect(memory.layers.map(({ halfLives }) => halfLives)).toEqual(all.layers.map(({ halfLives }) => halfLives));
    const { rows, unfit } = await askModel<UnitAblations>({ about: 'ablations' });
    expect(rows).toEqual(all.ablations);
    expect(unfit).toEqual([]);
    const carried = await askModel<Carried>({ about: 'carried' });
    expect(carried.layers).toEqual(all.layers.map(({ halfLives, rest, lineAttractor, ...layer }) => layer));
    expect(carried.inputGradient).toEqual(all.inputGradient);
  });

  it('over the training look at every kept epoch, and leave the model as it was', async () => {
    const models = new Models(host);
    const ask = <A>(question: Question) =>
      models.answer({ ...asked, run, question, progress: '' }, () => {}, never) as Promise<A>;
    const training = await ask<TrainingDynamics>({ about: 'training' });
    expect(training.epochs).toEqual(await listCheckpoints(host.files, run));
    const last = training.layers[0];
    const now = (await ask<Carried>({ about: 'carried' })).layers[0];
    expect(last.r2.at(-1)).toBe((now.integrator as Integrator).r2);
    expect(last.r2[0]).not.toBe(last.r2.at(-1));
    const clamp: Intervention = { type: 'clampUnits', layer: 'lstm_1', units: [1], state: 'hidden', value: 0 };
    const [{ result }] = await ask<InterventionResult[]>({ about: 'interventions', interventions: [clamp], sample: 1 });
    expect(result).toHaveLength(1);
    expect((result as readonly IntervenedSample[])[0].label).toBe('validation 1');
    expect((result as readonly IntervenedSample[])[0].layers[0].changed.hidden[0]).toBe(0);
    const pattern = { layer: 'lstm_1', sample: 0, from: 1, to: 2, threshold: 0.001 };
    expect(await ask<UnitSearch>({ about: 'units', pattern })).toMatchObject({ layer: 'lstm_1' });
  });
});

describe('the rest of a layer', () => {
  const ask = (question: Question) => askModel<LayerRest>(question);

  it('is found under any constant input, with the flow around it', async () => {
    const mean = await ask({ about: 'rest', layer: 'lstm_1', input: { kind: 'mean' } });
    const { search, points, flow } = mean.found!;
    expect(mean).toMatchObject({ part: 'validation', sequences: 60, type: 'lstm', units: 5 });
    expect(points.reduce((sum, { starts }) => sum + starts, search.unfinished + search.outliers)).toBe(128);
    expect(flow.points).toHaveLength(2 * points.length);
    expect(flow.trajectories).toHaveLength(50 * 4 * 2);
    expect(flow.speeds.every((speed) => speed > 0)).toBe(true);
    // Inputs are standardized, so zero and their mean are far from each other.
    const zero = await ask({ about: 'rest', layer: 'lstm_1', input: { kind: 'zero' } });
    expect(Math.abs(zero.found!.flow.points[0] - flow.points[0])).toBeGreaterThan(1e-3);
  });

  it('is told to be out of reach where there is no such layer, sample or step', async () => {
    const step = (sample: number, at: number) => ({ kind: 'step', sample, step: at }) as const;
    await expect(ask({ about: 'rest', layer: 'none', input: { kind: 'mean' } })).rejects.toThrow('"none"');
    await expect(ask({ about: 'rest', layer: 'gru_1', input: step(0, 4) })).rejects.toThrow('step 5 of sample 1');
    await expect(ask({ about: 'rest', layer: 'gru_1', input: step(9, 0) })).rejects.toThrow('step 1 of sample 10');
  });
});

describe('the dynamics', () => {
  it('tell of every recurrent layer, its rest and its units', async () => {
    const { layers, unfit, ablations, sequences } = await new Models(host).dynamics({ ...asked, run }, never);
    expect(unfit).toEqual([]);
    expect(sequences).toBe(60);
    expect(layers.map(({ type, units }) => [type, units])).toEqual([
      ['lstm', 5],
      ['gru', 4],
    ]);
    for (const { units, halfLives, rest } of layers) {
      expect(halfLives).toHaveLength(units);
      for (const steps of halfLives!) expect(steps).toBeGreaterThan(0);
      const { search, points } = rest!;
      expect(points.reduce((sum, { starts }) => sum + starts, search.unfinished + search.outliers)).toBe(128);
      for (const { speed, spectrum } of points) {
        expect(speed).toBeLessThanOrEqual(1e-12);
        expect(spectrum.stable).toBe(spectrum.modes[0].size < 1);
      }
    }
    // Inputs are standardized: their mean is that of 240 draws.
    expect(Math.abs(layers[0].rest!.input[0])).toBeLessThan(4 / Math.sqrt(240));
    expect(layers[1].rest!.input).toHaveLength(5);
    expect(ablations).toHaveLength(9);
    const changes = ablations.map(({ change }) => change);
    expect(changes).toEqual(changes.toSorted((a, b) => b - a));
  });
});

describe('another input', () => {
  it('that is a sample’s own gives what the inspection gave', async () => {
    const { inspection } = await inspectModel(host, { ...asked, run }, () => {}, never);
    for (const sample of inspection.samples) {
      const { label, input } = sample;
      const answer = await new Models(host).whatIf({ ...asked, run, label, input, attention: true }, never);
      expect(answer.prediction[0]).toBeCloseTo(sample.prediction[0], 6);
      expect(answer.target?.[0]).toBeCloseTo(sample.target![0], 12);
      for (const [index, layer] of sample.layers.entries()) {
        expect(answer.layers[index].hidden).toHaveLength(layer.hidden.length);
        for (const [i, value] of layer.hidden.entries()) expect(answer.layers[index].hidden[i]).toBeCloseTo(value, 5);
      }
      for (const [t, value] of sample.influence.gradientInput!.perStep.entries()) {
        expect(answer.influence.gradientInput!.perStep[t]).toBeCloseTo(value, 4);
      }
      expect(answer.attention).toEqual(sample.attention);
    }
  });

  it('has the answer of the rule, and another prediction', async () => {
    const models = new Models(host);
    const label = 'inspect.inputs[0]';
    const few = await models.whatIf(
      { ...asked, run, label, input: Float64Array.of(0, 0, 0, 0), attention: true },
      never,
    );
    const many = await models.whatIf(
      { ...asked, run, label, input: Float64Array.of(1, 1, 1, 1), attention: true },
      never,
    );
    expect([few.target?.[0], many.target?.[0]]).toEqual([0, 4]);
    expect(Math.abs(many.prediction[0] - few.prediction[0])).toBeGreaterThan(1e-3);
  });

  it('comes without matrices where they are not wanted', async () => {
    const label = 'inspect.inputs[0]';
    const input = Float64Array.of(0, 0, 0, 0);
    const answer = await new Models(host).whatIf({ ...asked, run, label, input, attention: false }, never);
    expect(answer.attention).toEqual({});
    expect(answer.influence.gradientInput?.perStep).toHaveLength(4);
  });

  it('of another length is refused', async () => {
    const wrong = new Models(host).whatIf(
      { ...asked, run, label: '', input: Float64Array.of(1), attention: false },
      never,
    );
    await expect(wrong).rejects.toThrow('1 inputs where 4 go in.');
  });
});
