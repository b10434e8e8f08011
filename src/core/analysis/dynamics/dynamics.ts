/** How a model carries its inputs: where its layers' states come to rest, how long units hold, what each unit is for. */
import { baselineOf } from '../baseline.js';
import { subjectOf } from '../inspect.js';
import type { InspectRequest } from '../request.js';
import { carriedOf } from './carried.js';
import { lineAttractorOf } from './lineAttractor.js';
import { holdTimes } from './memory.js';
import { chosenSequences, constantInput, restUnder, runningLayers, unfitForRest, withAnswers } from './rest.js';
import type { Dynamics, LayerDynamics } from './results.js';
import { unitAblations } from './unitAblations.js';

/** @throws what `pause` throws. */
export async function dynamicsOf(request: InspectRequest): Promise<Dynamics> {
  const { network, pause, experiment, data, scaling } = request;
  const { part, chosen, inputs } = chosenSequences(request);
  const unfit: { layer: string; reason: string }[] = [];
  const layers: LayerDynamics[] = [];
  const config = { kind: 'config' } as const;
  const carried = await carriedOf(request, subjectOf(request, baselineOf(experiment, data, scaling)));
  for (const [index, running] of runningLayers(network, inputs).entries()) {
    const { layer } = running.cell;
    const reason = unfitForRest(network, running);
    if (reason !== undefined) unfit.push({ layer, reason });
    const rest =
      reason === undefined
        ? withAnswers(
            request,
            running,
            await restUnder(running, constantInput(request, running, config, inputs), pause),
          )
        : undefined;
    const own = carried.layers[index];
    const lineAttractor = rest ? lineAttractorOf(running, rest, own.integrator) : { reason: reason! };
    layers.push({ ...own, halfLives: holdTimes(running.trace), rest, lineAttractor });
  }
  const ablated = await unitAblations(request);
  unfit.push(...ablated.unfit);
  const { inputGradient } = carried;
  return { part, sequences: chosen.length, layers, unfit, ablations: ablated.rows, inputGradient };
}
