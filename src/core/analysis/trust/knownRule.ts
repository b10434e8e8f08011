/** How far an influence agrees with contributions that are known from the task's rule. */
import type { InfluenceMethod } from '../../config/schema.js';
import type { TrustRow } from '../inspection.js';
import { pearson, spearman } from './statistics.js';

/** Methods that give a size without a sign; they are held against the size of the true contribution. */
const UNSIGNED: ReadonlySet<InfluenceMethod> = new Set(['stateChange']);

/**
 * @param influence [N,T] of one method, any unit.
 * @param contributions [N,T] true contributions.
 * @param length T
 */
export function trustRow(
  method: InfluenceMethod,
  influence: Float64Array,
  contributions: Float64Array,
  length: number,
): TrustRow {
  const signed = !UNSIGNED.has(method);
  const truth = signed ? contributions : contributions.map(Math.abs);
  const samples = truth.length / length;
  let [within, counted, agreeing] = [0, 0, 0];
  for (let n = 0; n < samples; n++) {
    const r = pearson(influence.subarray(n * length, (n + 1) * length), truth.subarray(n * length, (n + 1) * length));
    if (Number.isNaN(r)) continue;
    within += r;
    counted += 1;
  }
  for (let i = 0; i < truth.length; i++) if (Math.sign(influence[i]) === Math.sign(truth[i])) agreeing += 1;
  return {
    method,
    pearson: pearson(influence, truth),
    withinSample: counted > 0 ? within / counted : Number.NaN,
    spearman: spearman(influence, truth),
    sign: signed ? agreeing / truth.length : Number.NaN,
    samples,
  };
}
