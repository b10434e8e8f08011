/**
 * How the state dynamics came about: at each kept checkpoint the fixed points, the line attractor, the integrator and how
 * far each influence agrees with the truth.
 */
import type { InfluenceMethod } from '../../config/schema.js';
import { Random } from '../../random.js';
import { scale } from '../../scaler.js';
import { influencesOf, type Subject } from '../analyse.js';
import { fitOf } from '../fit.js';
import { isUnfit, type Unfit } from '../influence/influence.js';
import { explainedAnswer } from '../output.js';
import type { InspectRequest } from '../request.js';
import { CLAIMS } from '../trust/kinds.js';
import { pearson } from '../trust/statistics.js';
import { integratorOf } from './integrator.js';
import { probeData } from './layerStates.js';
import { lineAttractorOf } from './lineAttractor.js';
import { type ConstantInput, chosenSequences, constantInput, restUnder, runningLayers, unfitForRest } from './rest.js';
import type { LayerTraining, TrainingDynamics } from './results.js';
import { trainingReadings } from './trainingReadings.js';

/** A run's kept weights. */
export interface Checkpoints {
  /** Ascending. */
  readonly epochs: readonly number[];
  /** Gives the request's networks the weights after an epoch. */
  use(epoch: number): Promise<void>;
}

/** Checkpoints that are looked at, evenly spread. */
const MOST = 25;
/** States from which fixed points are looked for at each, as many as the multiplications of one step from each allow. */
const STARTS = { least: 8, most: 128, work: 4e6 };
const INFLUENCE_SAMPLES = 100;
/** Predictions that one of them may cost a method that can be had exactly or by sampling. */
const EVALUATIONS = 1 << 6;

/**
 * @param request its networks are left with the weights of the last checkpoint that was looked at.
 * @param report told the share that is done, in [0,1].
 * @throws what `pause` and `use` throw.
 */
export async function trainingDynamics(
  request: InspectRequest,
  subject: Subject,
  input: ConstantInput,
  checkpoints: Checkpoints,
  report: (share: number) => void,
): Promise<TrainingDynamics | Unfit> {
  const epochs = spread(checkpoints.epochs, MOST);
  if (epochs.length === 0) return { reason: 'The run has kept no weights of earlier epochs.' };
  const fit = new Float64Array(epochs.length);
  const layers: LayerCurves[] = [];
  const influence: Partial<Record<InfluenceMethod, Float64Array>> = {};
  const truth = truthOf(request, subject);
  for (const [e, epoch] of epochs.entries()) {
    report(e / epochs.length);
    await request.pause();
    await checkpoints.use(epoch);
    const { inputs } = chosenSequences(request);
    const probed = await probeData(request, subject.output);
    for (const [index, running] of runningLayers(request.network, inputs).entries()) {
      layers[index] ??= new LayerCurves(running.cell.layer, epochs.length);
      const curves = layers[index];
      const own = isUnfit(probed) ? undefined : probed.layers[index];
      const integrator = isUnfit(probed) ? probed : (own?.unfit ?? integratorOf(probed, probed.layers[index]));
      if (!isUnfit(integrator)) curves.addIntegrator(e, integrator);
      if (unfitForRest(request.network, running) !== undefined) continue;
      const entering = constantInput(request, running, input, inputs);
      const affordable = Math.floor(STARTS.work / running.cell.stateSize ** 3);
      const starts = Math.max(STARTS.least, Math.min(STARTS.most, affordable));
      curves.addRest(e, running, await restUnder(running, entering, request.pause, undefined, starts), integrator);
    }
    if (!isUnfit(truth)) {
      for (const [method, r] of await agreements(request, subject, truth)) {
        influence[method] ??= new Float64Array(epochs.length).fill(Number.NaN);
        influence[method][e] = r;
      }
    }
    const quality = fitOf(request);
    fit[e] = quality.kind === 'numbers' ? quality.r2 : quality.accuracy;
  }
  const curves = layers.map((layer) => layer.result());
  const found = { epochs, fit, layers: curves, influence: isUnfit(truth) ? truth : influence };
  return { ...found, readings: trainingReadings(found, request.data.length) };
}

/** The curves of one layer; what could not be had of a checkpoint is NaN there. */
class LayerCurves {
  private readonly curves: Omit<LayerTraining, 'layer'>;

  constructor(
    private readonly layer: string,
    count: number,
  ) {
    const curve = () => new Float64Array(count).fill(Number.NaN);
    this.curves = {
      ...{ eigenvalue: curve(), alignment: curve(), second: curve(), attractor: curve() },
      ...{ fixedPoints: curve(), stable: curve(), slowest: curve() },
      ...{ r2: curve(), gain: curve(), leak: curve() },
    };
  }

  addIntegrator(e: number, { r2, gain, leak }: { r2: number; gain: number; leak: number }): void {
    this.curves.r2[e] = r2;
    this.curves.gain[e] = gain;
    this.curves.leak[e] = leak;
  }

  addRest(
    e: number,
    running: Parameters<typeof lineAttractorOf>[0],
    rest: Parameters<typeof lineAttractorOf>[1],
    integrator: Parameters<typeof lineAttractorOf>[2],
  ): void {
    const { curves } = this;
    curves.fixedPoints[e] = rest.points.length;
    curves.stable[e] = rest.points.filter(({ spectrum }) => spectrum.stable).length;
    curves.slowest[e] = rest.search.slowest;
    const line = lineAttractorOf(running, rest, integrator);
    if (isUnfit(line)) return;
    curves.eigenvalue[e] = line.eigenvalue.size;
    curves.alignment[e] = line.alignment;
    curves.second[e] = line.second;
    curves.attractor[e] = Number(line.is);
  }

  result(): LayerTraining {
    return { layer: this.layer, ...this.curves };
  }
}

interface Truth {
  /** [N,T,F] the model's units. */
  readonly inputs: Float32Array;
  /** [N,T] target units. */
  readonly contributions: Float64Array;
}

function truthOf({ data, experiment, scaling }: InspectRequest, { baseline }: Subject): Truth | Unfit {
  const { task, length } = data;
  if (!task?.contribution) return { reason: 'No rule is known that says what each input truly contributes.' };
  const size = baseline.length;
  const raw = new Float64Array(INFLUENCE_SAMPLES * size);
  task.draw(raw, Random.for(experiment.seed, 'trust'));
  const from = Float64Array.from(baseline, (value, i) => {
    const column = i % data.features.length;
    return value * scaling.input.deviation[column] + scaling.input.mean[column];
  });
  const contributions = new Float64Array(INFLUENCE_SAMPLES * length);
  for (let n = 0; n < INFLUENCE_SAMPLES; n++) {
    const asked = explainedAnswer(experiment.inspect.explain, data);
    contributions.set(task.contribution(raw.subarray(n * size, (n + 1) * size), from, ...asked), n * length);
  }
  return { inputs: scale(raw, scaling.input), contributions };
}

async function agreements({ experiment }: InspectRequest, subject: Subject, { inputs, contributions }: Truth) {
  const { results } = await influencesOf(subject, inputs, experiment.inspect.influence, EVALUATIONS);
  return experiment.inspect.influence.flatMap((method): [InfluenceMethod, number][] => {
    const result = results[method];
    if (!result) return [];
    const truth = CLAIMS[method] === 'size' ? contributions.map(Math.abs) : contributions;
    return [[method, pearson(result.perStep, truth)]];
  });
}

function spread(values: readonly number[], count: number): number[] {
  if (values.length <= count) return [...values];
  return Array.from({ length: count }, (_, k) => values[Math.round((k * (values.length - 1)) / (count - 1))]);
}
