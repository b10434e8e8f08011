/** Successive halving (Jamieson & Talwalkar 2016), with the rungs of a Hyperband bracket (Li et al. 2018). */

export interface Rung {
  /** Whole epochs after which the configurations of this rung are compared. */
  readonly epochs: number;
  /** How many configurations come to it. */
  readonly configurations: number;
}

/**
 * n · η^-j configurations for R · η^(j-s) epochs, j = 0 … s: as many rungs as there are configurations and epochs for.
 * @param configurations n. @param epochs R, which the last rung ends with. @returns at least one.
 */
export function rungsOf(
  configurations: number,
  epochs: number,
  { reductionFactor: factor, minEpochs }: { reductionFactor: number; minEpochs: number },
): Rung[] {
  let last = 0;
  while (configurations >= factor ** (last + 1) && epochs >= minEpochs * factor ** (last + 1)) last++;
  return Array.from({ length: last + 1 }, (_, j) => ({
    epochs: Math.round(epochs / factor ** (last - j)),
    configurations: Math.floor(configurations / factor ** j),
  }));
}

/**
 * The best of some scores, in the order of their indices; the earlier of equals. What has no score is never among them.
 * @param scores more is better; undefined or not finite where there is none.
 */
export function survivors(scores: readonly (number | undefined)[], count: number): number[] {
  const ended = scores.flatMap((score, index) =>
    score !== undefined && Number.isFinite(score) ? [{ score, index }] : [],
  );
  return ended
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, count)
    .map(({ index }) => index)
    .sort((a, b) => a - b);
}
