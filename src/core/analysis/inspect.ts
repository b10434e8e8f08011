/** Runs a model on samples and gathers all that the views show. */
import { sequenceInputs } from '../data/dataset.js';
import type { Task } from '../data/tasks/task.js';
import { Random } from '../random.js';
import { scale } from '../scaler.js';
import { affordableSamples, influencesOf, type Subject } from './analyse.js';
import { attentionAgreement } from './attention/agreement.js';
import { baselineName, baselineOf } from './baseline.js';
import { chainOf, runChain } from './chain/chain.js';
import { type InputCorrelation, inputCorrelation } from './correlation/inputCorrelation.js';
import { countedSteps } from './countedSteps.js';
import { intervene } from './dynamics/interventions.js';
import { fitOf } from './fit.js';
import { type InfluenceOverMany, spreadOf } from './influence/overMany.js';
import { readout } from './influence/stateChangeReadout.js';
import type { Fit, Inspection, SampleInspection } from './inspection.js';
import { type ExplainedOutput, explainedAnswer, explainedOutput } from './output.js';
import { populationOf } from './population/population.js';
import { evaluated, type InspectRequest } from './request.js';
import { attentionOfSamples, chooseSamples, inspectSamples } from './samples.js';
import { readingOf } from './trust/reading.js';
import { type TrustTable, trustTable } from './trust/table.js';

/** Fresh samples on which the trust table is measured. */
const TRUST_SAMPLES = 200;
/** Sequences over which influences are gathered, at most, and multiplications that a prediction of all may take. */
const MANY = { most: 200, work: 4e7 };
/** Predictions that one of them may cost a method that can be had exactly or by sampling. */
const MANY_EVALUATIONS = 1 << 8;
/** Methods that look at the states of the input alone, and not at how they differ from those of the baseline. */
const WITHOUT_BASELINE = ['stateChange', 'stateChangeReadout'] as const;
/** Sequences over which changes of state and inputs are correlated. */
const CORRELATION_SAMPLES = 500;

export async function inspect(request: InspectRequest): Promise<Inspection> {
  const { experiment, data, scaling, pause } = request;
  const { task } = data;
  const chosen = chooseSamples(request);
  const baseline = baselineOf(experiment, data, scaling);
  const subject = subjectOf(request, baseline);
  const { samples, unfit } = await inspectSamples(request, subject, chosen, baseline);
  const initialState = await initialStateOf(request, subject);
  const known: Inspection = { ...glance(request, samples, baseline), unfit, initialState };
  request.preview?.(known);
  await pause();
  request.report?.('population', 0);
  const { population } = await populationOf(request);
  const attention = await attentionOfSamples(request, subject, samples);
  const { raw, contributions } = trustSamples(request, task, baseline);
  const { interventions } = experiment.inspect;
  if (interventions.length > 0) request.report?.('interventions', 0);
  const intervened = interventions.length > 0 ? await intervene(request, subject, interventions) : undefined;
  const inputs = scale(raw, scaling.input);
  const trust = await trustTable(subject, inputs, experiment.inspect.influence, contributions, request.report);
  return {
    ...known,
    samples: attention.samples,
    unfit: [...unfit, ...attention.unfit],
    trust: trust.rows,
    trustBaselines: trust.uninformed,
    trustNote: trustNote(trust, task),
    trustReading: readingOf(trust.rows, trust.uninformed),
    attentionAgreement: attentionAgreement(
      attention.samples.map((sample) => sample.attention),
      data.length,
    ),
    inputCorrelation: correlationsOf(request, subject.output),
    population,
    overMany: await overManyOf(request, subject),
    ...(intervened ? { interventions: intervened } : {}),
  };
}

async function initialStateOf({ experiment }: InspectRequest, subject: Subject): Promise<Inspection['initialState']> {
  const methods = WITHOUT_BASELINE.filter((method) => experiment.inspect.influence.includes(method));
  const { results } = await influencesOf(subject, subject.baseline, methods, 1);
  return Object.fromEntries(methods.flatMap((method) => (results[method] ? [[method, results[method].perStep]] : [])));
}

async function overManyOf(request: InspectRequest, subject: Subject): Promise<InfluenceOverMany> {
  const { experiment, data, scaling, report } = request;
  const { part, name } = evaluated(data);
  const chosen = part.subarray(0, affordableSamples(subject.network, MANY.most, MANY.work));
  const inputs = scale(sequenceInputs(data, chosen), scaling.input);
  const { results } = await influencesOf(subject, inputs, experiment.inspect.influence, MANY_EVALUATIONS, (share) =>
    report?.('sequences', share),
  );
  const spreads = Object.entries(results).map(([method, result]) => [
    method,
    spreadOf(result, data.length, data.features.length),
  ]);
  return { part: name, sequences: chosen.length, methods: Object.fromEntries(spreads) };
}

/** @param baseline [T,F] raw. */
export function subjectOf(request: InspectRequest, baseline: Float64Array): Subject {
  const { experiment, explained, scaling, pause } = request;
  const output = explainedIn(request).index;
  const { deviation } = scaling.target;
  return {
    network: explained,
    output,
    baseline: scale(baseline, scaling.input),
    deviation: deviation[output % deviation.length],
    seed: experiment.seed,
    pause,
  };
}

/** Sequences on which the class is found that the model gives most often. */
const CLASS_SAMPLES = 200;

function explainedIn({ experiment, data, network, scaling }: InspectRequest): ExplainedOutput {
  const part = data.target.kind === 'classes' ? evaluated(data).part.subarray(0, CLASS_SAMPLES) : new Uint32Array();
  const outputs = part.length > 0 ? network.predict(scale(sequenceInputs(data, part), scaling.input)) : [];
  return explainedOutput(network, data, experiment.inspect.explain, outputs);
}

/** What is known of a model at once; the rest is empty. */
export function glance(
  request: InspectRequest,
  samples: readonly SampleInspection[],
  baseline: Float64Array,
  fit: Fit = fitOf(request),
): Inspection {
  const { experiment, data, network, source } = request;
  return {
    name: experiment.name,
    source,
    length: data.length,
    features: data.features,
    target: data.target,
    targetSteps: data.targetSteps,
    targets: data.targetNames,
    explained: explainedIn(request).name,
    layers: network.shapes.map(({ layer, parameters, outputSteps, outputUnits }) => ({
      name: layer.name,
      type: layer.type,
      units: outputUnits,
      parameters,
      outputShape: outputSteps === undefined ? `${outputUnits}` : `${outputSteps} × ${outputUnits}`,
    })),
    samples,
    baseline,
    baselineName: baselineName(experiment),
    initialState: {},
    trust: [],
    trustBaselines: [],
    trustNote: 'How far each measure can be believed is being measured.',
    trustReading: '',
    unfit: [],
    attentionAgreement: [],
    inputCorrelation: [],
    fit,
  };
}

/** Fresh samples of the task with their true contributions, else the sequences that validate. */
function trustSamples({ experiment, data }: InspectRequest, task: Task | undefined, baseline: Float64Array) {
  if (!task?.contribution) return { raw: sequenceInputs(data, evaluated(data).part.subarray(0, TRUST_SAMPLES)) };
  const inputs = new Float64Array(TRUST_SAMPLES * baseline.length);
  task.draw(inputs, Random.for(experiment.seed, 'trust'));
  const contributions = new Float64Array(TRUST_SAMPLES * data.length);
  for (let n = 0; n < TRUST_SAMPLES; n++) {
    contributions.set(
      task.contribution(
        inputs.subarray(n * baseline.length, (n + 1) * baseline.length),
        baseline,
        ...explainedAnswer(experiment.inspect.explain, data),
      ),
      n * data.length,
    );
  }
  return { raw: inputs, contributions };
}

/** What the trust table was measured on. */
function trustNote({ ruleFreeSamples }: TrustTable, task: Task | undefined): string {
  const ruleFree = `scores that need no rule on ${ruleFreeSamples} sequences`;
  return task?.contribution
    ? `Measured against the true contributions of the task on ${TRUST_SAMPLES} fresh sequences; ${ruleFree}.`
    : `${task ? 'The rule of this task does not add up over the steps' : 'The rule behind this data is not known'}, so there are no true contributions to compare with; ${ruleFree}.`;
}

/** Every recurrent layer's change of state against the raw inputs, over sequences of the data. */
function correlationsOf({ data, explained: network, scaling }: InspectRequest, output: number): InputCorrelation[] {
  const raw = sequenceInputs(data, evaluated(data).part.subarray(0, CORRELATION_SAMPLES));
  const inputs = scale(raw, scaling.input);
  const { layers } = network.trace(inputs);
  const chain = chainOf(network);
  const counted = countedSteps(network, inputs);
  const size = data.length * data.features.length;
  return layers.map((trace, index) => {
    const last = chain && index === layers.length - 1;
    const weights = last
      ? Array.from({ length: raw.length / size }, (_, n) => [
          ...readout(runChain(chain, inputs.subarray(n * size, (n + 1) * size)), output).weights,
        ])
      : undefined;
    const read = weights && Float64Array.from(weights.flat());
    return inputCorrelation(trace, raw, counted, data.features.length, read);
  });
}
