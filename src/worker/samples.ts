/** The samples that a config gives, as the model reads them: which they are is known only with the data. */
import { baselineSamples } from '../core/config/check.js';
import type { Experiment, Rows, WrittenExperiment, WrittenSample } from '../core/config/experiment.js';
import type { ConfigReading } from '../core/config/read.js';
import type { Dataset } from '../core/data/dataset.js';
import { paddedSample } from '../core/data/padding.js';
import { textRows } from '../core/data/textSample.js';
import { BadInputError, type Problem } from '../core/problems.js';

/**
 * Makes rows of texts, and samples of fewer steps as long as the others where sequences have unequal lengths.
 * @throws {BadInputError} with the place of every sample that is none of the data's.
 */
export function withSamples(
  { inspect, ...experiment }: WrittenExperiment,
  data: Dataset,
  problemAt: ConfigReading['problemAt'],
): Experiment {
  const problems: Problem[] = [];
  const read = (sample: WrittenSample, path: (string | number)[], padded = true): Rows => {
    const given = typeof sample === 'string' ? textRows(sample, data) : { rows: sample };
    if ('fault' in given) {
      problems.push(problemAt(path, given.fault));
      return [];
    }
    const rows = padded ? paddedSample(given.rows, data) : given.rows;
    const fits = rows.length === data.length && rows.every((step) => step.length === data.features.length);
    const wanted = `${data.length} steps of ${data.features.length} features`;
    if (!fits) problems.push(problemAt(path, `The sample must have ${wanted}, as the data.`));
    return rows;
  };
  const { inputs, baseline, interventions } = inspect;
  const samples = {
    inputs: inputs?.map((sample, index) => read(sample, ['inspect', 'inputs', index])),
    baseline:
      typeof baseline === 'string'
        ? baseline
        : baselineSamples(baseline).map(({ sample, path }) => read(sample, path, false)),
    interventions: interventions.map((intervention, index) => {
      if (intervention.type !== 'patchState') return intervention;
      const { sample } = intervention;
      if (typeof sample === 'number') return { ...intervention, sample };
      return { ...intervention, sample: read(sample, ['inspect', 'interventions', index, 'sample']) };
    }),
  };
  if (problems.length > 0) throw new BadInputError(problems);
  return { ...experiment, inspect: { ...inspect, ...samples } };
}
