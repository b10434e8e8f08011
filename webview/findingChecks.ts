/** Reads findings about how the model computes. */
import type { Answers } from '../src/core/analysis/dynamics/question.js';
import type { LayerTraining } from '../src/core/analysis/dynamics/results.js';
import { GATES } from '../src/core/model/spec.js';
import {
  boolean,
  byKind,
  type Check,
  each,
  floats,
  isRecord,
  list,
  number,
  oneOf,
  optional,
  record,
  size,
  text,
} from './checks.js';
import type { Finding } from './protocol.js';

/** What may be missing, with the reason in its place. */
const fitting =
  (check: Check): Check =>
  (value, place) =>
    (isRecord(value) && 'reason' in value ? record({ reason: text }) : check)(value, place);

const constantInput = byKind({
  mean: record({}),
  zero: record({}),
  config: record({}),
  values: record({ values: list(number) }),
  step: record({ sample: number, step: number }),
});
const mode = record({ real: number, imaginary: number, size: number, timeConstant: number });
const restPoint = record({
  speed: number,
  starts: number,
  answer: optional(floats),
  stable: boolean,
  unstable: number,
  modes: list(mode),
});
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
      lineAttractor: fitting(
        record({
          is: boolean,
          point: optional(number),
          timeConstant: number,
          second: number,
          alignment: number,
          reading: text,
        }),
      ),
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

const scores = record({ r2: floats, control: floats, selectivity: floats });
const quantity = record({ name: text, hidden: scores, cell: optional(scores), state: scores, directions: floats });
const gradient = record({
  norms: floats,
  sequences: number,
  factor: number,
  verdict: oneOf('vanishing', 'steady', 'exploding'),
  reading: text,
});
const probes = record({
  ...{ fitted: number, heldOut: number, steps: number },
  running: quantity,
  target: fitting(quantity),
  inputs: list(record({ feature: text, r2: floats, byLag: scores })),
});
const readout: Check = (value, place) => (isRecord(value) ? record({ reason: text }) : number)(value, place);
const integrator = record({
  ...{ quantity: text, r2: number, gain: number, leak: number },
  ...{ weights: floats, offset: number, direction: floats, readout },
});
const carried = record({
  inputGradient: fitting(gradient),
  layers: list(
    record({
      ...{ layer: text, type: oneOf(...Object.keys(GATES)), units: number },
      probes: fitting(probes),
      integrator: fitting(integrator),
      gradient: fitting(gradient),
      steering: fitting(record({ slopes: floats, r2: floats, sequences: number, deltas: list(number) })),
    }),
  ),
});
const units = fitting(
  record({
    ...{ layer: text, from: number, to: number, threshold: number, searched: number },
    units: list(record({ unit: number, mean: number, justThere: boolean })),
    matches: list(
      record({
        part: oneOf('validation', 'training'),
        ...{ sequence: number, from: number, to: number, score: number, common: number, input: floats },
      }),
    ),
  }),
);
const states = record({ hidden: floats, cell: optional(floats) });
/** Also those of the config, in an inspection. */
export const interventions = list(
  record({
    intervention: record({ type: text }),
    name: text,
    result: fitting(
      list(
        record({
          ...{ label: text, untouched: floats, changed: floats, change: number },
          layers: list(
            record({ layer: text, steps: number, units: number, untouched: states, changed: states, distance: floats }),
          ),
        }),
      ),
    ),
  }),
);
const CURVES = [
  ...['eigenvalue', 'alignment', 'second', 'attractor', 'fixedPoints', 'stable', 'slowest'],
  ...['r2', 'gain', 'leak'],
] as const satisfies readonly (keyof LayerTraining)[];
const training = fitting(
  record({
    epochs: list(number),
    fit: floats,
    layers: list(record({ layer: text, ...Object.fromEntries(CURVES.map((name) => [name, floats])) })),
    influence: (value, place) =>
      (isRecord(value) && 'reason' in value ? record({ reason: text }) : each(floats))(value, place),
    readings: list(text),
  }),
);

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
  carried: {
    question: record({}),
    answer: carried,
    sizes({ layers }) {
      for (const { layer, units, probes } of layers) {
        if ('reason' in probes) continue;
        const { steps, running, inputs } = probes;
        const stateSize = running.cell ? 2 * units : units;
        size(running.directions, steps * stateSize, `finding.${layer}.directions`);
        for (const { r2, control } of [running.hidden, running.state]) {
          size(r2, steps, `finding.${layer}.r2`);
          size(control, steps, `finding.${layer}.control`);
        }
        for (const { r2 } of inputs) size(r2, steps * steps, `finding.${layer}.inputs`);
      }
    },
  },
  units: {
    question: record({ pattern: record({ layer: text, sample: number, from: number, to: number, threshold: number }) }),
    answer: units,
    sizes() {},
  },
  interventions: {
    question: record({ interventions: list(record({ type: text })), sample: number }),
    answer: interventions,
    sizes(results) {
      for (const { name, result } of results) {
        if ('reason' in result) continue;
        for (const { layers } of result) {
          for (const { layer, steps, units, untouched, changed, distance } of layers) {
            const place = `finding.${name}.${layer}`;
            size(distance, steps, place);
            for (const { hidden, cell } of [untouched, changed]) {
              size(hidden, steps * units, place);
              size(cell, steps * units, place);
            }
          }
        }
      }
    },
  },
  training: {
    question: record({}),
    answer: training,
    sizes(found) {
      if ('reason' in found) return;
      const count = found.epochs.length;
      size(found.fit, count, 'finding.fit');
      for (const layer of found.layers)
        for (const name of CURVES) size(layer[name], count, `finding.${layer.layer}.${name}`);
      for (const [method, r] of Object.entries(found.influence)) size(r, count, `finding.${method}`);
    },
  },
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

/** The sizes of the arrays of interventions. */
export const checkInterventions = KINDS.interventions.sizes;
