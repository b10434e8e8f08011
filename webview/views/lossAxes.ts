/** Axes of losses over epochs, the same in every plot of them. */

/** From here on a linear axis would press the later epochs onto its bottom line. */
const LOG_RATIO = 20;

/** Whether the losses are drawn on a logarithmic axis: where they span much, and none is zero. */
export function isLogarithmic(losses: readonly number[]): boolean {
  return losses.length > 0 && Math.min(...losses) > 0 && Math.max(...losses) / Math.min(...losses) >= LOG_RATIO;
}

/** @param last epoch that the axis has room for. @param name what the losses are called. */
export function lossAxes(last: number, log: boolean, name = 'loss') {
  return {
    x: {
      field: 'epoch',
      type: 'quantitative',
      title: 'epoch',
      scale: { domain: [1, last] as number[], nice: false },
      axis: { tickMinStep: 1, format: 'd', grid: false, tickCount: Math.min(last, 10) },
    },
    y: {
      field: 'loss',
      type: 'quantitative',
      title: log ? `${name} (log scale)` : name,
      scale: log ? ({ type: 'log', nice: true } as const) : ({ zero: true } as const),
      axis: { format: '~g', tickCount: 5, labelOverlap: true },
    },
  } as const;
}
