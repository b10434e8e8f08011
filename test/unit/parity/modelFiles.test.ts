/**
 * Model files that Keras 3 and Keras 2 have written (test/parity/make_model_files.py), against what these say of outputs
 * and of the hidden states of every recurrent layer.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { wholeModel } from '../../../src/core/formats/loadedModel.js';
import { readModelFile, writeModelFile } from '../../../src/core/formats/modelFile.js';
import { nodeFiles } from '../../../src/worker/nodeFiles.js';
import { wasmEngine } from '../engine/support.js';
import { decoded, difference, fixtureFolder, readFixtures } from './fixtures.js';
import { spread } from './numbers.js';

interface Expected {
  readonly name: string;
  readonly outputs: string;
  readonly hidden: readonly string[];
}

const SAMPLES = 3;
const IDS = 7;
const TOLERANCE = 1e-5;
const engine = await wasmEngine();
let worst = 0;

describe.each(['keras3', 'keras2'].filter((one) => existsSync(path.join(fixtureFolder, one))))('of %s', (version) => {
  const folder = path.join(fixtureFolder, version);
  const expected = readFixtures<Expected>(path.join(version, 'expected.json'));
  const names = readdirSync(folder).filter((name) => name !== 'expected.json');

  it('there is a file of every model', () => {
    expect(new Set(names.map((name) => path.parse(name).name))).toEqual(new Set(expected.map(({ name }) => name)));
  });

  it.each(names)('%s gives the same outputs and hidden states', async (file) => {
    const { name, outputs, hidden } = expected.find((one) => one.name === path.parse(file).name)!;
    const {
      layers,
      weights,
      length = 0,
      features,
    } = wholeModel(await readModelFile(nodeFiles, path.join(folder, file)));
    const network = await engine.createNetwork({ length, features, layers }, weights, SAMPLES);
    const forward = network.trace(inputsOf(name, length, features));
    network.dispose();
    const errors = [
      difference(forward.outputs, decoded(outputs)),
      ...forward.layers.map((layer, at) => difference(layer.hidden, decoded(hidden[at]))),
    ];
    worst = Math.max(worst, ...errors);
    expect(forward.layers).toHaveLength(hidden.length);
    expect(Math.max(...errors), errors.join()).toBeLessThan(TOLERANCE);
  });
});

afterAll(() => console.log(`Largest difference of a model file from Keras: ${worst.toExponential(1)}`));

/** Keras itself opens what is written here; only where it is here to ask. */
it.runIf(process.env.PARITY_PYTHON)(
  'written here predicts the same in Keras',
  async () => {
    const place = 'out/parity/written';
    mkdirSync(place, { recursive: true });
    const wanted: Float32Array[] = [];
    const entries = [];
    for (const name of ['recurrent', 'bidirectional', 'ids', 'activations', 'attention', 'pooled']) {
      const from = path.join(fixtureFolder, 'keras3', `${name}.keras`);
      const { layers, weights, length = 0, features } = wholeModel(await readModelFile(nodeFiles, from));
      const spec = { length, features, layers };
      const inputs = inputsOf(name, length, features);
      const network = await engine.createNetwork(spec, weights, SAMPLES);
      wanted.push(network.predict(inputs));
      network.dispose();
      const file = `${name}.keras`;
      await writeModelFile(nodeFiles, path.join(place, file), { name, spec, weights, anyLength: name === 'attention' });
      const shape = name === 'ids' ? [SAMPLES, length] : [SAMPLES, length, features];
      entries.push({ file, shape, inputs: Buffer.from(inputs.buffer).toString('base64') });
    }
    writeFileSync(path.join(place, 'inputs.json'), JSON.stringify(entries));
    const args = ['-W', 'ignore', 'test/parity/predict_written.py', place];
    const printed = execFileSync(process.env.PARITY_PYTHON!, args, { encoding: 'utf8' });
    const outputs: string[] = JSON.parse(printed.trim().split('\n').at(-1)!);
    expect(outputs).toHaveLength(wanted.length);
    for (const [at, text] of outputs.entries()) {
      expect(difference(wanted[at], decoded(text)), entries[at].file).toBeLessThan(TOLERANCE);
    }
  },
  120_000,
);

/** As `numbers` of make_model_files.py. */
function inputsOf(name: string, length: number, features: number): Float32Array {
  const width = 2;
  const all = spread(SAMPLES * length * width, 1);
  const masked = (at: number) => (at < length && at >= 3) || at === length + 1;
  if (name === 'ids') {
    return Float32Array.from({ length: SAMPLES * length * features }, (_, at) =>
      masked(at) ? 0 : Math.floor(((all[width * at] + 1) / 2) * IDS),
    );
  }
  return name === 'bidirectional' || name === 'pooled'
    ? all.map((value, at) => (masked(Math.floor(at / width)) ? -1 : value))
    : all;
}
