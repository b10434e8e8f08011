/** Which influence shades the numbers of a sample, and how strongly. */
import { METHODS } from '../../../webview/explain.js';
import type { Inspection, SampleInspection } from '../../core/analysis/inspection.js';
import type { InfluenceMethod } from '../../core/config/schema.js';

/** Shades of each sign, from weak to strong. */
export const SHADES = 5;
/** Below this share of the largest influence a number is not shaded. */
const LEAST = 0.04;

/** The influences that shade one sample. */
export interface Shading {
  readonly method: InfluenceMethod;
  /** [T,F] in the text's order, target units; of a method that knows only steps, each step's on all of its features. */
  readonly values: Float64Array;
  /** Size of the largest. */
  readonly largest: number;
}

/** By the method that is trusted most among those with a sign and in target units; undefined where there is none. */
export function shadingOf(sample: SampleInspection, { trust }: Inspection): Shading | undefined {
  const known = Object.keys(sample.influence) as InfluenceMethod[];
  const trusted = trust.map(({ method }) => method).filter((method) => known.includes(method));
  const method = [...trusted, ...known].find((id) => METHODS[id].unit === 'target');
  const influence = method && sample.influence[method];
  if (!influence) return undefined;
  const features = sample.input.length / influence.perStep.length;
  const values = influence.values ?? sample.input.map((_, i) => influence.perStep[Math.floor(i / features)]);
  return { method, values, largest: values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) };
}

/** -SHADES (strongest that lowers the answer) … SHADES; 0 is no shade. */
export function shadeOf(value: number, largest: number): number {
  const share = largest > 0 ? Math.abs(value) / largest : 0;
  if (!(share >= LEAST)) return 0;
  return Math.sign(value) * Math.min(SHADES, Math.ceil(share * SHADES));
}
