import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { ModelFormatError } from '../../../src/core/formats/formatError.js';
import { readLayersModel, writeLayersModel } from '../../../src/core/formats/layersModel.js';
import { wholeModel } from '../../../src/core/formats/loadedModel.js';
import type { ModelSpec } from '../../../src/core/model/spec.js';
import { Random } from '../../../src/core/random.js';
import { inputsFor } from '../engine/stacks.js';
import { largestError, makeCase, uniform, wasmEngine } from '../engine/support.js';
import { bidirectional, dense, gru, lstm, seedSpec, selfAttention, simpleRnn } from '../support/specs.js';
import { initialWeights } from '../support/weights.js';

const specs: ModelSpec[] = [
  seedSpec,
  {
    length: 3,
    features: 2,
    layers: [
      lstm('odd', 3, { recurrentActivation: 'hardSigmoid', useBias: false }),
      dense('out', 2, { activation: 'sigmoid' }),
    ],
  },
  {
    length: 4,
    features: 1,
    layers: [
      dense('before', 5, { activation: 'relu' }),
      lstm('last', 2, { activation: 'relu', unitForgetBias: false }),
    ],
  },
];

const scaling = { input: { mean: [0.5], deviation: [0.3] }, target: { mean: [2.5], deviation: [0.6] } };
const write = (spec: ModelSpec) =>
  writeLayersModel({ name: 'a model/name', spec, weights: initialWeights(spec, Random.for(1, 'weights')) });

describe('a written LayersModel', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it.each(specs)('is read back as it was', async (spec) => {
    const weights = initialWeights(spec, Random.for(1, 'weights'));
    const written = writeLayersModel({ name: 'name', spec, weights, scaling: spec === seedSpec ? scaling : undefined });
    const back = await readLayersModel(written.json, async () => written.weights);
    expect(back.layers).toEqual(spec.layers);
    expect([back.length, back.features]).toEqual([spec.length, spec.features]);
    expect(back.weights).toEqual(weights);
    expect(back.scaling).toEqual(spec === seedSpec ? scaling : undefined);
  });

  const every: ModelSpec[] = [
    {
      length: 6,
      features: 3,
      layers: [
        { type: 'masking', name: 'm', maskValue: -1 },
        bidirectional('both', gru('inner', 4, { returnSequences: true, resetAfter: false }), 'ave'),
        { type: 'layerNormalization', name: 'n', epsilon: 1e-3, center: true, scale: true },
        { type: 'dropout', name: 'drop', rate: 0.3 },
        bidirectional('ends', lstm('inner', 3)),
        { type: 'repeatVector', name: 'again', n: 4 },
        simpleRnn('decoder', 5, { returnSequences: true, dropout: 0.1, recurrentDropout: 0.2 }),
        { type: 'timeDistributed', name: 'each', layer: dense('one', 2, { activation: 'softmax' }) },
      ],
    },
    {
      length: 5,
      features: 1,
      layers: [
        { type: 'embedding', name: 'ids', inputDim: 9, outputDim: 4, maskZero: true },
        lstm('reader', 3, { activation: 'elu', recurrentActivation: 'hardSigmoid' }),
        dense('answer', 2, { activation: 'selu' }),
      ],
    },
    {
      length: 5,
      features: 2,
      layers: [
        lstm('reader', 3, { returnSequences: true }),
        { type: 'globalAveragePooling1d', name: 'mean' },
        dense('answer', 1),
      ],
    },
  ];

  it.each([
    ...every,
    {
      length: 4,
      features: 2,
      layers: [
        gru('g', 4, { returnSequences: true }),
        selfAttention('look', 2, 3),
        { type: 'layerNormalization', name: 'n', epsilon: 1e-5, center: false, scale: true },
      ],
    },
  ] satisfies ModelSpec[])('of every kind of layer is read back as it was', async (spec) => {
    const weights = initialWeights(spec, Random.for(1, 'weights'));
    const written = writeLayersModel({ name: 'name', spec, weights });
    const back = await readLayersModel(written.json, async () => written.weights);
    expect(back.layers).toEqual(spec.layers);
    expect([back.length, back.features]).toEqual([spec.length, spec.features]);
    expect(back.weights).toEqual(weights);
  });

  it.each(every)('of every kind of layer that TensorFlow.js has predicts the same there', async (spec) => {
    const { weights, random } = makeCase(spec, 3, 4);
    const written = writeLayersModel({ name: 'name', spec, weights });
    const { modelTopology, weightsManifest } = JSON.parse(written.json);
    const theirs = await tf.loadLayersModel(
      tf.io.fromMemory({
        modelTopology,
        weightSpecs: weightsManifest[0].weights,
        weightData: written.weights.slice().buffer,
      }),
    );
    const ids = spec.layers[0].type === 'embedding';
    // TensorFlow.js's Bidirectional does not look at masks, so only the embedding gets some.
    const inputs = ids ? inputsFor(spec, 3, random) : uniform(3 * spec.length * spec.features, 1, random);
    const shape = ids ? [3, spec.length] : [3, spec.length, spec.features];
    const engine = await wasmEngine();
    const network = await engine.createNetwork(spec, weights, 3);
    const expected = await (theirs.predict(tf.tensor(inputs, shape)) as tf.Tensor).data();
    expect(largestError(network.predict(inputs), expected)).toBeLessThan(1e-5);
  });

  it('reads what TensorFlow.js itself writes, with its own defaults', async () => {
    const model = tf.sequential();
    model.add(tf.layers.lstm({ units: 3, returnSequences: true, inputShape: [4, 2], name: 'first' }));
    model.add(tf.layers.lstm({ units: 2, name: 'second', recurrentActivation: 'sigmoid' }));
    model.add(tf.layers.dense({ units: 1, name: 'answer' }));
    const saved: { json?: string; weights?: Uint8Array } = {};
    await model.save({
      save: async (artifacts) => {
        saved.weights = new Uint8Array(tf.io.CompositeArrayBuffer.join(artifacts.weightData));
        saved.json = JSON.stringify({
          format: artifacts.format,
          modelTopology: artifacts.modelTopology,
          weightsManifest: [{ paths: ['weights.bin'], weights: artifacts.weightSpecs }],
        });
        return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
      },
    });
    const read = await readLayersModel(saved.json as string, async () => saved.weights as Uint8Array);
    expect(read.layers).toEqual([
      lstm('first', 3, { returnSequences: true, recurrentActivation: 'hardSigmoid' }),
      lstm('second', 2),
      dense('answer', 1),
    ]);
    const own = await Promise.all(model.getWeights().map((tensor) => tensor.data()));
    expect(read.weights.flatMap(({ tensors }) => tensors.map(({ values }) => values))).toEqual(own);
  });
});

describe('a model file that cannot be read', () => {
  const good = write(specs[1]);
  const read = (change: (model: ReturnType<typeof JSON.parse>) => void) => {
    const model = JSON.parse(good.json);
    change(model);
    return readLayersModel(JSON.stringify(model), async () => good.weights);
  };
  const changed = async (...args: Parameters<typeof read>) => wholeModel(await read(...args));

  it.each<[string, RegExp, (model: ReturnType<typeof JSON.parse>) => void]>([
    [
      'a layer of another kind',
      /Layer "odd" is a ConvLSTM2D, which is not supported/,
      (m) => {
        m.modelTopology.config.layers[0].class_name = 'ConvLSTM2D';
      },
    ],
    [
      'a foreign activation',
      /Layer "out" has the activation "gelu"/,
      (m) => {
        m.modelTopology.config.layers[1].config.activation = 'gelu';
      },
    ],
    [
      'a functional model without a way through it',
      /The functional model names no output/,
      (m) => {
        m.modelTopology.class_name = 'Model';
      },
    ],
    [
      'a weight file elsewhere',
      /does not stand beside/,
      (m) => {
        m.weightsManifest[0].paths = ['../secret'];
      },
    ],
    [
      'a weight file that is named twice',
      /names the weight file weights.bin twice/,
      (m) => {
        m.weightsManifest[0].paths = ['weights.bin', 'weights.bin'];
      },
    ],
    [
      'an absolute weight file',
      /does not stand beside/,
      (m) => {
        m.weightsManifest[0].paths = ['/etc/passwd'];
      },
    ],
    [
      'weights that are too many for the file',
      /ends at byte 4000000000096/,
      (m) => {
        m.weightsManifest[0].weights[1].shape = [1e6, 1e6];
      },
    ],
    [
      'a weight of the wrong shape',
      /kernel has the shape \[12,2\], but \[2,12\]/,
      (m) => {
        m.weightsManifest[0].weights[0].shape = [12, 2];
      },
    ],
    [
      'a missing weight',
      /Layer "odd" has no weight "recurrent_kernel"/,
      (m) => {
        m.weightsManifest[0].weights[1].name = 'x';
      },
    ],
    [
      'units beyond all measure',
      /no usable units: 1000000000/,
      (m) => {
        m.modelTopology.config.layers[0].config.units = 1e9;
      },
    ],
    [
      'a graph model',
      /only "layers-model"/,
      (m) => {
        m.format = 'graph-model';
      },
    ],
  ])('%s', async (_, message, change) => {
    await expect(changed(change)).rejects.toThrow(message);
    await expect(changed(change)).rejects.toBeInstanceOf(ModelFormatError);
  });

  it('for a layer in its middle gives those before it', async () => {
    const model = await read((m) => {
      m.modelTopology.config.layers[1].class_name = 'Conv1D';
    });
    expect(model.layers).toEqual(specs[1].layers.slice(0, 1));
    expect(model.weights.map(({ layer }) => layer)).toEqual(['odd']);
    expect(model.unsupported).toEqual({ layer: 'out', reason: 'Layer "out" is a Conv1D, which is not supported.' });
  });

  it('names that are refused while a file before them is still read: no rejection is left to nobody', async () => {
    const heard: unknown[] = [];
    const hear = (reason: unknown) => heard.push(reason);
    process.on('unhandledRejection', hear);
    const json = JSON.stringify({ ...JSON.parse(good.json), weightsManifest: [{ paths: ['a', '../x'], weights: [] }] });
    const late = () => new Promise<never>((_, reject) => setTimeout(reject, 5, new ModelFormatError('It is gone.')));
    await expect(readLayersModel(json, late)).rejects.toThrow(/does not stand beside/);
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.off('unhandledRejection', hear);
    expect(heard).toEqual([]);
  });

  it('a text that is no JSON', async () => {
    await expect(readLayersModel('{', async () => good.weights)).rejects.toThrow(/The file is no JSON/);
  });

  it('a topology of any shape fails with a ModelFormatError or a ShapeError', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), fc.json(), async (topology, manifest) => {
        const json = `{"format":"layers-model","modelTopology":${topology},"weightsManifest":${manifest}}`;
        await expect(readLayersModel(json, async () => new Uint8Array())).rejects.toBeInstanceOf(ModelFormatError);
      }),
      { numRuns: 300 },
    );
  });
});
