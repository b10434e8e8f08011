/** The measures that a config can ask for. */

/** Influence methods and what each is, in one line; formulas and sources are in `analysis/influence/`. */
export const INFLUENCES = {
  stateChange: 'how far the hidden state moves (no sign, blind to the output)',
  stateChangeReadout: 'how far it moves in the direction that the output reads',
  gradient: 'slope of the output (says nothing of the size of the input)',
  smoothGrad: 'slope averaged over noisy copies',
  gradientInput: 'slope times distance from the baseline (blind to saturation)',
  integratedGradients: 'slope averaged from the baseline to the input, times distance',
  occlusion: 'change of the output when a step is replaced by the baseline (blind to what steps do together)',
  shapley: 'mean of that change over all orders of the steps (slow; sampled beyond 14 steps)',
  contextualDecomposition: 'part of the output that a step carries through the gates (held against zero)',
  lrp: 'share of the output that flows back to a step (biases swallow some)',
} as const;
export type InfluenceMethod = keyof typeof INFLUENCES;
export const INFLUENCE_METHODS = Object.keys(INFLUENCES) as InfluenceMethod[];

export const DEFAULT_INFLUENCES: InfluenceMethod[] = [
  'stateChange',
  'gradientInput',
  'integratedGradients',
  'occlusion',
];

/** Matrices of "this step looks at that step", stand-ins for attention; formulas are in `analysis/attention/`. */
export const ATTENTIONS = {
  cellWeights: 'how much of what was written at a step is still in the cell later (knows neither input nor output)',
  jacobian: 'how strongly the hidden state depends on an earlier input (local)',
  outputJacobian: 'the same of the output, for models that give one at every step',
  selfAttention: 'the weights of an attention layer, for models that have one (what is looked at, not what it does)',
} as const;
export type AttentionKind = keyof typeof ATTENTIONS;
export const ATTENTION_KINDS = Object.keys(ATTENTIONS) as AttentionKind[];

export const DEFAULT_ATTENTIONS: AttentionKind[] = ['cellWeights', 'jacobian'];
