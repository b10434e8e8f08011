/** States of every recurrent layer on sequences that probes are fitted on, and on others that they are measured on. */
import { type Dataset, sequenceInputs, sequenceTargets, targetSize } from '../../data/dataset.js';
import { scale } from '../../scaler.js';
import { countedSteps } from '../countedSteps.js';
import type { Unfit } from '../influence/influence.js';
import type { InspectRequest } from '../request.js';
import { runningOf } from '../running.js';
import { sizeOf, statesOf } from './rest.js';

/** Some sequences, N of them. */
export interface SequenceSet {
  readonly sequences: number;
  /** [N,T,F] raw. */
  readonly inputs: Float64Array;
  /** [N,T] */
  readonly running: Float32Array;
  /** [N] the explained target; undefined where it is a class. */
  readonly targets?: Float64Array;
}

/** A layer's states on both sets. */
export interface ProbedLayer {
  readonly layer: string;
  readonly units: number;
  /** Numbers in a state, S. */
  readonly size: number;
  readonly steps: number;
  /** Why what came in so far cannot be looked for in it, where it cannot. */
  readonly unfit?: Unfit;
  /** [N,T,S] each. */
  readonly fitted: Float32Array;
  readonly heldOut: Float32Array;
}

export interface ProbeData {
  readonly data: Dataset;
  readonly seed: number;
  readonly runningName: string;
  readonly fitted: SequenceSet;
  readonly heldOut: SequenceSet;
  readonly layers: readonly ProbedLayer[];
}

/** Sequences of a set, and numbers of a layer's states that it may come to. */
const SEQUENCES = { least: 20, most: 300, numbers: 4e6 };

/**
 * @param output which of the model's outputs is explained.
 * @returns states under the weights that the network has now; `Unfit` where there is too little to probe.
 * @throws what `pause` throws.
 */
export async function probeData(request: InspectRequest, output: number): Promise<ProbeData | Unfit> {
  const { data, experiment, network } = request;
  const widest = Math.max(...network.shapes.map(({ outputUnits }) => 2 * outputUnits));
  const affordable = Math.floor(SEQUENCES.numbers / (data.length * widest));
  const count = Math.max(SEQUENCES.least, Math.min(SEQUENCES.most, affordable));
  const { training, validation } = data;
  // Without a validation part the training part is halved.
  const half = Math.floor(training.length / 2);
  const [fit, test] =
    validation.length > 0 ? [training, validation] : [training.subarray(0, half), training.subarray(half)];
  if (fit.length < SEQUENCES.least || test.length < SEQUENCES.least) {
    const reason = `Probes need ${SEQUENCES.least} sequences to be fitted on and as many to be measured on; there are ${fit.length} and ${test.length}.`;
    return { reason };
  }
  const [fitted, heldOut] = [
    await tracedSet(request, fit.subarray(0, count), output),
    await tracedSet(request, test.subarray(0, count), output),
  ];
  const layers = fitted.layers.map(({ trace, states }, index): ProbedLayer => {
    const finite = states.every(Number.isFinite) && heldOut.layers[index].states.every(Number.isFinite);
    const unfit = finite ? whyNotSoFar(trace, data.length) : 'Its states are not finite numbers.';
    return {
      layer: trace.layer,
      units: trace.units,
      size: sizeOf(trace),
      steps: trace.steps,
      ...(unfit ? { unfit: { reason: unfit } } : {}),
      fitted: states,
      heldOut: heldOut.layers[index].states,
    };
  });
  const { runningName } = fitted;
  return { data, seed: experiment.seed, runningName, fitted: fitted.set, heldOut: heldOut.set, layers };
}

function whyNotSoFar({ steps, direction }: { steps: number; direction: string }, length: number): string | undefined {
  if (direction === 'backward') return 'It reads the last step first, so it does not carry what came so far.';
  return steps === length ? undefined : `It has ${steps} steps, and the input ${length}.`;
}

async function tracedSet({ data, network, scaling, pause }: InspectRequest, chosen: Uint32Array, output: number) {
  await pause();
  const inputs = sequenceInputs(data, chosen);
  const scaled = scale(inputs, scaling.input);
  const { layers } = network.trace(scaled);
  const { running, runningName } = runningOf(inputs, data, countedSteps(network, scaled));
  const width = targetSize(data);
  const all = data.target.kind === 'numbers' ? sequenceTargets(data, chosen) : undefined;
  const targets = all && Float64Array.from(chosen, (_, n) => all[n * width + output]);
  return {
    runningName,
    set: { sequences: chosen.length, inputs, running, targets },
    layers: layers.map((trace) => ({ trace, states: statesOf(trace) })),
  };
}
