/** Where the state of one layer comes to rest under a constant input of choice, as views show it. */
import type { RecurrentType } from '../../model/spec.js';
import { baselineOf } from '../baseline.js';
import { isUnfit, type Unfit } from '../influence/influence.js';
import { subjectOf } from '../inspect.js';
import type { InspectRequest } from '../request.js';
import { type Flow, flowUnder } from './flow.js';
import { integratorOf } from './integrator.js';
import { probeData } from './layerStates.js';
import { lineAttractorOf } from './lineAttractor.js';
import {
  type ConstantInput,
  chosenSequences,
  constantInput,
  type Rest,
  type RunningLayer,
  restUnder,
  runningLayers,
  unfitForRest,
  withAnswers,
} from './rest.js';
import type { LineAttractor } from './results.js';
import type { Mode, Spectrum } from './spectrum.js';

export interface LayerRest {
  readonly part: 'validation' | 'training';
  /** Sequences on which it was measured. */
  readonly sequences: number;
  readonly type: RecurrentType;
  readonly units: number;
  /** Why it could not be had, in a sentence; else `found` has it. */
  readonly unfit?: string;
  readonly found?: {
    readonly search: Omit<Rest['search'], 'slowestState'>;
    readonly points: readonly RestPoint[];
    readonly flow: Flow;
    readonly lineAttractor: LineAttractor | Unfit;
  };
}

/** A fixed point without its coordinates, which are those of `Flow.points`. */
export interface RestPoint extends Omit<Spectrum, 'modes'> {
  readonly speed: number;
  readonly starts: number;
  readonly answer?: Float64Array;
  readonly modes: readonly Omit<Mode, 'direction'>[];
}

/**
 * @param report told the share that is done, in [0,1].
 * @throws {RangeError} where there is no such layer, sample or step; what `pause` throws.
 */
export async function layerRest(
  request: InspectRequest,
  { layer, input }: { readonly layer: string; readonly input: ConstantInput },
  report: (share: number) => void,
): Promise<LayerRest> {
  const { network, pause } = request;
  const { part, chosen, inputs } = chosenSequences(request);
  const running = runningLayers(network, inputs).find(({ cell }) => cell.layer === layer);
  if (!running) throw new RangeError(`There is no recurrent layer "${layer}".`);
  const { type, units } = running.cell;
  const about = { part, sequences: chosen.length, type, units };
  const unfit = unfitForRest(network, running);
  if (unfit !== undefined) return { ...about, unfit };
  const entering = constantInput(request, running, input, inputs);
  // The plane takes about a tenth as long as the search.
  const found = await restUnder(running, entering, pause, (share) => report(0.9 * share));
  const rest = withAnswers(request, running, found);
  const flow = await flowUnder(running, rest, pause);
  const points = rest.points.map(({ speed, starts, answer, spectrum: { stable, unstable, modes } }) => ({
    answer,
    speed,
    starts,
    stable,
    unstable,
    modes: modes.map(({ direction: _, ...mode }) => mode),
  }));
  const { slowestState: _, ...search } = rest.search;
  const lineAttractor = await lineIn(request, running, rest);
  return { ...about, found: { search, points, flow, lineAttractor } };
}

/** Whether the layer keeps what came so far along a line, which is read off its states first. */
async function lineIn(request: InspectRequest, running: RunningLayer, rest: Rest): Promise<LineAttractor | Unfit> {
  const { experiment, data, scaling } = request;
  const { output } = subjectOf(request, baselineOf(experiment, data, scaling));
  const probed = await probeData(request, output);
  if (isUnfit(probed)) return probed;
  const layer = probed.layers.find((one) => one.layer === running.cell.layer)!;
  return lineAttractorOf(running, rest, layer.unfit ?? integratorOf(probed, layer));
}
