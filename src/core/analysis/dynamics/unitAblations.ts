/** What the answer owes to each unit, on the sequences that the dynamics are measured on. */
import { sequenceTargets, targetSize } from '../../data/dataset.js';
import { scale } from '../../scaler.js';
import { baselineOf } from '../baseline.js';
import { subjectOf } from '../inspect.js';
import type { InspectRequest } from '../request.js';
import { type Ablations, ablations } from './ablation.js';
import { chosenSequences } from './rest.js';

/** Changes in target units, errors in their square. */
export interface UnitAblations extends Ablations {
  readonly part: 'validation' | 'training';
  readonly sequences: number;
}

/**
 * @param report told the share of the units that are done.
 * @throws what `pause` throws.
 */
export async function unitAblations(
  request: InspectRequest,
  report: (share: number) => void = () => {},
): Promise<UnitAblations> {
  const { data, experiment, network, scaling, pause } = request;
  const { part, chosen, inputs } = chosenSequences(request);
  const subject = subjectOf(request, baselineOf(experiment, data, scaling));
  const units = network.trace(inputs.subarray(0, data.length * data.features.length)).layers;
  const count = units.reduce((sum, layer) => sum + layer.units, 0);
  let turns = 0;
  const turn = () => {
    // Once a unit.
    report(turns++ / count);
    return pause();
  };
  const targets = explainedTargets(request, chosen, subject.output);
  const { rows, unfit } = await ablations(subject.network, inputs, targets, subject.output, turn);
  const { deviation } = subject;
  return {
    part,
    sequences: chosen.length,
    rows: rows.map((row) => ({ ...row, change: row.change * deviation, error: row.error * deviation ** 2 })),
    unfit,
  };
}

/** [N] true values of the explained output in the model's units; NaN where it is a class. */
function explainedTargets({ data, scaling }: InspectRequest, chosen: Uint32Array, output: number): Float64Array {
  if (data.target.kind === 'classes') return new Float64Array(chosen.length).fill(Number.NaN);
  const targets = scale(sequenceTargets(data, chosen), scaling.target);
  const width = targetSize(data);
  return Float64Array.from(chosen, (_, n) => targets[n * width + output]);
}
