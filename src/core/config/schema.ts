/**
 * The experiment file `*.lstm.json`: one schema for static types, for validation, and for the editor's completion
 * and hovers (it is written to `dist/experiment.schema.json` by the build). Names follow Keras in camelCase.
 */
import Type, { type Static } from 'typebox';
import { ENGINES, PRECISIONS } from '../engine/engine.js';
import { ExpectSchema } from './expectSchema.js';
import { FileDataSchema } from './fileDataSchema.js';
import { InterventionSchema } from './interventions.js';
import { LayerSchema } from './layerSchema.js';
import {
  ATTENTION_KINDS,
  ATTENTIONS,
  type AttentionKind,
  DEFAULT_ATTENTIONS,
  DEFAULT_INFLUENCES,
  INFLUENCE_METHODS,
  INFLUENCES,
  type InfluenceMethod,
} from './measures.js';
import { SNIPPETS } from './snippets.js';
import { sweepSchema } from './sweep/sweepSchema.js';
import { TrainSchema } from './trainSchema.js';

export { ATTENTION_KINDS, type AttentionKind, FileDataSchema, INFLUENCE_METHODS, type InfluenceMethod };

const listed = (entries: Readonly<Record<string, string>>) =>
  Object.entries(entries)
    .map(([id, what]) => `${id}: ${what}`)
    .join('; ');

const strict = { additionalProperties: false };

const Split = Type.Object(
  {
    validation: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 0.9,
        default: 0.2,
        description: 'Share of the sequences kept for validation.',
      }),
    ),
  },
  {
    ...strict,
    default: {},
    description: 'Which sequences train and which validate. A series over time is split by time.',
  },
);

const standardize = Type.Optional(
  Type.Boolean({
    default: true,
    description: 'Give the model inputs and targets of mean 0 and deviation 1, by the statistics of the training part.',
  }),
);

/** Tasks that add up numbers, all made alike. */
const SUMS = {
  sum: 'the sum of uniform numbers',
  subtraction: 'every second step is taken away from the sum of the others',
  runningSum: 'the sum so far, at every step',
  cumulativeReturn: 'the sum of normal log returns, one a day',
} as const;

const OTHER_TASKS = {
  addingProblem: 'the sum of the two values that are marked',
  digitAddition: '"535+61=" becomes "596", character by character',
  flipFlop: 'at every step the last pulse of each of several bits',
} as const;

const task = <const T extends string>(...names: T[]) =>
  Type.Enum(names, { description: `A made-up task whose rule is known. ${listed({ ...SUMS, ...OTHER_TASKS })}.` });

const samples = Type.Optional(
  Type.Integer({ minimum: 2, maximum: 1_000_000_000, default: 1000, description: 'Number of sequences.' }),
);

const steps = (minimum: number) =>
  Type.Optional(Type.Integer({ minimum, maximum: 100_000, default: 5, description: 'Steps of a sequence.' }));

/** One schema a kind of task: each says what it takes. */
export const TaskDataSchemas = {
  sums: Type.Object(
    {
      task: task('sum', 'subtraction', 'runningSum', 'cumulativeReturn'),
      samples,
      length: steps(1),
      features: Type.Optional(Type.Integer({ minimum: 1, maximum: 4096, default: 1, description: 'Numbers a step.' })),
      standardize,
      split: Type.Optional(Split),
    },
    strict,
  ),
  addingProblem: Type.Object(
    { task: task('addingProblem'), samples, length: steps(2), standardize, split: Type.Optional(Split) },
    strict,
  ),
  digitAddition: Type.Object(
    {
      task: task('digitAddition'),
      samples,
      digits: Type.Optional(
        Type.Integer({ minimum: 1, maximum: 9, default: 3, description: 'Most digits of each of the two numbers.' }),
      ),
      split: Type.Optional(Split),
    },
    strict,
  ),
  flipFlop: Type.Object(
    {
      task: task('flipFlop'),
      samples,
      length: steps(1),
      bits: Type.Optional(
        Type.Integer({ minimum: 1, maximum: 16, default: 3, description: 'Bits that are to be kept, each by itself.' }),
      ),
      split: Type.Optional(Split),
    },
    strict,
  ),
};

/** A sample as one writes it: [steps] where there is one feature, else [steps][features]; a text of characters. */
const sampleForms = [Type.Array(Type.Number()), Type.Array(Type.Array(Type.Number())), Type.String()] as const;

const InspectSchema = Type.Object(
  {
    inputs: Type.Optional(
      Type.Array(Type.Union([...sampleForms]), {
        minItems: 1,
        maxItems: 1000,
        description:
          'Samples to look at, in raw units: [steps] where there is one feature, else [steps][features]; for the task ' +
          'digitAddition, and where the data are the characters of a .txt file, a text, for example "535+61=".',
      }),
    ),
    influence: Type.Optional(
      Type.Array(Type.Enum([...INFLUENCE_METHODS]), {
        minItems: 1,
        uniqueItems: true,
        default: DEFAULT_INFLUENCES,
        description: `Ways to measure how much each input mattered. ${listed(INFLUENCES)}.`,
      }),
    ),
    attention: Type.Optional(
      Type.Array(Type.Enum([...ATTENTION_KINDS]), {
        uniqueItems: true,
        default: DEFAULT_ATTENTIONS,
        description: `Matrices of which step looks at which. ${listed(ATTENTIONS)}.`,
      }),
    ),
    explain: Type.Optional(
      Type.Object(
        {
          class: Type.Optional(
            Type.String({
              description: 'Class whose logit is explained. Default: the one that the model gives most often.',
            }),
          ),
          target: Type.Optional(
            Type.String({ description: 'Target whose prediction is explained, by its name. Default: the first.' }),
          ),
          step: Type.Optional(
            Type.Integer({ minimum: 1, description: 'Step of the answer that is explained. Default: the last.' }),
          ),
        },
        {
          ...strict,
          default: {},
          description: 'Which output influence and trust are about, where there are several classes or steps.',
        },
      ),
    ),
    baseline: Type.Optional(
      Type.Union(
        [
          Type.Enum(['mean', 'zero']),
          sampleForms[0],
          sampleForms[1],
          Type.Object(
            {
              meanOf: Type.Array(Type.Union([...sampleForms]), {
                minItems: 1,
                maxItems: 1000,
                description: 'Samples as in "inputs", texts too; their mean is the baseline.',
              }),
            },
            strict,
          ),
        ],
        {
          default: 'mean',
          description:
            'The input that stands for "no information": the mean of the training part, zero, a sample in raw units, or ' +
            'the mean of several samples, { "meanOf": [sample, sample] }.',
        },
      ),
    ),
    interventions: Type.Optional(
      Type.Array(InterventionSchema, {
        maxItems: 100,
        default: [],
        description: 'What is done to the model while it runs, each by itself, to see what the answer owes to it.',
        defaultSnippets: SNIPPETS.interventions,
      }),
    ),
    constantInput: Type.Optional(
      Type.Union([Type.Enum(['mean', 'zero']), Type.Array(Type.Number(), { minItems: 1 })], {
        default: 'mean',
        description:
          'What comes in at every step while fixed points are looked for: the mean of the inputs, zero, or one number a ' +
          'feature, in raw units.',
      }),
    ),
  },
  { ...strict, default: {}, defaultSnippets: SNIPPETS.inspect, description: 'What to look at.' },
);

/** All but the sweep, which is made from it. */
const OneExperiment = Type.Object(
  {
    name: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 100,
        pattern: '^[^/\\\\\\u0000-\\u001f]+$',
        patternErrorMessage: 'A name has no slashes and no control characters.',
        description: 'Name of the experiment. Default: the name of the file.',
      }),
    ),
    seed: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 2 ** 31 - 1,
        default: 0,
        description:
          'Decides all chance: data, initial weights, order of the batches. The same seed gives the same bits.',
      }),
    ),
    data: Type.Union(
      [
        TaskDataSchemas.sums,
        TaskDataSchemas.addingProblem,
        TaskDataSchemas.digitAddition,
        TaskDataSchemas.flipFlop,
        FileDataSchema,
      ],
      { description: 'What the model learns from: a task or a file.', defaultSnippets: SNIPPETS.data },
    ),
    model: Type.Object(
      {
        layers: Type.Optional(
          Type.Array(LayerSchema, {
            minItems: 1,
            maxItems: 100,
            description: 'The layers, from input to output.',
            defaultSnippets: SNIPPETS.layers,
          }),
        ),
        from: Type.Optional(
          Type.String({
            minLength: 1,
            description:
              'Model file to load the weights from, relative to this file: a TensorFlow.js model.json, a .keras or .h5 ' +
              'file of Keras, an .onnx file, PyTorch weights in .safetensors (with "layers").',
          }),
        ),
        names: Type.Optional(
          Type.Record(Type.String(), Type.String(), {
            description:
              'Which module of a PyTorch file each layer takes its weights from, by the layer’s name: ' +
              '{ "lstm_1": "encoder.rnn", "dense_1": "head.fc" }. Needed where order, kinds and shapes leave it open; ' +
              'modules that are not named and not needed are left out. The layers of one nn.LSTM, nn.GRU or nn.RNN are ' +
              'taken in order.',
            defaultSnippets: SNIPPETS.names,
          }),
        ),
      },
      { ...strict, description: 'The network: its layers, or a file to load it from.' },
    ),
    train: Type.Optional(TrainSchema),
    engine: Type.Optional(
      Type.Enum([...ENGINES], {
        default: 'wasm',
        description:
          'What trains and runs the model. wasm: the embedded engine, the same bits on every machine; tensorflow: ' +
          'TensorFlow, from the same first weights, where the npm package @tensorflow/tfjs-node is installed; keras: ' +
          'Keras 3 in your own Python, with its GPU, from the same first weights and batches.',
      }),
    ),
    precision: Type.Optional(
      Type.Enum([...PRECISIONS], {
        default: 'exact',
        description:
          'How the wasm engine computes. exact: the same bits on every machine; fast: on all cores, and with fused ' +
          'multiply-add where the host has it, which may change the last bits of a result from machine to machine.',
      }),
    ),
    inspect: Type.Optional(InspectSchema),
    expect: Type.Optional(ExpectSchema),
  },
  strict,
);

export const ExperimentSchema = Type.Object(
  { ...OneExperiment.properties, sweep: Type.Optional(sweepSchema(OneExperiment.properties)) },
  {
    ...strict,
    title: 'LSTM Lens experiment',
    defaultSnippets: SNIPPETS.experiment,
    description: 'An experiment with a recurrent model: its data, layers, training, and what to look at.',
  },
);

/** A config as it is written: optional keys may be missing. */
export type ExperimentFile = Static<typeof ExperimentSchema>;
