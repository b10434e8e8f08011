/** How a model carries its inputs: where its layers' states come to rest, how long units hold, what each unit is for. */
import { sequenceTargets, targetSize } from '../../data/dataset.js';
import { scale } from '../../scaler.js';
import { baselineOf } from '../baseline.js';
import { subjectOf } from '../inspect.js';
import type { InspectRequest } from '../request.js';
import { ablations } from './ablation.js';
import { holdTimes } from './memory.js';
import { chosenSequences, constantInput, restUnder, runningLayers, unfitForRest } from './rest.js';
import type { Dynamics, LayerDynamics } from './results.js';

/** @throws what `pause` throws. */
export async function dynamicsOf(request: InspectRequest): Promise<Dynamics> {
  const { data, experiment, network, scaling, pause } = request;
  const { part, chosen, inputs } = chosenSequences(request);
  const unfit: { layer: string; reason: string }[] = [];
  const layers: LayerDynamics[] = [];
  const { constantInput: named } = experiment.inspect;
  const wanted = typeof named === 'string' ? { kind: named } : ({ kind: 'values', values: named } as const);
  for (const running of runningLayers(network, inputs)) {
    const { layer, type, units } = running.cell;
    const reason = unfitForRest(network, running);
    if (reason !== undefined) unfit.push({ layer, reason });
    const rest =
      reason === undefined
        ? await restUnder(running, constantInput(request, running, wanted, inputs), pause)
        : undefined;
    layers.push({ layer, type, units, halfLives: holdTimes(running.trace), rest });
  }
  const subject = subjectOf(request, baselineOf(experiment, data, scaling));
  const found = await ablations(
    subject.network,
    inputs,
    explainedTargets(request, chosen, subject.output),
    subject.output,
    pause,
  );
  unfit.push(...found.unfit);
  const { deviation } = subject;
  const rows = found.rows.map(({ change, error, ...row }) => ({
    ...row,
    change: change * deviation,
    error: error * deviation ** 2,
  }));
  return { part, sequences: chosen.length, layers, unfit, ablations: rows };
}

/** [N] true values of the explained output in the model's units; NaN where it is a class. */
function explainedTargets({ data, scaling }: InspectRequest, chosen: Uint32Array, output: number): Float64Array {
  if (data.target.kind === 'classes') return new Float64Array(chosen.length).fill(Number.NaN);
  const targets = scale(sequenceTargets(data, chosen), scaling.target);
  const width = targetSize(data);
  return Float64Array.from(chosen, (_, n) => targets[n * width + output]);
}
