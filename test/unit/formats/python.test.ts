/** The script that builds a model in PyTorch and in Keras; test/unit/parity/written.test.ts runs it. */
import { describe, expect, it } from 'vitest';
import { readModelFile, writeModelFile } from '../../../src/core/formats/modelFile.js';
import { writePython } from '../../../src/core/formats/python/writePython.js';
import { readSafetensors } from '../../../src/core/formats/safetensors.js';
import type { Layer } from '../../../src/core/model/spec.js';
import { Random } from '../../../src/core/random.js';
import { dense, gru, lstm, seedSpec } from '../support/specs.js';
import { initialWeights } from '../support/weights.js';
import { memoryFiles } from '../worker/memoryFiles.js';

const modelOf = (layers: readonly Layer[], features = 2) => {
  const spec = { length: 5, features, layers };
  return { name: 'seed', spec, weights: initialWeights(spec, Random.for(1, 'weights')) };
};

describe('a Python script', () => {
  it('reads like one that somebody has written', () => {
    const { script } = writePython(modelOf(seedSpec.layers, 1), 'seed.safetensors');
    expect(script).toContain(`            self.lstm_1 = nn.LSTM(1, 64, batch_first=True)
            self.lstm_2 = nn.LSTM(64, 32, batch_first=True)
            self.dense_1 = nn.Linear(32, 1)

        def forward(self, x):
            x, _ = self.lstm_1(x)
            _, (h, _) = self.lstm_2(x)
            x = h[-1]
            x = self.dense_1(x)
            return x
`);
    expect(script).toContain(`    inputs = x = keras.Input((None, 1))
    x = layers.LSTM(64, return_sequences=True, name="lstm_1")(x)
    x = layers.LSTM(32, name="lstm_2")(x)
    x = layers.Dense(1, name="dense_1")(x)
`);
  });

  it('has names that Python allows, whatever the layers are called', () => {
    const layers = [
      lstm('forward', 3, { returnSequences: true }),
      gru('2.a-b', 3),
      dense('lambda', 2),
      dense('lambda_', 2),
    ];
    const { script, weights } = writePython({ ...modelOf(layers), name: 'a"""\nimport os\\' }, 'a".safetensors');
    const attributes = Array.from(script.matchAll(/self\.(\w+) = /g), ([, name]) => name);
    expect(attributes).toEqual(['forward_', '_2_a_b', 'lambda_', 'lambda__']);
    expect(script).toContain('The model a\\"\\"\\"\\nimport os\\\\, in PyTorch');
    expect(script).toContain('with_name("a\\".safetensors")');
    const modules = [...readSafetensors(weights).tensors.keys()].map((name) => name.split('.')[0]);
    expect([...new Set(modules)]).toEqual(attributes);
  });

  it('has the scaling, and says what PyTorch cannot do', () => {
    const layers: Layer[] = [
      { type: 'masking', name: 'mask', maskValue: -1 },
      lstm('lstm', 3, { recurrentDropout: 0.1 }),
      dense('dense', 1, { activation: 'hardSigmoid' }),
    ];
    const scaling = { input: { mean: [1, 2], deviation: [3, 4] }, target: { mean: [5], deviation: [6] } };
    const { script, notes } = writePython({ ...modelOf(layers), scaling }, 'a.safetensors');
    expect(script).toContain('INPUT_MEAN = np.array([1, 2], dtype="float32")');
    expect(script).toContain('x = layers.Masking(mask_value=-1, name="mask")(x)');
    expect(script).toContain('x = layers.LSTM(3, recurrent_dropout=0.1, name="lstm")(x)');
    expect(script).toContain('activation=hard_sigmoid_of_keras_2');
    expect(notes).toEqual([
      'Layer "mask": PyTorch has no masks; there masked steps are read like any other.',
      'Layer "lstm": PyTorch\'s recurrent layers have no dropout within; it is kept for Keras only.',
    ]);
  });

  it('says how names become numbers, where its data has some', () => {
    const scaling = { input: { mean: [0, 0], deviation: [1, 1] }, target: { mean: [0], deviation: [1] } };
    const names = { inputs: [{ column: 'a "b"', known: ['é\n', 'x'], others: ['y'] }], classes: ['no', 'yes'] };
    const model = modelOf([lstm('lstm', 3), dense('dense', 2)]);
    const { script } = writePython({ ...model, scaling: { ...scaling, names } }, 'a.safetensors');
    expect(script).toContain(`# A feature of 0 or 1 for each name, or ids: 0 nothing, 1 an unknown name, then these.
INPUT_NAMES = [
    ("a \\"b\\"", ["é\\n", "x"]),
]
CLASSES = ["no", "yes"]


def to_model`);
  });

  it('is written with its weights beside it, and is no model that can be loaded', async () => {
    const files = memoryFiles();
    await writeModelFile(files, '/out/seed.py', modelOf(seedSpec.layers, 1));
    const back = await readModelFile(files, '/out/seed.safetensors');
    expect(back.layers).toEqual(seedSpec.layers);
    await expect(readModelFile(files, '/out/seed.py')).rejects.toThrow('can be loaded: .json');
  });
});
