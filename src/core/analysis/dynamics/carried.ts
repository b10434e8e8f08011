/** What the layers carry from step to step: what can be read off their states, how they add up, and how far back they reach. */
import { scale } from '../../scaler.js';
import type { Subject } from '../analyse.js';
import { isUnfit, NO_RECURRENT_LAYER, type Unfit } from '../influence/influence.js';
import type { InspectRequest } from '../request.js';
import { inputGradient, stateGradient } from './gradientByLag.js';
import { integratorOf, readoutAlignment } from './integrator.js';
import { type ProbeData, type ProbedLayer, probeData } from './layerStates.js';
import { modelRunner, type RunModel } from './modelRun.js';
import { layerProbes, type ProbeQuestions, probeQuestions } from './probes.js';
import { chosenSequences, runningLayers } from './rest.js';
import type { Carried, CarriedLayer, Steering } from './results.js';
import { steeringOf } from './steering.js';

/** Sequences over which the answer's derivative by the inputs is averaged. */
const GRADIENT_SEQUENCES = 100;

/**
 * @param subject what of the model is explained.
 * @param report told the share that is done, in [0,1].
 * @throws what `pause` throws.
 */
export async function carriedOf(
  request: InspectRequest,
  subject: Subject,
  report: (share: number) => void = () => {},
): Promise<Carried> {
  const { network, data, pause } = request;
  const { inputs } = chosenSequences(request);
  const running = runningLayers(network, inputs);
  const size = data.length * data.features.length;
  const answers = data.targetSteps === data.length ? data.length : 1;
  const answerStep = answers > 1 ? Math.floor((subject.output * answers) / network.outputSize) : data.length - 1;
  const some = inputs.subarray(0, GRADIENT_SEQUENCES * size);
  const gradient =
    running.length > 0 ? inputGradient(subject.network, some, subject.output, answerStep) : NO_RECURRENT_LAYER;
  const probed = await probeData(request, subject.output);
  const questions = isUnfit(probed) ? undefined : probeQuestions(probed);
  const run = modelRunner(subject.network);
  const layers: CarriedLayer[] = [];
  for (const [index, layer] of running.entries()) {
    report(index / running.length);
    const found = isUnfit(probed)
      ? { probes: probed, integrator: probed, steering: probed }
      : await readFrom({ request, subject, probed, questions: questions!, layer: probed.layers[index], run });
    const about = { layer: layer.cell.layer, type: layer.cell.type, units: layer.cell.units };
    layers.push({ ...about, ...found, gradient: await stateGradient(network, layer, inputs, pause) });
  }
  return { layers, inputGradient: gradient };
}

interface Reading {
  readonly request: InspectRequest;
  readonly subject: Subject;
  readonly probed: ProbeData;
  readonly questions: ProbeQuestions;
  readonly layer: ProbedLayer;
  readonly run: RunModel | Unfit;
}

async function readFrom(reading: Reading): Promise<Pick<CarriedLayer, 'probes' | 'integrator' | 'steering'>> {
  const { request, subject, probed, questions, layer } = reading;
  if (layer.unfit) return { probes: layer.unfit, integrator: layer.unfit, steering: layer.unfit };
  const probes = await layerProbes(probed, layer, questions, request.pause);
  await request.pause();
  const adding = integratorOf(probed, layer);
  const inputs = scale(probed.heldOut.inputs, request.scaling.input);
  const integrator = isUnfit(adding)
    ? adding
    : { ...adding, readout: readoutAlignment(subject.network, layer.layer, adding.direction, inputs, subject.output) };
  return { probes, integrator, steering: await steered(reading, probes.running.directions, inputs) };
}

async function steered(
  { request, subject, probed, layer, run }: Reading,
  directions: Float64Array,
  inputs: Float32Array,
): Promise<Steering | Unfit> {
  const { data, pause, network } = request;
  if (!data.task?.contribution) return { reason: 'No rule is known that says how the answer should follow.' };
  if (isUnfit(run)) return run;
  const { running, sequences } = probed.heldOut;
  const last = running.filter((_, i) => i % data.length === data.length - 1);
  return steeringOf({
    run,
    layer: layer.layer,
    directions,
    steps: data.length,
    inputs,
    sequences,
    inputSize: data.length * data.features.length,
    deviation: deviationOf(last),
    output: subject.output,
    outputDeviation: subject.deviation,
    work: data.length * network.shapes.reduce((sum, { parameters }) => sum + parameters, 1),
    pause,
  });
}

function deviationOf(values: Float32Array): number {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0));
}
