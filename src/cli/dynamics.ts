/** The dynamics of a model in words and tables. */
import type { Dynamics, LayerDynamics, TrainingDynamics } from '../core/analysis/dynamics/results.js';
import { isUnfit, type Unfit } from '../core/analysis/influence/influence.js';
import { describeCarried, describeGradient, describeTraining } from './carried.js';
import { number, table } from './text.js';

/** Fixed points of a layer, and ablated units, that a page has room for. */
const MOST_POINTS = 10;
const MOST_UNITS = 10;

export function describeDynamics(dynamics: Dynamics, training: TrainingDynamics | Unfit): string {
  const { part, sequences, layers, unfit, ablations, inputGradient } = dynamics;
  return [
    `How it computes, on ${sequences} ${part} sequences`,
    ...layers.map(describeLayer),
    describeGradient('The model', inputGradient),
    ...(ablations.length > 0 ? [describeAblations(ablations)] : []),
    ...unfit.map(({ layer, reason }) => `${layer}: ${reason}`),
    describeTraining(training),
  ].join('\n\n');
}

function describeLayer(dynamics: LayerDynamics): string {
  const { layer, halfLives, rest, lineAttractor } = dynamics;
  const lines = [];
  if (halfLives) {
    const sorted = halfLives.toSorted();
    const at = (share: number) => number(sorted[Math.floor(share * (sorted.length - 1))], 3);
    lines.push(`${layer} loses half of what a unit holds in ${at(0.5)} steps (${at(0)} to ${at(1)})`);
  }
  if (rest) lines.push(describeRest(layer, rest));
  if (!isUnfit(lineAttractor)) lines.push(lineAttractor.reading);
  lines.push(describeCarried(dynamics));
  return lines.join('\n');
}

function describeRest(layer: string, { search, points }: NonNullable<LayerDynamics['rest']>): string {
  const { starts, unfinished, slowest } = search;
  if (points.length === 0) {
    return (
      `${layer} has no fixed point under its constant input: from ${starts} states the slowest is still moving, ` +
      `q = ${number(slowest, 3)}`
    );
  }
  const stable = points.filter(({ spectrum }) => spectrum.stable).length;
  const rows = points
    .slice(0, MOST_POINTS)
    .map(({ speed, starts: reached, answer, spectrum: { modes, unstable } }, index) => [
      String(index + 1),
      String(reached),
      number(speed, 2),
      unstable === 0 ? 'stable' : `${unstable} unstable`,
      ...[0, 1].map((mode) => number(modes[mode]?.size, 3)),
      number(modes[0]?.timeConstant, 3),
      ...(answer ? [Array.from(answer, (value) => number(value, 2)).join(', ')] : []),
    ]);
  const answered = points[0].answer ? ['answer there'] : [];
  const title =
    `${layer} has ${points.length} fixed ${points.length === 1 ? 'point' : 'points'} under its constant input, ${stable} ` +
    `stable; ${unfinished} of ${starts} starts found none`;
  return [
    title,
    table([['point', 'starts', 'q', 'modes', '|λ1|', '|λ2|', 'time constant', ...answered], ...rows]),
  ].join('\n');
}

function describeAblations(ablations: Dynamics['ablations']): string {
  const rows = ablations
    .slice(0, MOST_UNITS)
    .map(({ layer, unit, change, error }) => [`${layer} unit ${unit + 1}`, number(change, 3), number(error, 3)]);
  return [
    `Units held at zero, those first whose loss changes the answer most (of ${ablations.length})`,
    table([['unit', 'change of the answer', 'rise of the squared error'], ...rows]),
  ].join('\n');
}
