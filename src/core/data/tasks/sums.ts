/** Tasks whose answer adds up what the steps bring: each step's true contribution is known exactly. */
import type { Random } from '../../random.js';
import type { Task } from './task.js';

interface Summing {
  readonly name: string;
  readonly length: number;
  readonly features: readonly string[];
  /** Whether the sum so far is asked for at every step. */
  readonly everyStep?: boolean;
  draw(inputs: Float64Array, random: Random): void;
  /** What a step brings. @param values [F] of the step. @param step from 0. */
  part(values: Float64Array, step: number): number;
}

/** The answer is the sum of all steps' parts, or the sum so far at each of them. */
export function summing({ name, length, features, everyStep, draw, part }: Summing): Task {
  const width = features.length;
  const parts = (input: Float64Array) =>
    Float64Array.from({ length }, (_, t) => part(input.subarray(t * width, (t + 1) * width), t));
  return {
    length,
    features,
    target: { kind: 'numbers' },
    targetSteps: everyStep ? length : undefined,
    targetNames: [name],
    quantities: true,
    draw,
    answer(input) {
      let sum = 0;
      const soFar = parts(input).map((value) => (sum += value));
      return everyStep ? soFar : soFar.slice(-1);
    },
    contribution(input, baseline, answerStep = length) {
      const without = parts(baseline);
      const last = everyStep ? answerStep : length;
      return parts(input).map((value, t) => (t < last ? value - without[t] : 0));
    },
  };
}

/** Uniform in [0,1). */
export function drawUniform(inputs: Float64Array, random: Random): void {
  for (let i = 0; i < inputs.length; i++) inputs[i] = random.uniform();
}

/** Typical size of a day's change of a share index. */
const DAILY_DEVIATION = 0.01;

/** Normal around zero, as log returns of a day. */
export function drawReturns(inputs: Float64Array, random: Random): void {
  for (let i = 0; i < inputs.length; i++) inputs[i] = DAILY_DEVIATION * random.normal();
}

export function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/**
 * Values uniform in [0,1) with a marker beside each: one step of the first half is marked and one of the second, and the
 * answer adds up the two marked values (after Hochreiter & Schmidhuber 1997, Long short-term memory, experiment 4; the
 * plain sum as in Le 2015).
 */
export function addingProblem(length: number): Task {
  const half = Math.floor(length / 2);
  return summing({
    name: 'addingProblem',
    length,
    features: ['value', 'marker'],
    draw(inputs, random) {
      for (let at = 0; at < inputs.length; at += 2 * length) {
        for (let t = 0; t < length; t++) inputs[at + 2 * t] = random.uniform();
        const first = Math.floor(half * random.uniform());
        const second = half + Math.floor((length - half) * random.uniform());
        inputs[at + 2 * first + 1] = 1;
        inputs[at + 2 * second + 1] = 1;
      }
    },
    part: ([value, marker]) => value * marker,
  });
}
