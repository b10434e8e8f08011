/** The page `docs/how-an-lstm-adds.md`: its words with the numbers that the commands print. */
import type { Documents, DynamicsLayer } from './documents.js';

export const PAGE = 'docs/how-an-lstm-adds.md';
export const CONFIG = 'examples/sequence-addition/sequence-addition.lstm.json';

export function page({ train, inspection }: Documents): string {
  const { dynamics, trust, samples, baseline } = inspection;
  const [sample] = samples;
  const [first, second] = dynamics.layers;
  const { training } = dynamics;
  const steps = sample.input.length;
  const methods = ['stateChange', 'integratedGradients', 'occlusion'];
  const truth = sample.input.map(([x], t) => x - baseline.values[t][0]);
  const pearson = (method: string) => number(trust.find((row) => row.method === method)!.pearson, 3);
  const [most] = dynamics.ablations;
  const lastOf = (values: readonly number[]) => values[values.length - 1];
  const eigenvalues = training.layers.map(({ eigenvalue }) =>
    [eigenvalue[0], lastOf(eigenvalue)].map((v) => number(v)),
  );
  return `# How an LSTM adds

Five numbers go in, their sum comes out. Two stacked LSTMs of 64 and 32 units learn that in ${train.epochs.length} epochs over 800 sequences. This page follows one trained model from its answer back to its state, and says at each turn how that is known. Every number and every figure on it comes out of two commands; \`npm run docs:figures\` runs them and writes the page anew, and a test holds it against a training of its own.

\`\`\`sh
node dist/cli.js train ${CONFIG}
node dist/cli.js inspect ${CONFIG} --dynamics --json
\`\`\`

The validation loss falls from ${number(train.epochs[0].validationLoss)} to ${number(lastOf(train.epochs.map((epoch) => epoch.validationLoss)))}, and R² on 200 sequences that the model has not trained on is ${number(train.metrics.r2, 4)}. To ${sample.input.map(([x]) => x).join(' + ')} it answers ${number(sample.prediction[0], 4)}.

## Which inputs matter

All of them, each by as much as it differs from the mean: that is the rule, so the truth is known. Held against it, the usual picture, how far the hidden state moves at each step, is the worst of the four measures. (Having no sign, it is held against the size of the contributions.)

${table([
  ['', ...sample.input.map((_, t) => `step ${t + 1}`), 'r over 200 sequences'],
  ['input', ...sample.input.map(([x]) => String(x)), ''],
  ['true contribution', ...truth.map((value) => number(value)), ''],
  ...methods.map((method) => [
    `\`${method}\``,
    ...sample.influence[method].perStep.map((value) => number(value)),
    pearson(method),
  ]),
])}

\`stateChange\` is large at the first step, whatever comes in: the state has to get away from zero. It has no sign either. So it cannot be the account of how the model adds; what follows looks inside.

## The sum is in the state, at every step

A linear probe, fitted on ${first.probes.fitted} training sequences, reads the sum so far from the hidden state of either layer, on ${first.probes.heldOut} sequences it has not seen: R² is at least ${number(Math.min(...first.probes.running.hidden.r2), 5)} in \`${first.layer}\` and ${number(Math.min(...second.probes.running.hidden.r2), 5)} in \`${second.layer}\`. That it could read anything is ruled out by a control task (Hewitt & Liang 2019), a fixed random function of the same inputs: there R² is at most ${number(Math.max(...first.probes.running.state.control))}. And it does not know the future: the first of five numbers alike holds a fifth of the variance of their sum, the first two hold two fifths, and what the probe reads of the whole sum rises from ${number(first.probes.target.state.r2[0])} by about as much at each step.

![R² of linear probes by step](images/how-an-lstm-adds/probes.svg)

What came in stays readable too, if less well: R² of an input is ${number(first.probes.inputs[0].byLag.r2[0])} in \`${first.layer}\` when it has just come in, and ${number(Math.min(...first.probes.inputs[0].byLag.r2))} at the least of all lags; in \`${second.layer}\` ${number(second.probes.inputs[0].byLag.r2[0])} and ${number(Math.min(...second.probes.inputs[0].byLag.r2))}. Five inputs fit easily into so many units. The first layer is no bare adding machine.

## Both layers add

One decoder for all steps, instead of one a step, makes it an integrator's test. What it reads should gain what comes in, lose nothing, and be what the output reads.

${table([
  ['', 'R²', 'gain', 'lost a step', '\\|cos\\| with what the output reads'],
  ...dynamics.layers.map(({ layer, integrator: { r2, gain, leak, readout } }) => [
    `\`${layer}\``,
    number(r2, 4),
    number(gain),
    number(leak, 2),
    typeof readout === 'number' ? number(readout) : '–',
  ]),
])}

## Proof by intervention

What can be read need not be used. So after each step the state is moved by hand along the direction of the sum, by δ, on ${first.steering.sequences} sequences, and the rest of the model runs on. A state that carries the sum answers δ more.

![Change of the answer per δ, by the step after which the state is moved](images/how-an-lstm-adds/steering.svg)

${table([
  ['slope', ...first.steering.slopes.map((_, t) => `step ${t + 1}`)],
  ...dynamics.layers.map(({ layer, steering }) => [`\`${layer}\``, ...steering.slopes.map((slope) => number(slope))]),
])}

Moved after the last step, the second layer's state moves the answer by ${number(lastOf(second.steering.slopes))} δ: this is where the answer is read. Moved after the first, it hardly does (${number(second.steering.slopes[0])}): by the end the second layer has forgotten most of what it was told by hand. The first layer is the other way round, ${number(first.steering.slopes[0])} after the first step and ${number(lastOf(first.steering.slopes))} after the last, when only one of its states is left to be seen by the layer above. So the first layer carries the sum from step to step, and the second, step after step, takes it over from there. In each case the answer is a straight line in δ: R² is at least ${number(Math.min(...dynamics.layers.flatMap(({ steering }) => steering.r2)))}.

## It is not a line attractor

An integrator for sequences of any length would keep its sum on a line of states that stand still (Maheswaranathan 2019): one eigenvalue at 1, along the sum. This model has seen ${steps} steps and needs no such thing. ${restOf(first)} ${restOf(second)}

${dynamics.layers.map(({ layer, lineAttractor }) => `- \`${layer}\`: ${lineAttractor.reading}`).join('\n')}

![Eigenvalues of ${second.layer} at its fixed point, with the unit circle](images/how-an-lstm-adds/modes.svg)

By its forget gates alone half of what a unit holds would be gone after ${number(median(first.halfLives))} steps in \`${first.layer}\` and ${number(median(second.halfLives))} in \`${second.layer}\` (medians), yet the sum loses next to nothing. So it is kept by what the units tell each other, and not by each unit for itself. Training reaches all of it: the derivative of the answer by an input changes by a factor of ${number(dynamics.inputGradient.factor)} from step to step.

## No unit is the sum

Each of the ${dynamics.layers.reduce((sum, { units }) => sum + units, 0)} units is held at zero in turn. The one whose loss changes the answer most is unit ${most.unit} of \`${most.layer}\`, and it changes it by ${number(most.change)}, where sums of five such numbers deviate by √(5/12) ≈ 0.65. The sum is spread over all of them.

## How it came about

![R² of the model and correlation of the influences with the truth, by epoch](images/how-an-lstm-adds/training.svg)

${table([
  ['epoch', ...training.epochs.map(String)],
  ['R² of the model', ...training.fit.map((value) => number(value))],
  ...training.layers.map(({ layer, r2 }) => [
    `R² of the sum so far, \`${layer}\``,
    ...r2.map((value) => number(value)),
  ]),
  ...Object.entries(training.influence).map(([method, r]) => [`\`${method}\`, r`, ...r.map((value) => number(value))]),
])}

The sum so far is readable after the first epoch, long before the model answers well: what is learned after that is not to hold the sum, but to give it out. As the model gets right, so do the influences that look at its output, and \`stateChange\`, which does not, gets worse: r falls from ${number(training.influence.stateChange[0])} to ${number(lastOf(training.influence.stateChange))}. The largest eigenvalue goes from ${eigenvalues[0].join(' to ')} in \`${first.layer}\` and from ${eigenvalues[1].join(' to ')} in \`${second.layer}\`.

In the words of the command:

${training.readings.map((reading) => `- ${reading}`).join('\n')}

## Try it

\`examples/flip-flop\` is the opposite case: memories that must be kept for any time, and a state that stands still for each of the eight. \`examples/running-sum\` moves the state of a model along its sum (\`inspect.interventions\`). What each number is, and its source, is in [Methods](methods.md#dynamics).
`;
}

function restOf({ layer, fixedPoints, search }: DynamicsLayer): string {
  if (fixedPoints.length === 0) {
    return `Under the mean input \`${layer}\` has no fixed point at all: from ${search.starts} states, the slowest still moves (q = ${number(search.slowest)}).`;
  }
  const stable = fixedPoints.filter((point) => point.stable).length;
  return `\`${layer}\` has ${fixedPoints.length} fixed ${fixedPoints.length === 1 ? 'point' : 'points'}, ${stable} stable.`;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
}

function number(value: number, digits = 3): string {
  return String(Number(value.toPrecision(digits)));
}

/** The first row is the head. */
function table([head, ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, column) => (column === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}
