/** Reads findings about how the model computes. */
import { GATES } from '../src/core/model/spec.js';
import { boolean, byKind, type Check, floats, list, number, oneOf, optional, record, size, text } from './checks.js';
import type { Finding } from './protocol.js';

const constantInput = byKind({
  mean: record({}),
  zero: record({}),
  step: record({ sample: number, step: number }),
});
const mode = record({ real: number, imaginary: number, size: number, timeConstant: number });
const restPoint = record({ speed: number, starts: number, stable: boolean, unstable: number, modes: list(mode) });
const flow = record({
  explained: list(number),
  trajectories: floats,
  speeds: floats,
  steps: number,
  points: floats,
  grid: record({ columns: number, rows: number, ends: list(list(number)), moves: floats, speeds: floats }),
});
const layerRest = record({
  part: oneOf('validation', 'training'),
  sequences: number,
  type: oneOf(...Object.keys(GATES)),
  units: number,
  unfit: optional(text),
  found: optional(
    record({
      search: record({ starts: number, unfinished: number, outliers: number, slowest: number }),
      points: list(restPoint),
      flow,
    }),
  ),
});

/** What a question of each kind names, and what its answer is. */
const KINDS = {
  rest: { question: record({ layer: text, input: constantInput }), answer: layerRest },
} as const satisfies Record<Finding['question']['about'], { question: Check; answer: Check }>;

export const finding: Check = (value, place) => {
  record({ question: record({ about: oneOf(...Object.keys(KINDS)) }) })(value, place);
  const { question, answer } = KINDS[(value as Finding).question.about];
  record({ question })(value, place);
  byKind({ working: record({ share: number }), done: record({ answer }), failed: record({ message: text }) })(
    value,
    place,
  );
};

/** The sizes of its arrays. */
export function checkFinding(found: Finding): void {
  if (found.kind !== 'done' || !found.answer.found) return;
  const { points, flow } = found.answer.found;
  const { trajectories, speeds, grid } = flow;
  size(flow.points, 2 * points.length, 'finding.flow.points');
  size(trajectories, 2 * speeds.length, 'finding.flow.trajectories');
  size(grid.moves, 2 * grid.rows * grid.columns, 'finding.flow.grid.moves');
  size(grid.speeds, grid.rows * grid.columns, 'finding.flow.grid.speeds');
}
