/** Which numbers a config may expect something of, and how a bound is written. */

/** Numbers of the fit, on the validation part (on the training part where there is none). */
export const EXPECTED_METRICS = {
  r2: { what: 'Coefficient of determination', kind: 'numbers', snippet: '>= 0.99' },
  mse: { what: 'Mean squared error, in units of the target squared', kind: 'numbers', snippet: '<= 0.01' },
  mae: { what: 'Mean absolute error, in units of the target', kind: 'numbers', snippet: '<= 0.1' },
  accuracy: { what: 'Share of the targets whose class is right', kind: 'classes', snippet: '>= 0.9' },
  wholeSequences: {
    what: 'Share of the sequences all of whose targets are right',
    kind: 'classes',
    snippet: '>= 0.9',
  },
  loss: { what: 'Training loss of the epoch that is kept', kind: 'any', snippet: '< 1e-3' },
  validationLoss: { what: 'Validation loss of the epoch that is kept', kind: 'any', snippet: '< 1e-3' },
} as const;
export type ExpectedMetric = keyof typeof EXPECTED_METRICS;

/** Scores of the trust table, each of one influence method. `rule`: only where the task's rule is known. */
export const EXPECTED_SCORES = {
  pearson: { what: 'Pearson r with the true contributions', rule: true, snippet: '>= 0.95' },
  withinSample: { what: 'mean Pearson r within a sample', rule: true, snippet: '>= 0.9' },
  spearman: { what: 'rank correlation with the true contributions', rule: true, snippet: '>= 0.9' },
  sign: { what: 'share of steps with the right sign', rule: true, snippet: '>= 0.95' },
  deletion: { what: 'area under the output as steps are taken away', rule: false, snippet: '<= 0.1' },
  insertion: { what: 'area under the output as steps are put in', rule: false, snippet: '>= 0.1' },
  comprehensiveness: {
    what: 'change of the output without the most important steps',
    rule: false,
    snippet: '>= 0.1',
  },
  sufficiency: { what: 'change of the output with the most important steps only', rule: false, snippet: '<= 0.1' },
  infidelity: { what: 'squared error of the claimed effects', rule: false, snippet: '<= 0.01' },
  maxSensitivity: { what: 'largest relative change under tiny changes of the input', rule: false, snippet: '<= 0.5' },
  completenessError: {
    what: 'distance of the sum of influences from y(x) − y(baseline)',
    rule: false,
    snippet: '<= 1e-3',
  },
  randomization: { what: 'rank correlation under re-drawn weights', rule: false, snippet: '<= 0.5' },
} as const;
export type ExpectedScore = keyof typeof EXPECTED_SCORES;

/** ">= 0.99": a comparison and a decimal number. */
export const COMPARISON = /^\s*(>=|>|<=|<)\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*$/;
