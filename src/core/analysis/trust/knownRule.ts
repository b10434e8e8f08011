/** How far an influence agrees with contributions that are known from the task's rule. */
import type { TrustScores } from '../inspection.js';
import { type Bootstrap, meanOf } from './bootstrap.js';
import { correlationOf, Moments, pearson, ranks } from './statistics.js';

/**
 * @param influence [N,T] of one method, any unit.
 * @param contributions [N,T] true contributions.
 * @param length T
 * @param signed whether the method has signs; else it is held against the size of the contributions.
 * @param bootstrap over the N samples. The intervals of the rank correlation keep the ranks among all samples.
 */
export function agreement(
  influence: Float64Array,
  contributions: Float64Array,
  length: number,
  signed: boolean,
  bootstrap: Bootstrap,
): TrustScores {
  const truth = signed ? contributions : contributions.map(Math.abs);
  const samples = truth.length / length;
  const within = new Float64Array(samples);
  const sign = new Float64Array(samples);
  for (let n = 0; n < samples; n++) {
    const [from, to] = [n * length, (n + 1) * length];
    within[n] = pearson(influence.subarray(from, to), truth.subarray(from, to));
    for (let i = from; i < to; i++) if (Math.sign(influence[i]) === Math.sign(truth[i])) sign[n] += 1 / length;
    if (!signed) sign[n] = Number.NaN;
  }
  const all = Uint32Array.from({ length: samples }, (_, n) => n);
  const pooled = new Moments(influence, truth, length);
  const ranked = new Moments(ranks(influence), ranks(truth), length);
  return {
    pearson: correlationOf(pooled.over(all)),
    withinSample: meanOf(within, all),
    spearman: correlationOf(ranked.over(all)),
    sign: meanOf(sign, all),
    samples,
    intervals: {
      pearson: bootstrap.interval((drawn) => correlationOf(pooled.over(drawn))),
      withinSample: bootstrap.interval((drawn) => meanOf(within, drawn)),
      spearman: bootstrap.interval((drawn) => correlationOf(ranked.over(drawn))),
      sign: bootstrap.interval((drawn) => meanOf(sign, drawn)),
    },
  };
}
