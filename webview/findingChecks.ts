/** Reads findings about how the model computes. */
import type { Answers } from '../src/core/analysis/dynamics/question.js';
import { GATES } from '../src/core/model/spec.js';
import { boolean, byKind, type Check, floats, list, number, oneOf, optional, record, size, text } from './checks.js';
import type { Finding } from './protocol.js';

const constantInput = byKind({
  mean: record({}),
  zero: record({}),
  config: record({}),
  values: record({ values: list(number) }),
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

const memory = record({
  part: oneOf('validation', 'training'),
  sequences: number,
  layers: list(
    record({
      layer: text,
      type: oneOf(...Object.keys(GATES)),
      units: number,
      steps: number,
      halfLives: optional(floats),
    }),
  ),
});
const ablations = record({
  part: oneOf('validation', 'training'),
  sequences: number,
  rows: list(record({ layer: text, unit: number, change: number, error: number })),
  unfit: list(record({ layer: text, reason: text })),
});

interface Kind<A> {
  /** What a question names. */
  readonly question: Check;
  readonly answer: Check;
  /** Arrays are as long as they should be. */
  sizes(answer: A): void;
}

const KINDS: { readonly [A in keyof Answers]: Kind<Answers[A]> } = {
  rest: {
    question: record({ layer: text, input: constantInput }),
    answer: layerRest,
    sizes({ found }) {
      if (!found) return;
      const { points, flow } = found;
      size(flow.points, 2 * points.length, 'finding.flow.points');
      size(flow.trajectories, 2 * flow.speeds.length, 'finding.flow.trajectories');
      size(flow.grid.moves, 2 * flow.grid.rows * flow.grid.columns, 'finding.flow.grid.moves');
      size(flow.grid.speeds, flow.grid.rows * flow.grid.columns, 'finding.flow.grid.speeds');
    },
  },
  memory: {
    question: record({}),
    answer: memory,
    sizes({ layers }) {
      for (const { layer, units, halfLives } of layers) size(halfLives, units, `finding.${layer}.halfLives`);
    },
  },
  ablations: { question: record({}), answer: ablations, sizes() {} },
};

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
  if (found.kind === 'done') (KINDS[found.question.about] as Kind<unknown>).sizes(found.answer);
}
