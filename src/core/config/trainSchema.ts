/** The part `train` of the experiment file. Names, meanings and defaults are those of Keras 3, where nothing else is said. */
import Type, { type Static, type TSchema } from 'typebox';
import { SNIPPETS } from './snippets.js';

const strict = { additionalProperties: false };

const number = (fallback: number, limits: object, description: string) =>
  Type.Optional(Type.Number({ ...limits, default: fallback, description }));
const flag = (fallback: boolean, description: string) =>
  Type.Optional(Type.Boolean({ default: fallback, description }));
const steps = (description: string) => Type.Integer({ minimum: 1, maximum: 1_000_000_000, description });
const below1 = { minimum: 0, exclusiveMaximum: 1 };
const rate = { exclusiveMinimum: 0, maximum: 1000 };

const listed = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ');

/** The literal that tells the members of a union apart. */
const oneOf =
  <N extends string>(what: string, names: readonly N[]) =>
  <T extends N>(type: T, description: string) =>
    Type.Literal(type, { description, errorMessage: `Unknown ${what}. Valid types: ${listed(names)}.` });

export const SCHEDULES = ['constant', 'exponential', 'cosine', 'reduceOnPlateau'] as const;
const scheduleType = oneOf('schedule', SCHEDULES);

const monitor = Type.Optional(
  Type.Enum(['validationLoss', 'loss'], {
    default: 'validationLoss',
    description: 'The number that is watched, once an epoch.',
  }),
);

export const ScheduleSchemas = {
  constant: Type.Object({ type: scheduleType('constant', 'The same rate at every step.') }, strict),
  exponential: Type.Object(
    {
      type: scheduleType('exponential', 'learningRate * decayRate ^ (step / decaySteps).'),
      decaySteps: steps('Updates (batches) after which the rate has been multiplied by decayRate once.'),
      decayRate: Type.Number({ exclusiveMinimum: 0, maximum: 10, description: 'Factor of every decaySteps updates.' }),
      staircase: flag(false, 'Keep the rate for decaySteps updates, then multiply it at once.'),
    },
    strict,
  ),
  cosine: Type.Object(
    {
      type: scheduleType(
        'cosine',
        'Half a cosine from learningRate down to alpha times of it (Loshchilov & Hutter 2017), after a warm-up if wanted.',
      ),
      decaySteps: steps('Updates (batches) that the way down takes.'),
      alpha: number(0, { minimum: 0, maximum: 1 }, 'Share of the rate that is left at the end.'),
      warmupTarget: Type.Optional(
        Type.Number({
          ...rate,
          description: 'Rate that a warm-up climbs to from learningRate; the way down starts there.',
        }),
      ),
      warmupSteps: Type.Optional(
        Type.Integer({ minimum: 0, maximum: 1_000_000_000, default: 0, description: 'Updates of the warm-up.' }),
      ),
    },
    strict,
  ),
  reduceOnPlateau: Type.Object(
    {
      type: scheduleType('reduceOnPlateau', 'Smaller rates when the watched loss no longer falls.'),
      monitor,
      factor: number(0.1, { exclusiveMinimum: 0, exclusiveMaximum: 1 }, 'What the rate is multiplied by.'),
      patience: Type.Optional(
        Type.Integer({
          minimum: 0,
          default: 10,
          description: 'Epochs without a better loss before the rate is reduced.',
        }),
      ),
      minDelta: number(1e-4, { minimum: 0 }, 'A loss is better only where it is lower by more than this.'),
      cooldown: Type.Optional(
        Type.Integer({
          minimum: 0,
          default: 0,
          description: 'Epochs after a reduction during which nothing is counted.',
        }),
      ),
      minLearningRate: number(0, { minimum: 0, maximum: 1000 }, 'The rate never falls below this.'),
    },
    strict,
  ),
};

export const OPTIMIZERS = ['sgd', 'rmsprop', 'adam', 'adamw'] as const;
const optimizerType = oneOf('optimizer', OPTIMIZERS);

const common = (learningRate: number, weightDecay: number) => ({
  learningRate: number(learningRate, rate, 'Size of a step, or the one that the schedule starts from.'),
  weightDecay: number(
    weightDecay,
    { minimum: 0, maximum: 1 },
    'Before each update every weight loses this share times the learning rate (decoupled; biases too, as in Keras).',
  ),
  clipNorm: Type.Optional(
    Type.Number({ exclusiveMinimum: 0, description: 'The gradient of each weight array is shortened to this norm.' }),
  ),
  globalClipNorm: Type.Optional(
    Type.Number({ exclusiveMinimum: 0, description: 'All gradients together are shortened to this norm.' }),
  ),
  clipValue: Type.Optional(
    Type.Number({ exclusiveMinimum: 0, description: 'Every element of a gradient is kept within ± this.' }),
  ),
  schedule: Type.Optional(
    Type.Union(Object.values(ScheduleSchemas), {
      description: 'How the learning rate changes. Steps are updates, of which an epoch has one a batch.',
    }),
  ),
});

const epsilon = number(1e-7, { exclusiveMinimum: 0, maximum: 1 }, 'Keeps the divisor away from zero.');
const momentum = number(0, below1, 'Share of the last step that the next one keeps.');
const moments = {
  beta1: number(0.9, below1, 'Memory of the mean of the gradients.'),
  beta2: number(0.999, below1, 'Memory of the mean of their squares.'),
  epsilon,
};

export const OptimizerSchemas = {
  sgd: Type.Object(
    {
      type: optimizerType('sgd', 'Stochastic gradient descent, with momentum where it is given.'),
      ...common(0.01, 0),
      momentum,
      nesterov: flag(false, "Nesterov's momentum: look ahead before stepping."),
    },
    strict,
  ),
  rmsprop: Type.Object(
    {
      type: optimizerType('rmsprop', 'RMSprop (Tieleman & Hinton 2012): gradients over the root of their mean square.'),
      ...common(0.001, 0),
      rho: number(0.9, below1, 'Memory of the mean square.'),
      momentum,
      epsilon,
      centered: flag(false, 'Divide by the deviation of the gradients instead of their mean square.'),
    },
    strict,
  ),
  adam: Type.Object(
    { type: optimizerType('adam', 'Adam (Kingma & Ba 2015).'), ...common(0.001, 0), ...moments },
    strict,
  ),
  adamw: Type.Object(
    {
      type: optimizerType('adamw', 'Adam with decoupled weight decay (Loshchilov & Hutter 2019).'),
      ...common(0.001, 0.004),
      ...moments,
    },
    strict,
  ),
} satisfies Record<(typeof OPTIMIZERS)[number], TSchema>;

export const LOSSES = [
  'meanSquaredError',
  'meanAbsoluteError',
  'huber',
  'binaryCrossentropy',
  'categoricalCrossentropy',
  'sparseCategoricalCrossentropy',
] as const;
const lossType = oneOf('loss', LOSSES);

const crossentropy = <T extends (typeof LOSSES)[number]>(type: T, description: string) =>
  Type.Object(
    {
      type: lossType(type, description),
      fromLogits: flag(false, 'The model gives logits (a linear last layer) instead of probabilities.'),
    },
    strict,
  );

export const LossSchemas = {
  meanSquaredError: Type.Object({ type: lossType('meanSquaredError', 'Mean of the squared errors.') }, strict),
  meanAbsoluteError: Type.Object({ type: lossType('meanAbsoluteError', 'Mean of the sizes of the errors.') }, strict),
  huber: Type.Object(
    {
      type: lossType('huber', 'Squared for small errors, linear for large ones (Huber 1964).'),
      delta: number(1, { exclusiveMinimum: 0 }, 'Error at which the square becomes a line, in units of the model.'),
    },
    strict,
  ),
  binaryCrossentropy: crossentropy(
    'binaryCrossentropy',
    'Yes or no: each output is a probability of its own (sigmoid).',
  ),
  categoricalCrossentropy: crossentropy(
    'categoricalCrossentropy',
    'Outputs are one distribution over the classes (softmax), and targets are such distributions (one-hot).',
  ),
  sparseCategoricalCrossentropy: crossentropy(
    'sparseCategoricalCrossentropy',
    'Outputs are one distribution over the classes (softmax), and targets are numbers of classes.',
  ),
} satisfies Record<(typeof LOSSES)[number], TSchema>;

export const EarlyStoppingSchema = Type.Object(
  {
    monitor,
    patience: Type.Optional(
      Type.Integer({ minimum: 0, default: 0, description: 'Epochs without a better loss that are put up with.' }),
    ),
    minDelta: number(0, { minimum: 0 }, 'A loss is better only where it is lower by more than this.'),
    restoreBestWeights: flag(
      true,
      'Keep the weights of the best epoch instead of the last (Keras keeps the last unless told otherwise).',
    ),
  },
  {
    ...strict,
    defaultSnippets: SNIPPETS.earlyStopping,
    description: 'Stop when the watched loss no longer falls. Without it all epochs are run.',
  },
);

export const TrainSchema = Type.Object(
  {
    optimizer: Type.Optional(
      Type.Union([Type.Enum([...OPTIMIZERS]), ...Object.values(OptimizerSchemas)], {
        default: 'adam',
        defaultSnippets: SNIPPETS.optimizer,
        description: 'An optimizer, by name or with its settings: learning rate, weight decay, clipping, schedule.',
      }),
    ),
    loss: Type.Optional(
      Type.Union([Type.Enum([...LOSSES]), ...Object.values(LossSchemas)], {
        default: 'meanSquaredError',
        description: 'What is minimized, by name or with its settings.',
      }),
    ),
    epochs: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1_000_000, default: 10, description: 'Passes over the training part.' }),
    ),
    batchSize: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 65536, default: 32, description: 'Sequences an update.' }),
    ),
    shuffle: Type.Optional(
      Type.Boolean({ default: true, description: 'Shuffle the training part before each epoch (seeded).' }),
    ),
    earlyStopping: Type.Optional(EarlyStoppingSchema),
  },
  { ...strict, default: {}, defaultSnippets: SNIPPETS.train, description: 'How the model learns.' },
);

export type TrainFile = Static<typeof TrainSchema>;
