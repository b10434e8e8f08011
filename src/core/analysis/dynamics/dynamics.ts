/** How a model carries its inputs: where its layers' states come to rest, how long units hold, what each unit is for. */
import type { InspectRequest } from '../request.js';
import { holdTimes } from './memory.js';
import { chosenSequences, constantInput, restUnder, runningLayers, unfitForRest } from './rest.js';
import type { Dynamics, LayerDynamics } from './results.js';
import { unitAblations } from './unitAblations.js';

/** @throws what `pause` throws. */
export async function dynamicsOf(request: InspectRequest): Promise<Dynamics> {
  const { network, pause } = request;
  const { part, chosen, inputs } = chosenSequences(request);
  const unfit: { layer: string; reason: string }[] = [];
  const layers: LayerDynamics[] = [];
  for (const running of runningLayers(network, inputs)) {
    const { layer, type, units } = running.cell;
    const reason = unfitForRest(network, running);
    if (reason !== undefined) unfit.push({ layer, reason });
    const rest =
      reason === undefined
        ? await restUnder(running, constantInput(request, running, { kind: 'config' }, inputs), pause)
        : undefined;
    layers.push({ layer, type, units, halfLives: holdTimes(running.trace), rest });
  }
  const ablated = await unitAblations(request);
  unfit.push(...ablated.unfit);
  return { part, sequences: chosen.length, layers, unfit, ablations: ablated.rows };
}
