import { describe, expect, it } from 'vitest';
import { ModelFormatError } from '../../../src/core/formats/formatError.js';
import { readModelFile, writeModelFile } from '../../../src/core/formats/modelFile.js';
import { formatOf } from '../../../src/core/formats/modelFormats.js';
import type { ModelSpec } from '../../../src/core/model/spec.js';
import { Random } from '../../../src/core/random.js';
import { bidirectional, dense, gru, lstm, seedSpec, selfAttention, simpleRnn } from '../support/specs.js';
import { initialWeights } from '../support/weights.js';
import { memoryFiles } from '../worker/memoryFiles.js';

const weights = initialWeights(seedSpec, Random.for(1, 'weights'));
const everyLayer: ModelSpec[] = [
  {
    length: 6,
    features: 2,
    layers: [
      { type: 'masking', name: 'm', maskValue: -1 },
      bidirectional('both', gru('inner', 4, { returnSequences: true, resetAfter: false }), 'ave'),
      { type: 'layerNormalization', name: 'n', epsilon: 1e-3, center: true, scale: true },
      { type: 'dropout', name: 'drop', rate: 0.3 },
      bidirectional('ends', lstm('inner', 3)),
      { type: 'repeatVector', name: 'again', n: 4 },
      simpleRnn('decoder', 5, { returnSequences: true, dropout: 0.1, recurrentDropout: 0.2 }),
      selfAttention('look', 2, 3),
      { type: 'timeDistributed', name: 'each', layer: dense('one', 2, { activation: 'softmax' }) },
    ],
  },
  {
    length: 5,
    features: 1,
    layers: [
      { type: 'embedding', name: 'ids', inputDim: 9, outputDim: 4, maskZero: true },
      lstm('reader', 3, { activation: 'elu', recurrentActivation: 'hardSigmoid6', useBias: false }),
      dense('answer', 2, { activation: 'leakyRelu' }),
    ],
  },
];
const model = { name: 'seed', spec: seedSpec, weights };

describe('the door of model files', () => {
  it('reads what it has written beside other files', async () => {
    const files = memoryFiles();
    await writeModelFile(files, 'some/folder/model.json', model);
    const back = await readModelFile(files, 'some/folder/model.json');
    expect(back.layers).toEqual(seedSpec.layers);
    expect(back.weights).toEqual(weights);
    expect(back.unsupported).toBeUndefined();
  });

  it.each(['keras', 'json'])('keeps every layer, weight and the scaling in .%s', async (ending) => {
    const scaling = { input: { mean: [0.5, 1], deviation: [0.3, 2] }, target: { mean: [2.5], deviation: [0.6] } };
    for (const spec of everyLayer) {
      const files = memoryFiles();
      const own = { name: 'a model/name', spec, weights: initialWeights(spec, Random.for(1, 'weights')) };
      await writeModelFile(files, `x.${ending}`, { ...own, scaling: spec.features === 2 ? scaling : undefined });
      const back = await readModelFile(files, `x.${ending}`);
      expect(back.unsupported).toBeUndefined();
      expect(back.layers).toEqual(spec.layers);
      expect([back.length, back.features]).toEqual([spec.length, spec.features]);
      expect(back.weights).toEqual(own.weights);
      expect(back.scaling).toEqual(spec.features === 2 ? scaling : undefined);
      await writeModelFile(files, `y.${ending}`, { ...own, anyLength: true });
      expect((await readModelFile(files, `y.${ending}`)).length).toBeUndefined();
    }
  });

  it('gives two LayersModels in one folder weights of their own', async () => {
    const files = memoryFiles();
    await writeModelFile(files, 'a/model.json', model);
    await writeModelFile(files, 'a/other.json', model);
    expect([...files.content.keys()].sort()).toEqual([
      'a/model.json',
      'a/other.json',
      'a/other.weights.bin',
      'a/weights.bin',
    ]);
  });

  it('writes nothing where the format has no such layer', async () => {
    const files = memoryFiles();
    const spec = { ...seedSpec, layers: [lstm('hard', 2, { recurrentActivation: 'hardSigmoid' })] };
    const written = writeModelFile(files, 'x.keras', {
      name: 'x',
      spec,
      weights: initialWeights(spec, Random.for(1, 'weights')),
    });
    await expect(written).rejects.toThrow(
      'Layer "hard" has the activation "hardSigmoid", which Keras 3 does not have.',
    );
    expect(files.content.size).toBe(0);
  });

  it.each(['model.pt', 'model', 'json'])('refuses %s and says what it could be', async (name) => {
    const files = memoryFiles();
    const read = async () => readModelFile(files, `folder.json/${name}`);
    await expect(read()).rejects.toThrow(`Its ending is none of a model file that can be loaded: .json (Tensor`);
    await expect(writeModelFile(files, name, model)).rejects.toBeInstanceOf(ModelFormatError);
    expect(files.content.size).toBe(0);
  });

  it('looks at the ending only, in either case', () => {
    expect(formatOf('a.h5/model.KERAS')).toBe('keras');
    expect(formatOf('weights.hdf5')).toBe('hdf5');
    expect(formatOf('model.keras/')).toBeUndefined();
  });
});
