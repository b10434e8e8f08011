/** What the comparison's page shows, changed only by actions. Pure. */
import type { InfluenceMethod } from '../../src/core/config/schema.js';
import { asObject } from '../selection.js';
import { SCORES, type ScoreColumn } from '../views/trust/scores.js';
import type { Comparison, ComparisonHostMessage, SimilarityAnswer } from './protocol.js';

export const MEASURES = ['cka', 'procrustes'] as const;
export type Measure = (typeof MEASURES)[number];

/** What the user has chosen; all that is worth keeping of the page besides the runs. */
export interface Choices {
  /** Index of the sample; the first run's. */
  readonly sample: number;
  readonly method?: InfluenceMethod;
  readonly score: ScoreColumn['key'];
  readonly measure: Measure;
  /** Letters of the two runs whose states are compared. */
  readonly first: string;
  readonly second: string;
}

export interface ComparisonState {
  /** Undefined until the host has spoken. */
  readonly comparison?: Comparison;
  readonly choices: Choices;
  /** The last answer about each pair. */
  readonly similarities: readonly SimilarityAnswer[];
  readonly problem?: string;
}

export type ComparisonAction =
  | { readonly type: 'received'; readonly message: ComparisonHostMessage }
  | { readonly type: 'choose'; readonly choices: Partial<Choices> }
  | { readonly type: 'problem'; readonly problem: string };

export const INITIAL: ComparisonState = {
  choices: { sample: 0, score: 'pearson', measure: 'cka', first: 'A', second: 'B' },
  similarities: [],
};

export function reduce(state: ComparisonState, action: ComparisonAction): ComparisonState {
  switch (action.type) {
    case 'choose':
      return { ...state, choices: { ...state.choices, ...action.choices } };
    case 'problem':
      return { ...state, problem: action.problem };
    case 'received': {
      const { message } = action;
      if (message.type === 'comparison') return { ...state, problem: undefined, comparison: message.comparison };
      if (message.type === 'failed') return { ...state, problem: message.message };
      const { similarity } = message;
      const others = state.similarities.filter(
        ({ first, second }) => first !== similarity.first || second !== similarity.second,
      );
      return { ...state, problem: undefined, similarities: [...others, similarity] };
    }
  }
}

/** Choices as the page kept them; they may be from another version. */
export function restoreChoices(kept: unknown): Choices {
  const { sample, method, score, measure, first, second } = asObject(asObject(kept).choices);
  const { choices } = INITIAL;
  const letter = (value: unknown, otherwise: string) =>
    typeof value === 'string' && /^[A-G]$/.test(value) ? value : otherwise;
  return {
    sample: Number.isInteger(sample) && (sample as number) >= 0 ? (sample as number) : choices.sample,
    method: typeof method === 'string' ? (method as InfluenceMethod) : undefined,
    score: SCORES.find(({ key }) => key === score)?.key ?? choices.score,
    measure: MEASURES.find((one) => one === measure) ?? choices.measure,
    first: letter(first, choices.first),
    second: letter(second, choices.second),
  };
}
