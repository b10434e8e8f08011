/** How a model carries its inputs: where its layers' states come to rest, how long units hold, what each unit is for. */
import { sequenceTargets, targetSize } from '../../data/dataset.js';
import type { RecurrentType } from '../../model/spec.js';
import { scale } from '../../scaler.js';
import { baselineOf } from '../baseline.js';
import { subjectOf } from '../inspect.js';
import type { InspectRequest } from '../request.js';
import { type Ablation, ablations } from './ablation.js';
import { holdTimes } from './memory.js';
import { chosenSequences, constantInput, type Rest, restUnder, runningLayers, unfitForRest } from './rest.js';

export interface Dynamics {
  readonly part: 'validation' | 'training';
  /** Sequences of that part on which all of it was measured. */
  readonly sequences: number;
  readonly layers: readonly LayerDynamics[];
  /** What could not be had of a layer, with the reason in a sentence. */
  readonly unfit: readonly { readonly layer: string; readonly reason: string }[];
  /** Largest change first; changes in target units, errors in their square. */
  readonly ablations: readonly Ablation[];
}

export interface LayerDynamics {
  /** As the layer's trace is called. */
  readonly layer: string;
  readonly type: RecurrentType;
  readonly units: number;
  /** [H] steps after which half of what a unit holds is gone; of layers with gates. */
  readonly halfLives?: Float64Array;
  /** Undefined where it could not be had; `Dynamics.unfit` says why. */
  readonly rest?: Rest;
}

/** @throws what `pause` throws. */
export async function dynamicsOf(request: InspectRequest): Promise<Dynamics> {
  const { data, experiment, network, scaling, pause } = request;
  const { part, chosen, inputs } = chosenSequences(request);
  const unfit: { layer: string; reason: string }[] = [];
  const layers: LayerDynamics[] = [];
  for (const running of runningLayers(network, inputs)) {
    const { layer, type, units } = running.cell;
    const reason = unfitForRest(network, running);
    if (reason !== undefined) unfit.push({ layer, reason });
    const rest =
      reason === undefined
        ? await restUnder(running, constantInput(request, running, { kind: 'mean' }, inputs), pause)
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
