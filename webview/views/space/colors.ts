/** What gives the points of the state space their colour. */
import type { Population } from '../../../src/core/analysis/population/population.js';
import type { SpaceColor } from '../options.js';

export interface PointColors {
  /** For the legend. */
  readonly name: string;
  /** [N,T] */
  readonly values: Float32Array;
  readonly domain: readonly [number, number];
  /** Goes both ways from zero. */
  readonly diverging: boolean;
}

/** Colours that this population has; an input a feature. */
export function colorChoices(
  { runningName }: Population,
  features: readonly string[],
): { value: SpaceColor; label: string }[] {
  return [
    { value: 'step', label: 'Step' },
    { value: 'running', label: capitalized(runningName) },
    { value: 'target', label: 'True answer' },
    { value: 'error', label: 'Error' },
    ...features.map((name, index) => ({
      value: `input ${index}` as const,
      label: features.length > 1 ? `Input ${name}` : 'Input',
    })),
  ];
}

/**
 * @param steps of the layer; where they are not those of the input, only the step and what belongs to a whole sequence
 * can be told.
 */
export function pointColors(
  color: SpaceColor,
  population: Population,
  features: readonly string[],
  steps: number,
): PointColors {
  const { sequences, running, inputs, targets, predictions, runningName } = population;
  const length = running.length / sequences;
  const fill = (of: (n: number, t: number) => number) =>
    Float32Array.from({ length: sequences * steps }, (_, i) => of(Math.floor(i / steps), i % steps));
  const aligned = steps === length;
  const feature = /^input (\d+)$/.exec(color)?.[1];
  if (aligned && feature !== undefined && Number(feature) < features.length) {
    const values = fill((n, t) => inputs[(n * length + t) * features.length + Number(feature)]);
    return { name: `input ${features[Number(feature)]}`, values, domain: extent(values), diverging: false };
  }
  if (aligned && color === 'running') {
    const values = fill((n, t) => running[n * length + t]);
    return { name: runningName, values, domain: extent(values), diverging: false };
  }
  if (color === 'target') {
    const values = fill((n) => targets[n]);
    return { name: 'true answer', values, domain: extent(values), diverging: false };
  }
  if (color === 'error') {
    const values = fill((n) => predictions[n] - targets[n]);
    const largest = Math.max(...extent(values).map(Math.abs)) || 1;
    return { name: 'predicted minus true', values, domain: [-largest, largest], diverging: true };
  }
  return { name: 'step', values: fill((_, t) => t + 1), domain: [1, Math.max(2, steps)], diverging: false };
}

/** Smallest and largest number, never the same. */
export function extent(values: ArrayLike<number>): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    if (values[i] < low) low = values[i];
    if (values[i] > high) high = values[i];
  }
  if (!(low <= high)) return [0, 1];
  return low < high ? [low, high] : [low - 0.5, high + 0.5];
}

export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
