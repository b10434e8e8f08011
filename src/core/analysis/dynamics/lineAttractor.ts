/**
 * Whether a layer keeps the running quantity along a line of states that hardly move (Maheswaranathan 2019, Reverse
 * engineering recurrent networks for sentiment classification reveals line attractor dynamics).
 */
import type { Unfit } from '../influence/influence.js';
import { cosine } from './integrator.js';
import type { Rest, RunningLayer } from './rest.js';
import type { Integrator, LineAttractor } from './results.js';
import { type Mode, type Spectrum, spectrumAt } from './spectrum.js';

/** Least |cos| between mode and quantity. */
const ALIGNED = 0.8;
/** By how much slower than the next the slowest mode has to be. */
const APART = 2;

/** @param integrator of the same layer. */
export function lineAttractorOf(
  { cell, trace }: RunningLayer,
  rest: Rest,
  integrator: Omit<Integrator, 'readout'> | Unfit,
): LineAttractor | Unfit {
  if ('reason' in integrator) return integrator;
  if (cell.stateSize < 2) return { reason: 'Its state is one number, and has no line within it.' };
  const { direction } = integrator;
  const { points, input, search } = rest;
  if (points.length === 0) {
    if (!Number.isFinite(search.slowest)) return { reason: 'No state is slow enough to have modes.' };
    return judgedLine(spectrumAt(cell.under(input), search.slowestState), direction, trace.steps, undefined);
  }
  const judged = points.map(({ spectrum }, index) => judgedLine(spectrum, direction, trace.steps, index));
  // The point that most starts led to comes first.
  return judged.find(({ is }) => is) ?? judged[0];
}

/**
 * Of the modes that last as long as a sequence the one that lies best along the quantity is judged; where there is none,
 * the slowest.
 * @param steps of a sequence. @param point which of the fixed points it is.
 */
export function judgedLine(
  { modes }: Spectrum,
  direction: Float64Array,
  steps: number,
  point: number | undefined,
): LineAttractor {
  const kept = modes.filter(({ timeConstant }) => timeConstant >= steps);
  const along = (mode: Mode) => cosine(mode.direction, direction);
  const chosen = kept.length > 0 ? kept.reduce((a, b) => (along(b) > along(a) ? b : a)) : modes[0];
  const others = modes.filter((mode) => mode !== chosen);
  const alignment = along(chosen);
  const { real, imaginary, size, timeConstant } = chosen;
  const next = Math.max(0, ...others.map((mode) => mode.size));
  const nextTime = Math.max(0, ...others.map((mode) => mode.timeConstant));
  const checks = [
    {
      holds: timeConstant >= steps,
      fault: `its slowest mode lasts ${rounded(timeConstant)} steps, a sequence ${steps}`,
    },
    { holds: imaginary === 0 && real > 0, fault: 'the mode turns instead of standing still' },
    { holds: timeConstant >= APART * nextTime, fault: `another mode is about as slow (|λ| = ${rounded(next)})` },
    { holds: alignment >= ALIGNED, fault: `the mode does not lie along the quantity (|cos| = ${rounded(alignment)})` },
  ];
  const faults = checks.flatMap(({ holds, fault }) => (holds ? [] : [fault]));
  const where = point === undefined ? 'At its slowest state' : `At fixed point ${point + 1}`;
  return {
    is: faults.length === 0,
    ...(point === undefined ? {} : { point }),
    eigenvalue: { real, imaginary, size },
    timeConstant,
    second: next,
    alignment,
    reading:
      faults.length === 0
        ? `${where} there is a line attractor: |λ| = ${rounded(size)} along the quantity (|cos| = ${rounded(alignment)}), ` +
          `and ${rounded(next)} next to it.`
        : `${where} there is no line attractor (|λ| = ${rounded(size)}): ${faults.join('; ')}.`,
  };
}

function rounded(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(3))) : '∞';
}
