/**
 * What becomes of the answer and of all later states when the model is changed while it runs: units and gates are held,
 * an input is replaced, a state is put in from another sample or moved along what a probe reads.
 */
import { interventionFaults } from '../../config/checkInterventions.js';
import type { Intervention } from '../../config/interventions.js';
import { scale, unscale } from '../../scaler.js';
import type { Subject } from '../analyse.js';
import { isUnfit, type Unfit } from '../influence/influence.js';
import type { InspectRequest } from '../request.js';
import { chooseSamples, sampleAt } from '../samples.js';
import { interventionName } from './interventionName.js';
import { type ProbeData, probeData } from './layerStates.js';
import { type Change, type ModelRun, modelRunner, type RunModel } from './modelRun.js';
import { patternOf, probeQuestions, probesAt } from './probes.js';
import type { IntervenedLayer, IntervenedSample, InterventionResult, States } from './results.js';
import type { HeldGates } from './stateMap.js';

/**
 * Each intervention by itself, on every shown sample, beside the untouched run.
 * @param subject what of the model is explained.
 * @param only on this sample, an index.
 * @throws what `pause` throws.
 */
export async function intervene(
  request: InspectRequest,
  subject: Subject,
  interventions: readonly Intervention[],
  only?: number,
): Promise<InterventionResult[]> {
  if (interventions.length === 0) return [];
  const { scaling, pause } = request;
  const run = modelRunner(subject.network);
  const samples = chooseSamples(request)
    .filter((_, index) => only === undefined || index === only)
    .map(({ label, input }) => ({ label, x: scale(input, scaling.input) }));
  const untouched = isUnfit(run) ? [] : samples.map(({ x }) => run(x));
  let probed: Promise<ProbeData | Unfit> | undefined;
  const probes = () => (probed ??= probeData(request, subject.output));
  const results: InterventionResult[] = [];
  for (const intervention of interventions) {
    const name = interventionName(intervention, request.data.features);
    const prepared = isUnfit(run) ? run : await prepareChange(request, intervention, run, probes);
    if (isUnfit(prepared) || isUnfit(run)) {
      results.push({ intervention, name, result: prepared as Unfit });
      continue;
    }
    const result: IntervenedSample[] = [];
    for (const [index, { label, x }] of samples.entries()) {
      await pause();
      const changed = run(prepared.input(x), prepared.change);
      result.push({ label, ...compared(untouched[index], changed, request, subject) });
    }
    results.push({ intervention, name, result });
  }
  return results;
}

interface Prepared {
  readonly change: Change;
  /** What comes in instead of a sample [T,F], the model's units. */
  input(x: Float32Array): Float32Array;
}

async function prepareChange(
  request: InspectRequest,
  intervention: Intervention,
  run: RunModel,
  probes: () => Promise<ProbeData | Unfit>,
): Promise<Prepared | Unfit> {
  const { data, network, scaling } = request;
  const known = { layers: network.spec.layers, length: data.length, features: data.features };
  const [fault] = interventionFaults(intervention, known);
  if (fault) return { reason: fault.message };
  const input = (x: Float32Array) => x;
  switch (intervention.type) {
    case 'clampUnits':
      return { input, change: clampedUnits(intervention) };
    case 'clampGate':
      return { input, change: clampedGate(intervention, run, data.length * data.features.length) };
    case 'editInput': {
      const { step, feature, value } = intervention;
      const column = feature === undefined ? 0 : data.features.indexOf(feature);
      const { mean, deviation } = scaling.input;
      const inside = (value - mean[column]) / deviation[column];
      const at = (step - 1) * data.features.length + column;
      return { change: {}, input: (x) => x.with(at, inside) };
    }
    case 'patchState':
      return patched(request, intervention, run);
    case 'moveState':
      return moved(intervention, await probes(), data.length);
  }
}

type Of<T extends Intervention['type']> = Extract<Intervention, { type: T }>;

function within({ from = 1, to = Number.POSITIVE_INFINITY }: { from?: number; to?: number }, step: number): boolean {
  return step + 1 >= from && step + 1 <= to;
}

function clampedUnits(intervention: Of<'clampUnits'>): Change {
  const { layer, units, state: part, value } = intervention;
  return {
    state(name, step, state) {
      if (name !== layer || !within(intervention, step)) return;
      const first = part === 'cell' ? state.length / 2 : 0;
      for (const unit of units) state[first + unit - 1] = value;
    },
  };
}

function clampedGate(intervention: Of<'clampGate'>, run: RunModel, inputSize: number): Change {
  const { layer, gate, units, value } = intervention;
  const width = run(new Float64Array(inputSize)).layers.find((one) => one.layer === layer)!.units;
  const held = new Float64Array(width).fill(units ? Number.NaN : value);
  for (const unit of units ?? []) held[unit - 1] = value;
  const gates: HeldGates = { [gate]: held };
  return { gates: (name, step) => (name === layer && within(intervention, step) ? gates : undefined) };
}

function patched(request: InspectRequest, intervention: Of<'patchState'>, run: RunModel): Prepared | Unfit {
  const { data, scaling } = request;
  const { layer, step, state: part, sample } = intervention;
  if (typeof sample === 'number') {
    const there = data.validation.length || data.training.length;
    if (sample > there) return { reason: `There are ${there} sequences, no ${sample}.` };
  }
  const input = typeof sample === 'number' ? sampleAt(data, sample - 1).input : Float64Array.from(sample.flat());
  if (input.length !== data.length * data.features.length) {
    return { reason: `The sample has ${input.length} numbers, and the data ${data.length * data.features.length}.` };
  }
  const donor = run(scale(input, scaling.input)).layers.find((one) => one.layer === layer)!;
  const size = donor.states.length / donor.steps;
  const [from, to] = part === 'both' ? [0, size] : part === 'hidden' ? [0, donor.units] : [donor.units, size];
  const given = donor.states.slice((step - 1) * size + from, (step - 1) * size + to);
  return {
    input: (x) => x,
    change: {
      state(name, t, state) {
        if (name === layer && t === step - 1) state.set(given, from);
      },
    },
  };
}

function moved(intervention: Of<'moveState'>, probed: ProbeData | Unfit, length: number): Prepared | Unfit {
  if (isUnfit(probed)) return probed;
  const { layer, step, along, inputStep = 1, by } = intervention;
  const states = probed.layers.find((one) => one.layer === layer)!;
  if (states.unfit) return states.unfit;
  const questions = probeQuestions(probed);
  const wanted =
    along === 'runningSum' ? questions.running : along === 'target' ? questions.target : questions.inputs[0];
  if (isUnfit(wanted)) return wanted;
  const probes = probesAt(states, step - 1, length, 0, states.size, probed.fitted.sequences);
  const column = along === 'input' ? inputStep - 1 : step - 1;
  const direction = patternOf(probes.fitted, probes.fit(wanted.fitted.filter((_, i) => i % length === column)));
  if (direction.every((value) => value === 0)) return { reason: 'The probe reads the same of every state.' };
  return {
    input: (x) => x,
    change: {
      state(name, t, state) {
        if (name === layer && t === step - 1) for (let i = 0; i < state.length; i++) state[i] += by * direction[i];
      },
    },
  };
}

function compared(
  untouched: ModelRun,
  changed: ModelRun,
  { scaling }: InspectRequest,
  { output, deviation }: Subject,
): Omit<IntervenedSample, 'label'> {
  return {
    untouched: unscale(untouched.outputs, scaling.target),
    changed: unscale(changed.outputs, scaling.target),
    change: (changed.outputs[output] - untouched.outputs[output]) * deviation,
    layers: untouched.layers.map(({ layer, units, steps, states }, index): IntervenedLayer => {
      const other = changed.layers[index].states;
      const size = states.length / steps;
      const distance = Float64Array.from({ length: steps }, (_, t) => {
        let sum = 0;
        for (let i = t * size; i < (t + 1) * size; i++) sum += (other[i] - states[i]) ** 2;
        return Math.sqrt(sum);
      });
      return {
        layer,
        steps,
        units,
        untouched: parted(states, units, steps),
        changed: parted(other, units, steps),
        distance,
      };
    }),
  };
}

/** h and c of states [T,S]. */
function parted(states: Float64Array, units: number, steps: number): States {
  const size = states.length / steps;
  const part = (from: number) => {
    const values = new Float64Array(steps * units);
    for (let t = 0; t < steps; t++) values.set(states.subarray(t * size + from, t * size + from + units), t * units);
    return values;
  };
  return { hidden: part(0), ...(size > units ? { cell: part(units) } : {}) };
}
