/** The layers as an experiment file writes them: Keras's argument names in camelCase, Keras's defaults. */
import Type, { type Static } from 'typebox';
import { ACTIVATIONS, DENSE_ACTIVATIONS, MERGE_MODES } from '../model/spec.js';
import { SNIPPETS } from './snippets.js';

const strict = { additionalProperties: false };

const activation = (fallback: (typeof ACTIVATIONS)[number], description: string) =>
  Type.Optional(Type.Enum([...ACTIVATIONS], { default: fallback, description }));

const flag = (fallback: boolean, description: string) =>
  Type.Optional(Type.Boolean({ default: fallback, description }));

const share = (description: string) => Type.Number({ minimum: 0, exclusiveMaximum: 1, description });
const optionalShare = (description: string) =>
  Type.Optional(Type.Number({ minimum: 0, exclusiveMaximum: 1, default: 0, description }));

const TYPES = [
  ...['lstm', 'gru', 'simpleRnn', 'bidirectional', 'dense', 'timeDistributed', 'repeatVector'],
  ...['globalAveragePooling1d', 'dropout', 'layerNormalization', 'embedding', 'masking', 'selfAttention'],
];

const layerType = <T extends string>(type: T, description: string, valid: readonly string[] = TYPES) =>
  Type.Literal(type, {
    description,
    errorMessage: `Unknown layer type. Valid types: ${valid.map((name) => `"${name}"`).join(', ')}.`,
  });

const name = Type.Optional(
  Type.String({
    minLength: 1,
    maxLength: 100,
    pattern: '^[A-Za-z0-9][A-Za-z0-9_.-]*$',
    patternErrorMessage: 'A layer name is made of letters, digits, "_", "." and "-".',
    description: 'Name of the layer in plots and tables. Default: its type and number, as in lstm_1.',
  }),
);

const count = (description: string) => Type.Integer({ minimum: 1, maximum: 65536, description });

const units = count('Number of units: values that the layer gives for each step.');

const recurrent = {
  name,
  units,
  returnSequences: flag(false, 'Give the hidden state of every step, not only of the last.'),
  useBias: flag(true, 'Add a bias.'),
  dropout: optionalShare('Share of the inputs that training drops, the same ones at all steps (Gal 2016).'),
  recurrentDropout: optionalShare('Share of the state’s units that training drops on their way to the next step.'),
};

const recurrentActivation = (gates: string) =>
  activation(
    'sigmoid',
    `Activation of the ${gates} gates. "hardSigmoid" is that of Keras 2, "hardSigmoid6" that of Keras 3.`,
  );

export const LstmSchema = Type.Object(
  {
    type: layerType('lstm', 'Long short-term memory (Hochreiter & Schmidhuber 1997), as in Keras.'),
    ...recurrent,
    activation: activation('tanh', 'Activation of the candidate and of the cell on its way out.'),
    recurrentActivation: recurrentActivation('input, forget and output'),
    unitForgetBias: flag(true, 'Start with a forget-gate bias of 1 (Jozefowicz 2015).'),
  },
  strict,
);

export const GruSchema = Type.Object(
  {
    type: layerType('gru', 'Gated recurrent unit (Cho 2014), as in Keras.'),
    ...recurrent,
    activation: activation('tanh', 'Activation of the candidate.'),
    recurrentActivation: recurrentActivation('update and reset'),
    resetAfter: flag(true, 'Let the reset gate work on the recurrent product (as cuDNN), not on the state before it.'),
  },
  strict,
);

export const SimpleRnnSchema = Type.Object(
  {
    type: layerType('simpleRnn', 'Fully connected recurrence without gates (Elman 1990), as Keras’s SimpleRNN.'),
    ...recurrent,
    activation: activation('tanh', 'Activation of the state.'),
  },
  strict,
);

export const BidirectionalSchema = Type.Object(
  {
    type: layerType('bidirectional', 'Two recurrent layers alike, one of which reads the steps from last to first.'),
    name,
    layer: Type.Union([LstmSchema, GruSchema, SimpleRnnSchema], { description: 'The recurrent layer.' }),
    mergeMode: Type.Optional(
      Type.Enum([...MERGE_MODES], {
        default: 'concat',
        description: 'How the directions are joined: side by side (concat), or their sum, mean (ave) or product (mul).',
      }),
    ),
  },
  strict,
);

export const DenseSchema = Type.Object(
  {
    type: layerType('dense', 'Fully connected layer on the last axis.'),
    name,
    units,
    activation: Type.Optional(
      Type.Enum([...DENSE_ACTIVATIONS], {
        default: 'linear',
        description: 'Activation of the output; softmax goes over all units.',
      }),
    ),
    useBias: flag(true, 'Add a bias.'),
  },
  strict,
);

export const TimeDistributedSchema = Type.Object(
  {
    type: layerType('timeDistributed', 'A dense layer at every step. A dense layer on a sequence does the same.'),
    name,
    layer: DenseSchema,
  },
  strict,
);

export const RepeatVectorSchema = Type.Object(
  {
    type: layerType('repeatVector', 'Repeats one vector as every step of a sequence: from an encoder to a decoder.'),
    name,
    n: count('Number of steps.'),
  },
  strict,
);

export const GlobalAveragePooling1dSchema = Type.Object(
  {
    type: layerType('globalAveragePooling1d', 'The mean of all steps that are not masked, as one vector.'),
    name,
  },
  strict,
);

export const DropoutSchema = Type.Object(
  {
    type: layerType('dropout', 'Drops values during training (Srivastava 2014), seeded.'),
    name,
    rate: share('Share of the values that is dropped.'),
  },
  strict,
);

export const LayerNormalizationSchema = Type.Object(
  {
    type: layerType('layerNormalization', 'Brings each step’s values to mean 0 and deviation 1 (Ba 2016).'),
    name,
    epsilon: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, maximum: 1, default: 1e-3, description: 'Added to the variance.' }),
    ),
    center: flag(true, 'Learn what is added (beta).'),
    scale: flag(true, 'Learn what is multiplied with (gamma).'),
  },
  strict,
);

export const EmbeddingSchema = Type.Object(
  {
    type: layerType('embedding', 'A learned vector for each id. The first layer, on data with one id a step.'),
    name,
    inputDim: Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'Number of ids; they count from 0.' }),
    outputDim: count('Values of a vector.'),
    maskZero: flag(false, 'Let the layers behind leave out the steps whose id is 0.'),
  },
  strict,
);

export const MaskingSchema = Type.Object(
  {
    type: layerType('masking', 'Lets the layers behind leave out the steps whose values are all the mask value.'),
    name,
    maskValue: Type.Optional(
      Type.Number({ default: 0, description: 'The mask value, in the units that the model sees.' }),
    ),
  },
  strict,
);

export const SelfAttentionSchema = Type.Object(
  {
    type: layerType('selfAttention', 'Scaled dot-product attention of a sequence over its own steps (Vaswani 2017).'),
    name,
    numHeads: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 256, default: 1, description: 'Number of heads that look for themselves.' }),
    ),
    keyDim: count('Values of a query, key and value of one head.'),
    useBias: flag(true, 'Add a bias to queries, keys, values and output.'),
  },
  strict,
);

export const LayerSchema = Type.Union(
  [
    LstmSchema,
    GruSchema,
    SimpleRnnSchema,
    BidirectionalSchema,
    DenseSchema,
    TimeDistributedSchema,
    RepeatVectorSchema,
    GlobalAveragePooling1dSchema,
    DropoutSchema,
    LayerNormalizationSchema,
    EmbeddingSchema,
    MaskingSchema,
    SelfAttentionSchema,
  ],
  { defaultSnippets: SNIPPETS.layer },
);

export type LayerConfig = Static<typeof LayerSchema>;

/** The types of layers that there are. */
export const LAYER_TYPES: readonly string[] = LayerSchema.anyOf.map(({ properties }) => properties.type.const);
