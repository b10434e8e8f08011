/** What each number is, how it misleads, and whose idea it was: the words behind the names. */
import type { AttentionKind, InfluenceMethod } from '../src/core/config/schema.js';
import type { Selection } from './protocol.js';

export interface Explanation {
  readonly name: string;
  /** What it is. */
  readonly what: string;
  /** How it can be misread. */
  readonly caution: string;
  /** Whose idea it was. */
  readonly source?: string;
  /** Address of the source. */
  readonly paper?: string;
}

/** A method's numbers are in units of the target, of the hidden state (a length), or of the target by input. */
export type Unit = 'target' | 'state' | 'slope';

export interface MethodExplanation extends Explanation {
  readonly unit: Unit;
}

const EXPLAINED = {
  stateChange: {
    name: 'State change',
    unit: 'state',
    what: 'How far the hidden state of the first layer moves at this step: the length of h(t) − h(t−1).',
    caution:
      'It has no sign, is in units of the state and not of the target, and never looks at the output: a state can ' +
      'move a lot without changing the answer. It is scaled on its own here.',
    source: 'The stand-in for attention that most tutorials use',
  },
  gradientInput: {
    name: 'Gradient × input',
    unit: 'target',
    what: 'The slope of the output at this input, times the distance of the input from the baseline.',
    caution:
      'The slope is the one at this very point. Where the model bends or saturates, it says nothing about the way there.',
    source: 'Shrikumar et al. 2016, Not Just a Black Box',
    paper: 'https://arxiv.org/abs/1605.01713',
  },
  integratedGradients: {
    name: 'Integrated gradients',
    unit: 'target',
    what: 'The slope averaged on the straight way from the baseline to this input, times the distance.',
    caution:
      'The numbers add up to the prediction minus the prediction of the baseline, so another baseline gives other numbers.',
    source: 'Sundararajan et al. 2017, Axiomatic Attribution for Deep Networks',
    paper: 'https://arxiv.org/abs/1703.01365',
  },
  occlusion: {
    name: 'Occlusion',
    unit: 'target',
    what: 'How much the prediction falls when this step alone is replaced by the baseline.',
    caution: 'Steps that stand in for each other each look unimportant, because only one is taken away at a time.',
    source: 'Zeiler & Fergus 2014, Visualizing and Understanding Convolutional Networks',
    paper: 'https://arxiv.org/abs/1311.2901',
  },
  stateChangeReadout: {
    name: 'State change, read out',
    unit: 'target',
    what: 'The change of the last hidden state at this step, along the direction that the output reads.',
    caution: 'The direction is the one at the last step; what later steps make of an earlier change is left out.',
  },
  gradient: {
    name: 'Gradient',
    unit: 'slope',
    what: 'The slope of the output at this input: the change of the output for a small change of the input.',
    caution: 'It is a slope and not a share of the answer: an input at the baseline can have a steep one.',
    source: 'Simonyan et al. 2014, Deep Inside Convolutional Networks',
    paper: 'https://arxiv.org/abs/1312.6034',
  },
  smoothGrad: {
    name: 'SmoothGrad',
    unit: 'slope',
    what: 'The slope averaged over many copies of the input with noise.',
    caution: 'It depends on how much noise is used, and like every slope it is no share of the answer.',
    source: 'Smilkov et al. 2017, SmoothGrad: removing noise by adding noise',
    paper: 'https://arxiv.org/abs/1706.03825',
  },
  shapley: {
    name: 'Shapley values',
    unit: 'target',
    what: 'The part that this step adds to the prediction, averaged over every order in which the steps can arrive.',
    caution:
      'Long sequences are sampled, so the numbers carry noise; half-filled sequences may be none the model knows.',
    source: 'Shapley 1953; Bento et al. 2021, TimeSHAP',
    paper: 'https://arxiv.org/abs/2012.00073',
  },
  contextualDecomposition: {
    name: 'Contextual decomposition',
    unit: 'target',
    what: 'The part of the output that comes from this step when every gate is split into its and the others’ part.',
    caution: 'How the products inside a gate are split is a choice, and other choices give other numbers.',
    source: 'Murdoch et al. 2018, Beyond Word Importance',
    paper: 'https://arxiv.org/abs/1801.05453',
  },
  lrp: {
    name: 'Relevance propagation',
    unit: 'target',
    what: 'The output handed back layer by layer to the inputs that made it; gates hand on and receive nothing.',
    caution: 'What biases receive is lost on the way, so the numbers need not add up to the prediction.',
    source: 'Arras et al. 2017, Explaining Recurrent Neural Network Predictions',
    paper: 'https://arxiv.org/abs/1706.07206',
  },
} as const satisfies Record<string, MethodExplanation>;

export const METHODS: Readonly<Record<InfluenceMethod, MethodExplanation>> = EXPLAINED;

/** What is said of units other than the target's. */
export const UNIT_NAMES = { state: 'state units, no sign', slope: 'slope' } as const;

/** Every method that this page can name. */
export const METHOD_IDS = Object.keys(METHODS) as InfluenceMethod[];

export const CONTRIBUTION: Explanation = {
  name: 'True contribution',
  what: "What this step adds to the answer by the task's own rule, compared with the baseline.",
  caution: 'It is the truth about the task. A model that has learned the task badly may rightly differ from it.',
};

export const AGREEMENT = {
  pearson: {
    name: 'Pearson r',
    what: 'Correlation with the true contributions over all steps of all samples measured. 1 is perfect.',
    caution: 'It does not see a wrong scale or a constant shift.',
  },
  withinSample: {
    name: 'Within sample',
    what: 'The same correlation inside each sample, then averaged over the samples.',
    caution: 'With few steps one unlucky sample weighs much.',
  },
  spearman: {
    name: 'Rank r',
    what: 'Correlation of the ranks (Spearman): whether the order of importance is right.',
    caution: 'It does not see how much more one step matters than another.',
  },
  sign: {
    name: 'Same sign',
    what: 'Share of steps at which method and truth point the same way. Guessing gives about 0.5.',
    caution: 'A method without a sign cannot do well here.',
  },
} as const satisfies Record<string, Explanation>;

export const TRACE_NAMES: Readonly<Record<Selection['trace'], Explanation>> = {
  hidden: {
    name: 'Hidden state',
    what: 'h(t): what the layer shows of its memory after each step, between −1 and 1.',
    caution: 'A unit at zero may still remember: its output gate may be closed.',
    source: 'Hochreiter & Schmidhuber 1997, Long Short-Term Memory',
    paper: 'https://doi.org/10.1162/neco.1997.9.8.1735',
  },
  cell: {
    name: 'Cell state',
    what: 'c(t): the memory itself, which the gates add to and erase from. It has no bounds.',
    caution: 'A large cell is not an important one: what counts is how later layers read it.',
    source: 'Hochreiter & Schmidhuber 1997, Long Short-Term Memory',
    paper: 'https://doi.org/10.1162/neco.1997.9.8.1735',
  },
  input: {
    name: 'Input gate',
    what: 'How much of the candidate is written into the cell: 0 nothing, 1 all of it.',
    caution: 'An open gate writes nothing when the candidate is near zero.',
    source: 'Hochreiter & Schmidhuber 1997, Long Short-Term Memory',
    paper: 'https://doi.org/10.1162/neco.1997.9.8.1735',
  },
  forget: {
    name: 'Forget gate',
    what: 'How much of the cell is kept from the step before: 0 erases, 1 keeps all.',
    caution: 'In spite of its name, 1 means to remember.',
    source: 'Gers, Schmidhuber & Cummins 2000, Learning to Forget',
    paper: 'https://doi.org/10.1162/089976600300015015',
  },
  candidate: {
    name: 'Candidate',
    what: 'What the layer would write into its memory at this step, between −1 and 1.',
    caution: 'Only the part that the input gate (of a GRU: the update gate) lets through is written.',
    source: 'Hochreiter & Schmidhuber 1997, Long Short-Term Memory',
    paper: 'https://doi.org/10.1162/neco.1997.9.8.1735',
  },
  output: {
    name: 'Output gate',
    what: 'How much of the cell is shown as hidden state: 0 hides it, 1 shows it.',
    caution: 'A closed gate hides a memory, it does not erase it.',
    source: 'Hochreiter & Schmidhuber 1997, Long Short-Term Memory',
    paper: 'https://doi.org/10.1162/neco.1997.9.8.1735',
  },
  update: {
    name: 'Update gate',
    what: 'How much of a GRU’s state is kept: 1 keeps all of it, 0 puts the candidate in its place.',
    caution: 'Some papers and libraries count it the other way round.',
    source: 'Cho et al. 2014, Learning Phrase Representations using RNN Encoder–Decoder',
    paper: 'https://arxiv.org/abs/1406.1078',
  },
  reset: {
    name: 'Reset gate',
    what: 'How much of the earlier state a GRU’s candidate sees: 0 forgets it for this candidate.',
    caution: 'A closed reset gate erases nothing: that is what the update gate does.',
    source: 'Cho et al. 2014, Learning Phrase Representations using RNN Encoder–Decoder',
    paper: 'https://arxiv.org/abs/1406.1078',
  },
};

/** As one text for a tooltip. */
export function explain({ what, caution, source }: Explanation): string {
  return [what, `Beware: ${caution}`, source].filter((part) => part !== undefined).join('\n\n');
}

/** The stand-ins for attention. */
export const ATTENTIONS: Readonly<Record<AttentionKind, Explanation>> = {
  cellWeights: {
    name: 'Cell weights',
    what:
      'How much of what each step wrote is left in the cell at a later step: its input gate times the forget gates since ' +
      'then, averaged over the units. Exact: weighted by what was written, the row adds up to the cell.',
    caution: 'It tells what is kept, not what is read: the answer may hang on little of the cell.',
    source: 'Levy et al. 2018, Long Short-Term Memory as a Dynamically Computed Element-wise Weighted Sum',
    paper: 'https://arxiv.org/abs/1805.03716',
  },
  jacobian: {
    name: 'Jacobian',
    what: 'How strongly the hidden state at one step depends on the input of an earlier one: the size of the derivative.',
    caution: 'It is the slope at this very input, has no sign, and does not look at the output.',
    source: 'Pascanu et al. 2013, On the Difficulty of Training Recurrent Neural Networks',
    paper: 'https://arxiv.org/abs/1211.5063',
  },
  outputJacobian: {
    name: 'Output Jacobian',
    what: 'How strongly the output at one step depends on the input of an earlier one: the size of the derivative.',
    caution: 'It is the slope at this very input and has no sign.',
  },
  selfAttention: {
    name: 'Self-attention',
    what: 'The weights of the attention layer: how much each step takes from each other one. This one is attention itself.',
    caution: 'What is looked at need not matter: other weights can give the same answer.',
    source: 'Vaswani et al. 2017, Attention Is All You Need; Jain & Wallace 2019 for the caution',
    paper: 'https://arxiv.org/abs/1706.03762',
  },
};

export const ATTENTION_IDS = Object.keys(ATTENTIONS) as AttentionKind[];

/** The pictures of gates over many sequences. */
export const GATE_VIEW = {
  open: {
    name: 'Gates over the steps',
    what: 'The mean of the gate over all sequences and units at each step, with one standard deviation either way.',
    caution: 'The mean of units that are open and units that are shut looks half open: the saturation below tells.',
  },
  saturation: {
    name: 'Saturation',
    what:
      'For each unit, how often over all steps and sequences its gate is under 0.1 (to the right: shut) and over 0.9 ' +
      '(to the top: wide open). A forget gate at the top keeps its memory; one at the right lives from step to step.',
    caution: 'The limits are a convention. Near the origin the gate works in its middle, where it is nearly linear.',
    source: 'Karpathy, Johnson & Fei-Fei 2015, Visualizing and Understanding Recurrent Networks',
    paper: 'https://arxiv.org/abs/1506.02078',
  },
} as const satisfies Record<string, Explanation>;

/** The pictures of the state space. */
export const SPACE_VIEW = {
  pca: {
    name: 'Principal components',
    what:
      'Every hidden state of every sequence, seen along the directions in which they differ most. One line is one ' +
      'sequence; distances in the picture are real distances, as far as these directions explain them.',
    caution: 'What the shown directions do not explain is not in the picture: look at the explained variance first.',
    source: 'Pearson 1901, On lines and planes of closest fit; Hotelling 1933',
    paper: 'https://doi.org/10.1080/14786440109462720',
  },
  tsne: {
    name: 't-SNE',
    what: 'Hidden states laid out so that near ones stay near. It starts from the principal components.',
    caution: 'Sizes of clusters and the distances between them mean nothing; another perplexity gives another picture.',
    source: 'van der Maaten & Hinton 2008, Visualizing Data using t-SNE; Kobak & Berens 2019 for the start',
    paper: 'https://www.jmlr.org/papers/v9/vandermaaten08a.html',
  },
  umap: {
    name: 'UMAP',
    what: 'Hidden states laid out so that the neighbourhoods of each are kept, with a fixed seed.',
    caution: 'Distances between clusters mean little, and another seed or another number of neighbours moves them.',
    source: 'McInnes, Healy & Melville 2018, UMAP: Uniform Manifold Approximation and Projection',
    paper: 'https://arxiv.org/abs/1802.03426',
  },
  explained: {
    name: 'Explained variance',
    what: 'The share of all differences between hidden states that lies along each direction.',
    caution: 'A direction that explains little can still be the one that the output reads.',
  },
  probe: {
    name: 'Linear probe',
    what:
      'How well a linear function of the hidden state gives the quantity at each step (R²): fitted with ridge ' +
      'regression on every other sequence, measured on the rest. 1 is perfect, 0 no better than the mean.',
    caution: 'That a quantity can be read from the state does not mean that the model reads it.',
    source: 'Alain & Bengio 2017, Understanding intermediate layers using linear classifier probes',
    paper: 'https://arxiv.org/abs/1610.01644',
  },
} as const satisfies Record<string, Explanation>;

export const INPUT_EDITING: Explanation = {
  name: 'What if',
  what: 'Drag a point of the input up or down, or type its value: every view follows. The dashed line is the input as it was.',
  caution:
    'The model answers for any input, also for one that is unlike all that it was trained on. The true answer is known ' +
    'only where the rule of the task is.',
};

/** The loss over the epochs. */
export const LOSS_VIEW: Explanation = {
  name: 'Loss',
  what:
    'What the training makes small, epoch by epoch: the mean over the batches of the training part while it learned, and ' +
    'over the validation part after the epoch.',
  caution:
    'The training loss is a mean over weights that were still moving, so it can lie above the validation loss. A ' +
    'validation loss that rises while the other falls means that the model learns its examples by heart.',
  source: 'Prechelt 1998, Early Stopping – But When?',
  paper: 'https://doi.org/10.1007/3-540-49430-8_3',
};

/** How well the model answers. */
export const FIT_VIEW = {
  fit: {
    name: 'Predicted against true',
    what: 'One point a sequence that the training has not seen. On the dashed line the prediction is the truth. Click a point to look at that sequence in the other views.',
    caution: 'R² compares with the mean of this part: a wide range of answers makes it large, whatever the errors.',
  },
  residuals: {
    name: 'Residuals',
    what: 'Predicted minus true, over the prediction. Errors without a pattern lie evenly around zero. Click a point to look at that sequence in the other views.',
    caution:
      'A slope or a bend means that the model misses something it could learn; a funnel, that it is surer in some places than in others.',
    source: 'Anscombe & Tukey 1963, The Examination and Analysis of Residuals',
    paper: 'https://doi.org/10.1080/00401706.1963.10490071',
  },
  confusion: {
    name: 'Confusion matrix',
    what: 'How many targets of each class (row) were taken for which class (column). The diagonal is right.',
    caution: 'Where one class is common, its column looks full by itself: compare within a row.',
  },
} as const satisfies Record<string, Explanation>;
