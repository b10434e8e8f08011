/** How well predictions fit. */

export interface Metrics {
  /** Mean squared error, target units squared. */
  readonly mse: number;
  /** 1 - squared error / squared deviation from the mean, all outputs together; NaN where the truth is constant. */
  readonly r2: number;
}

/** @param predicted [N,K], target units. @param actual [N,K], target units. */
export function regressionMetrics(predicted: ArrayLike<number>, actual: ArrayLike<number>, outputs: number): Metrics {
  const samples = actual.length / outputs;
  const mean = new Float64Array(outputs);
  for (let i = 0; i < actual.length; i++) mean[i % outputs] += actual[i] / samples;
  let error = 0;
  let spread = 0;
  for (let i = 0; i < actual.length; i++) {
    error += (predicted[i] - actual[i]) ** 2;
    spread += (actual[i] - mean[i % outputs]) ** 2;
  }
  return { mse: error / actual.length, r2: spread > 0 ? 1 - error / spread : Number.NaN };
}
