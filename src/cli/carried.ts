/** What layers carry from step to step, interventions, and how it came about, in words and tables. */

import type {
  CarriedLayer,
  GradientByLag,
  InterventionResult,
  LayerProbes,
  TrainingDynamics,
} from '../core/analysis/dynamics/results.js';
import type { Unfit } from '../core/analysis/influence/influence.js';
import { isUnfit } from '../core/analysis/influence/influence.js';
import { number, table } from './text.js';

/** Steps, lags and checkpoints that a line has room for. */
const MOST_COLUMNS = 12;

export function describeCarried({ layer, probes, integrator, gradient, steering }: CarriedLayer): string {
  const lines = [];
  if (isUnfit(probes)) lines.push(`${layer} is not probed: ${probes.reason}`);
  else lines.push(describeProbes(layer, probes));
  if (!isUnfit(integrator)) {
    const { quantity, r2, gain, leak, readout } = integrator;
    const read = typeof readout === 'number' ? `, |cos| ${number(readout, 3)} with what the output reads` : '';
    lines.push(
      `${layer} as an integrator of the ${quantity}: R² ${number(r2)} with one decoder for all steps, gain ${number(gain, 3)}, ` +
        `leak ${number(leak, 3)} a step${read}`,
    );
  } else if (!isUnfit(probes)) lines.push(`${layer} is no integrator: ${integrator.reason}`);
  if (!isUnfit(steering)) {
    lines.push(
      `${layer} moved along the running quantity by δ changes the answer by δ times, after step`,
      columns(
        Array.from(steering.slopes.keys()).filter((t) => !Number.isNaN(steering.slopes[t])),
        [
          ['slope', steering.slopes],
          ['R²', steering.r2],
        ],
      ),
    );
  }
  lines.push(describeGradient(layer, gradient));
  return lines.join('\n');
}

export function describeGradient(name: string, gradient: GradientByLag | Unfit): string {
  return `${name}: ${isUnfit(gradient) ? `no gradient by lag: ${gradient.reason}` : gradient.reading}`;
}

function describeProbes(layer: string, { fitted, heldOut, running, target, inputs, steps }: LayerProbes): string {
  const shown = Array.from({ length: steps }, (_, t) => t);
  const rows: [string, Float64Array][] = [
    [`${running.name}, from h`, running.hidden.r2],
    ...(running.cell ? [[`${running.name}, from c`, running.cell.r2] as [string, Float64Array]] : []),
    [`  control task`, running.state.control],
    ...(isUnfit(target) ? [] : [[`${target.name}, from the state`, target.state.r2] as [string, Float64Array]]),
  ];
  const lags = inputs.flatMap(({ feature, byLag }): [string, Float64Array][] => [
    [feature, byLag.r2],
    ['  control task', byLag.control],
  ]);
  return [
    `${layer}, R² of linear probes fitted on ${fitted} sequences and measured on ${heldOut} others, after step`,
    columns(shown, rows),
    `${layer}, R² of the inputs by how many steps ago they came in`,
    columns(shown, lags, 0),
  ].join('\n');
}

/** A table with a column for each of some places, thinned out where there are many. @param first what the first is called. */
function columns(places: readonly number[], rows: readonly (readonly [string, Float64Array])[], first = 1): string {
  const count = Math.min(places.length, MOST_COLUMNS);
  const shown = Array.from({ length: count }, (_, k) =>
    count === 1 ? places[0] : places[Math.round((k * (places.length - 1)) / (count - 1))],
  );
  const header = ['', ...shown.map((place) => String(place + first))];
  return table([header, ...rows.map(([name, values]) => [name, ...shown.map((place) => number(values[place], 3))])]);
}

export function describeInterventions(interventions: readonly InterventionResult[]): string {
  const described = interventions.map(({ name, result }) => {
    if (isUnfit(result)) return `${name}: ${result.reason}`;
    const rows = result.map(({ label, untouched, changed, change, layers }) => [
      label,
      ...[untouched[untouched.length - 1], changed[changed.length - 1], change].map((value) => number(value)),
      ...layers.map(({ distance }) => number(distance[distance.length - 1], 3)),
    ]);
    const moved = (result[0]?.layers ?? []).map(({ layer }) => `${layer} moved`);
    return `${name}\n${table([['sample', 'untouched', 'changed', 'change', ...moved], ...rows])}`;
  });
  return ['Interventions; "moved" is how far the last state is from the untouched one', ...described].join('\n\n');
}

export function describeTraining(training: TrainingDynamics | Unfit): string {
  if (isUnfit(training)) return `Over the training: ${training.reason}`;
  const { epochs, fit, layers, influence, readings } = training;
  const places = Array.from(epochs.keys());
  const count = Math.min(places.length, MOST_COLUMNS);
  const shown = Array.from({ length: count }, (_, k) =>
    count === 1 ? 0 : Math.round((k * (places.length - 1)) / (count - 1)),
  );
  const row = (name: string, values: Float64Array) => [name, ...shown.map((e) => number(values[e], 3))];
  const rows = [
    ['epoch', ...shown.map((e) => String(epochs[e]))],
    row('fit', fit),
    ...layers.flatMap(({ layer, r2, eigenvalue, alignment, fixedPoints, stable }) => [
      row(`${layer} R² of what came so far`, r2),
      row(`${layer} |λ|`, eigenvalue),
      row(`${layer} |cos| with it`, alignment),
      row(`${layer} fixed points`, fixedPoints),
      row(`${layer} stable`, stable),
    ]),
    ...(isUnfit(influence) ? [] : Object.entries(influence).map(([method, r]) => row(`${method} r with the truth`, r))),
  ];
  return ['Over the training', table(rows), ...readings].join('\n');
}
