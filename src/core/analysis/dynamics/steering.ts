/** Whether the answer follows when the running quantity in a layer's state is moved by hand. */
import type { Unfit } from '../influence/influence.js';
import type { RunModel } from './modelRun.js';
import type { Steering } from './results.js';

/** In deviations of the running quantity at the last step. */
const DELTAS = [-1, -0.5, 0.5, 1];
const SEQUENCES = { least: 3, most: 50 };
/** Steps that are tried, evenly spread, and multiplications that all runs of a layer may take. */
const STEPS = 10;
const WORK = 1e9;

export interface SteeringRequest {
  readonly run: RunModel;
  readonly layer: string;
  /** [T,S] of the probe of the running quantity. */
  readonly directions: Float64Array;
  readonly steps: number;
  /** [N,T,F] the model's units. */
  readonly inputs: Float32Array;
  readonly sequences: number;
  /** Numbers of one sequence's input. */
  readonly inputSize: number;
  /** Deviation of the running quantity at the last step. */
  readonly deviation: number;
  readonly output: number;
  /** Target units per unit of the model's output. */
  readonly outputDeviation: number;
  /** Multiplications of one run. */
  readonly work: number;
  readonly pause: () => Promise<void>;
}

/** @throws what `pause` throws. */
export async function steeringOf(request: SteeringRequest): Promise<Steering | Unfit> {
  const { run, layer, directions, steps, inputs, inputSize, deviation, output, outputDeviation, work, pause } = request;
  if (!(deviation > 0)) return { reason: 'The running quantity is the same everywhere.' };
  const tried = Array.from({ length: Math.min(steps, STEPS) }, (_, k, count = Math.min(steps, STEPS)) =>
    count === 1 ? steps - 1 : Math.round((k * (steps - 1)) / (count - 1)),
  );
  const affordable = Math.floor(WORK / (work * tried.length * DELTAS.length));
  const sequences = Math.min(request.sequences, Math.max(SEQUENCES.least, Math.min(SEQUENCES.most, affordable)));
  const deltas = DELTAS.map((share) => share * deviation);
  const size = directions.length / steps;
  const slopes = new Float64Array(steps).fill(Number.NaN);
  const r2 = new Float64Array(steps).fill(Number.NaN);
  const sums = new Map(tried.map((step) => [step, { moved: 0, squares: 0, changes: 0 }]));
  for (let n = 0; n < sequences; n++) {
    const x = inputs.subarray(n * inputSize, (n + 1) * inputSize);
    const untouched = run(x).outputs[output];
    for (const [step, sum] of sums) {
      const along = directions.subarray(step * size, (step + 1) * size);
      for (const delta of deltas) {
        await pause();
        const moved = run(x, {
          state(name, t, state) {
            if (name === layer && t === step) for (let i = 0; i < size; i++) state[i] += delta * along[i];
          },
        });
        const change = (moved.outputs[output] - untouched) * outputDeviation;
        sum.moved += delta * change;
        sum.squares += delta * delta;
        sum.changes += change * change;
      }
    }
  }
  for (const [step, { moved, squares, changes }] of sums) {
    slopes[step] = moved / squares;
    r2[step] = changes > 0 ? (moved * moved) / (squares * changes) : 0;
  }
  return { slopes, r2, sequences, deltas };
}
