/** The columns of the trust table: what each score is, and what is good. */
import type { TrustScores } from '../../../src/core/analysis/inspection.js';
import { AGREEMENT, type Explanation } from '../../explain.js';

export interface ScoreColumn extends Explanation {
  readonly key: Exclude<keyof TrustScores, 'samples' | 'intervals'>;
  readonly good: 'high' | 'low' | 'near 0';
  /** Needs the known rule of a task. */
  readonly rule?: boolean;
}

export const SCORES: readonly ScoreColumn[] = [
  { key: 'pearson', good: 'high', rule: true, ...AGREEMENT.pearson },
  { key: 'withinSample', good: 'high', rule: true, ...AGREEMENT.withinSample },
  { key: 'spearman', good: 'high', rule: true, ...AGREEMENT.spearman },
  { key: 'sign', good: 'high', rule: true, ...AGREEMENT.sign },
  {
    key: 'deletion',
    good: 'low',
    name: 'Deletion',
    what: 'Area under the output as steps are taken away, the largest influence first, in units of the target.',
    caution: 'Inputs with steps taken away may be unlike any that the model has learned from.',
    source: 'Petsiuk et al. 2018, RISE',
    paper: 'https://arxiv.org/abs/1806.07421',
  },
  {
    key: 'insertion',
    good: 'high',
    name: 'Insertion',
    what: 'Area under the output as steps are put into the baseline, the largest influence first, in units of the target.',
    caution: 'It rewards what raises the output: it judges the order, and not the numbers.',
    source: 'Petsiuk et al. 2018, RISE',
    paper: 'https://arxiv.org/abs/1806.07421',
  },
  {
    key: 'comprehensiveness',
    good: 'high',
    name: 'Comprehensiveness',
    what: 'How far the output moves when the most important steps are taken away: mean over 1 to 50 % of them.',
    caution: 'With few steps every share is the same one step.',
    source: 'DeYoung et al. 2020, ERASER',
    paper: 'https://arxiv.org/abs/1911.03429',
  },
  {
    key: 'sufficiency',
    good: 'low',
    name: 'Sufficiency',
    what: 'How far the output is from its own value when the most important steps are all that is left.',
    caution: 'Where all steps count alike no method can do well.',
    source: 'DeYoung et al. 2020, ERASER',
    paper: 'https://arxiv.org/abs/1911.03429',
  },
  {
    key: 'infidelity',
    good: 'low',
    name: 'Infidelity',
    what: 'Squared error of the effect that the numbers claim, when random halves of the steps are taken away.',
    caution: 'Only of methods whose numbers claim an effect on the output.',
    source: 'Yeh et al. 2019, On the (In)fidelity and Sensitivity of Explanations',
    paper: 'https://arxiv.org/abs/1901.09392',
  },
  {
    key: 'maxSensitivity',
    good: 'low',
    name: 'Sensitivity',
    what: 'Largest relative change of the influences under changes of the input too small to matter.',
    caution: 'A method that says the same of every input has none, and is of no use.',
    source: 'Yeh et al. 2019, On the (In)fidelity and Sensitivity of Explanations',
    paper: 'https://arxiv.org/abs/1901.09392',
  },
  {
    key: 'completenessError',
    good: 'low',
    name: 'Incompleteness',
    what: 'How far the influences are from adding up to the prediction minus that of the baseline.',
    caution: 'Numbers may add up and still be at the wrong steps: see the even share, which always adds up.',
    source: 'Sundararajan et al. 2017, Axiomatic Attribution for Deep Networks',
    paper: 'https://arxiv.org/abs/1703.01365',
  },
  {
    key: 'randomization',
    good: 'near 0',
    name: 'As random weights',
    what: 'Rank correlation with the influences of the same model with weights drawn anew.',
    caution: 'Near one, the picture shows the inputs or the layers, and nothing of what was learned.',
    source: 'Adebayo et al. 2018, Sanity Checks for Saliency Maps',
    paper: 'https://arxiv.org/abs/1810.03292',
  },
];
