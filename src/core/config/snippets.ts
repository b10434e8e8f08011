// biome-ignore-all lint/suspicious/noTemplateCurlyInString: places to fill in, in the syntax of VS Code's snippets.
/**
 * Whole valid blocks that the editor offers while a config is typed: VS Code's `defaultSnippets` of a JSON schema.
 * Text that begins with ^ is put in without quotes; `${n:text}` is the n-th place to fill in.
 */

export interface Snippet {
  readonly label: string;
  readonly description: string;
  readonly body: unknown;
}

const LSTM = { type: 'lstm', units: '^${1:64}' };
const SUM = { task: 'sum', samples: '^${1:1000}', length: '^${2:5}', standardize: true, split: { validation: 0.2 } };
const WINDOWS = {
  file: '${1:prices.csv}',
  time: '${2:date}',
  inputs: ['${3:close}'],
  target: '${4:close}',
  window: '^${5:20}',
  horizon: '^${6:1}',
  split: { validation: 0.2 },
};
const SEQUENCES = {
  file: '${1:sequences.csv}',
  sequence: '${2:id}',
  time: '${3:step}',
  inputs: ['${4:x}'],
  target: '${5:y}',
  split: { validation: 0.2 },
};
const WIDE = {
  file: '${1:rows.csv}',
  inputs: ['${2:x}{step}'],
  target: '${3:y}',
  split: { validation: 0.2 },
};
const ARRAYS = { file: '${1:data.npz}', inputs: ['${2:x}'], target: '${3:y}', split: { validation: 0.2 } };
const STACK = [
  { type: 'lstm', units: 64, returnSequences: true },
  { type: 'lstm', units: 32 },
  { type: 'dense', units: 1 },
];
const TRAIN = { optimizer: 'adam', loss: 'meanSquaredError', epochs: 10, batchSize: 32 };
const INSPECT = { influence: ['integratedGradients', 'occlusion'] };

const experiment = (label: string, description: string, data: unknown): Snippet => ({
  label,
  description,
  body: { seed: 7, data, model: { layers: STACK }, train: TRAIN, inspect: INSPECT },
});

export const SNIPPETS = {
  experiment: [
    experiment('Experiment: a task whose rule is known', 'Two stacked LSTMs learn to add numbers.', SUM),
    experiment('Experiment: windows over a series', 'Two stacked LSTMs forecast a column of a data file.', WINDOWS),
    experiment('Experiment: sequences of rows', 'Two stacked LSTMs learn one target a sequence.', SEQUENCES),
  ],
  data: [
    { label: 'Task', description: 'Made-up sequences whose rule is known.', body: SUM },
    { label: 'Windows', description: 'Windows over one long series in a data file.', body: WINDOWS },
    {
      label: 'Sequences',
      description: 'Rows of a data file, one a step, with a column that names the sequence.',
      body: SEQUENCES,
    },
    {
      label: 'Wide rows',
      description: 'Each row of a file a sequence, with a column a step: x1, x2 and so on.',
      body: WIDE,
    },
    {
      label: 'NumPy arrays',
      description: 'Arrays [sequences, steps, features] and targets by their names.',
      body: ARRAYS,
    },
  ],
  layers: [
    { label: 'Two stacked LSTMs', description: 'lstm 64, lstm 32, dense 1', body: STACK },
    {
      label: 'Bidirectional LSTM',
      description: 'bidirectional lstm, dense 1',
      body: [
        { type: 'bidirectional', layer: LSTM },
        { type: 'dense', units: 1 },
      ],
    },
    {
      label: 'LSTM with self-attention',
      description: 'lstm, selfAttention, lstm, dense 1',
      body: [
        { type: 'lstm', units: '^${1:32}', returnSequences: true },
        { type: 'selfAttention', numHeads: '^${2:4}', keyDim: '^${3:8}' },
        { type: 'lstm', units: '^${4:16}' },
        { type: 'dense', units: 1 },
      ],
    },
  ],
  layer: [
    { label: 'lstm', description: 'LSTM that gives its last state', body: LSTM },
    {
      label: 'lstm, every step',
      description: 'LSTM that gives every state, for a recurrent layer behind it',
      body: { ...LSTM, returnSequences: true },
    },
    { label: 'gru', description: 'GRU that gives its last state', body: { type: 'gru', units: '^${1:64}' } },
    { label: 'bidirectional', description: 'LSTM in both directions', body: { type: 'bidirectional', layer: LSTM } },
    { label: 'dropout', description: 'Dropout while training', body: { type: 'dropout', rate: '^${1:0.2}' } },
    { label: 'dense', description: 'Fully connected layer', body: { type: 'dense', units: '^${1:1}' } },
  ],
  names: [
    {
      label: 'Modules',
      description: 'PyTorch modules by the names of layers',
      body: { '${1:lstm_1}': '${2:encoder.rnn}' },
    },
  ],
  train: [
    { label: 'Training', description: 'Adam on the mean squared error', body: TRAIN },
    {
      label: 'Training until it no longer improves',
      description: 'Early stopping on the validation loss',
      body: { ...TRAIN, epochs: '^${1:200}', earlyStopping: { patience: '^${2:10}' } },
    },
  ],
  optimizer: [
    {
      label: 'adam with its settings',
      description: 'Learning rate and clipping',
      body: { type: 'adam', learningRate: '^${1:0.001}', globalClipNorm: '^${2:1}' },
    },
    {
      label: 'sgd with a cosine schedule',
      description: 'Momentum, and a learning rate that falls to zero',
      body: {
        type: 'sgd',
        learningRate: '^${1:0.1}',
        momentum: 0.9,
        schedule: { type: 'cosine', decaySteps: '^${2:1000}' },
      },
    },
  ],
  interventions: [
    {
      label: 'Ablated units',
      description: 'Units are held at zero',
      body: [{ type: 'clampUnits', layer: '${1:lstm_1}', units: ['^${2:1}'] }],
    },
    {
      label: 'A gate held open',
      description: 'Nothing is forgotten',
      body: [{ type: 'clampGate', layer: '${1:lstm_1}', gate: 'forget', value: '^${2:1}' }],
    },
    {
      label: 'Another input',
      description: 'One step is replaced',
      body: [{ type: 'editInput', step: '^${1:1}', value: '^${2:0}' }],
    },
    {
      label: 'A state of another sample',
      description: 'From then on the model goes on from it',
      body: [{ type: 'patchState', layer: '${1:lstm_1}', step: '^${2:1}', sample: '^${3:1}' }],
    },
    {
      label: 'A state moved along the running sum',
      description: 'Does the answer follow?',
      body: [{ type: 'moveState', layer: '${1:lstm_1}', step: '^${2:1}', along: 'runningSum', by: '^${3:0.5}' }],
    },
  ],
  earlyStopping: [{ label: 'Early stopping', description: 'Keeps the best epoch', body: { patience: '^${1:10}' } }],
  sweep: [
    {
      label: 'Learning rates and seeds',
      description: 'Every combination',
      body: { 'train.learningRate': ['^${1:0.001}', '^${2:0.01}'], seed: [1, 2, 3] },
    },
    {
      label: 'Successive halving',
      description: 'Many combinations for a few epochs, the best of them for all',
      body: {
        method: 'successiveHalving',
        'train.learningRate': ['^${1:0.0003}', '^${2:0.001}', '^${3:0.003}', '^${4:0.01}'],
        'model.layers[0].units': ['^${5:16}', '^${6:32}', '^${7:64}'],
      },
    },
  ],
  inspect: [
    { label: 'Influence', description: 'Which inputs matter, by two methods', body: INSPECT },
    {
      label: 'Everything',
      description: 'Every view, with slower methods',
      body: {
        influence: ['stateChange', 'gradientInput', 'integratedGradients', 'occlusion', 'shapley', 'lrp'],
        attention: ['cellWeights', 'jacobian'],
      },
    },
  ],
  expect: [
    {
      label: 'Expectations',
      description: 'A good fit, and influences that follow the truth',
      body: { r2: '${1:>= 0.99}', 'influence.integratedGradients.pearson': '${2:>= 0.95}' },
    },
  ],
} satisfies Record<string, readonly Snippet[]>;
