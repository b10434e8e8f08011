/** Whether a correlation could be chance. */

/**
 * Two-sided p of a correlation r over n independent pairs: Student's t = r sqrt(ν / (1 - r²)) with ν = n - 2, exact for
 * normal variables, the usual approximation for Spearman's ρ (Kendall & Stuart). NaN where n < 3 or r is NaN.
 */
export function correlationP(r: number, n: number): number {
  const freedom = n - 2;
  if (!(freedom > 0) || Number.isNaN(r)) return Number.NaN;
  // P(|t| > t0) = I_{ν/(ν + t0²)}(ν/2, 1/2), and ν / (ν + t0²) = 1 - r².
  return regularizedBeta(1 - r * r, freedom / 2, 0.5);
}

/**
 * Holm's correction (1979): p so multiplied that the chance of a single false alarm among all tests is bounded by it.
 * @param p NaN where there was no test; these do not count.
 */
export function holm(p: Float64Array): Float64Array {
  const order = Array.from(p.keys())
    .filter((i) => !Number.isNaN(p[i]))
    .sort((a, b) => p[a] - p[b]);
  const corrected = new Float64Array(p.length).fill(Number.NaN);
  let least = 0;
  for (const [rank, i] of order.entries()) {
    least = Math.max(least, Math.min(1, p[i] * (order.length - rank)));
    corrected[i] = least;
  }
  return corrected;
}

/**
 * I_x(a,b), by the continued fraction of DiDonato & Morris as evaluated by Lentz's method (Numerical Recipes, 6.4); to
 * about 1e-13 of an exact x.
 */
export function regularizedBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  // The fraction converges fast below the mean of the distribution; above it, the other tail is taken.
  return x < (a + 1) / (a + b + 2) ? (front * fraction(x, a, b)) / a : 1 - (front * fraction(1 - x, b, a)) / b;
}

function fraction(x: number, a: number, b: number): number {
  const away = (value: number) => (Math.abs(value) < 1e-300 ? 1e-300 : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let m = 1; m <= 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    result *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    result *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return result;
}

/** Log of the gamma function of a positive number, by the coefficients of Lanczos (1964) for g = 7; to about 1e-14. */
function logGamma(x: number): number {
  const coefficients = [
    676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
    -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
  ];
  const shifted = x - 1;
  const t = shifted + 7.5;
  const series = coefficients.reduce((sum, c, i) => sum + c / (shifted + i + 1), 0.9999999999998099);
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(t) - t + Math.log(series);
}
