/** Expectations that no run could meet, or that nothing would measure. */
import type { Finding } from './check.js';
import { isCategorical } from './dataShape.js';
import { EXPECTED_METRICS, EXPECTED_SCORES, type ExpectedMetric, type ExpectedScore } from './expected.js';
import type { WrittenExperiment } from './experiment.js';
import type { InfluenceMethod } from './measures.js';

export function checkExpect(experiment: WrittenExperiment): Finding[] {
  return Object.entries(experiment.expect).flatMap(([path, bound]) => {
    const place = ['expect', path];
    if (typeof bound !== 'string' && !(bound[0] <= bound[1])) {
      return [{ path: place, message: 'A range is written [lowest, highest].' }];
    }
    const [, method, score] = path.split('.');
    const findings =
      method === undefined
        ? checkMetric(path as ExpectedMetric, experiment)
        : checkScore(method as InfluenceMethod, score as ExpectedScore, experiment);
    return findings.map((finding) => ({ ...finding, path: place }));
  });
}

type Fault = Omit<Finding, 'path'>;

function checkMetric(metric: ExpectedMetric, { train: { loss }, data }: WrittenExperiment): Fault[] {
  const { kind } = EXPECTED_METRICS[metric];
  if (kind === 'classes' && !('fromLogits' in loss)) {
    return [
      { message: `"${metric}" is of classes, but with the loss "${loss.type}" the model gives numbers: expect "r2".` },
    ];
  }
  if (kind === 'numbers' && isCategorical(loss)) {
    return [
      {
        message: `"${metric}" is of numbers, but with the loss "${loss.type}" the model gives classes: expect "accuracy".`,
      },
    ];
  }
  return metric === 'validationLoss' && data.split.validation === 0
    ? [{ message: '"data.split.validation" is 0: there is no validation loss.' }]
    : [];
}

function checkScore(method: InfluenceMethod, score: ExpectedScore, { inspect, data }: WrittenExperiment): Fault[] {
  if (!inspect.influence.includes(method)) {
    const fix = {
      title: `Add "${method}" to "inspect.influence"`,
      path: ['inspect', 'influence'],
      value: [...inspect.influence, method],
    };
    return [{ message: `"${method}" is not measured: it is not in "inspect.influence".`, fixes: [fix] }];
  }
  if (!EXPECTED_SCORES[score].rule) return [];
  const unknown = 'file' in data ? 'a file' : data.task === 'digitAddition' ? `"${data.task}"` : undefined;
  if (unknown === undefined) return [];
  return [{ message: `"${score}" compares with the true contributions, which are not known for ${unknown}.` }];
}
