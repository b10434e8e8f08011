/** What a map does near a fixed point: its modes, and how long each lasts. */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { StateMap } from './stateMap.js';

/** One eigenvalue of the derivative at a point; of a pair of complex ones, the one with the positive imaginary part. */
export interface Mode {
  readonly real: number;
  readonly imaginary: number;
  /** |λ|: below one the mode dies out, above it grows. */
  readonly size: number;
  /** Steps after which the mode has fallen, or grown, by the factor e: |1 / ln|λ||; Infinity for |λ| = 1. */
  readonly timeConstant: number;
  /** [S] of length one: the direction, or the real part of a complex one. */
  readonly direction: Float64Array;
}

export interface Spectrum {
  /** Largest first. */
  readonly modes: readonly Mode[];
  /** Whether every |λ| is below one. */
  readonly stable: boolean;
  /** How many modes grow; a complex pair counts two. */
  readonly unstable: number;
}

/** @param state [S], a fixed point. */
export function spectrumAt(map: StateMap, state: Float64Array): Spectrum {
  const matrix = Matrix.from1DArray(map.size, map.size, map.jacobian(state));
  const { realEigenvalues, imaginaryEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix);
  const modes = realEigenvalues.flatMap((real, index): Mode[] => {
    const imaginary = imaginaryEigenvalues[index];
    if (imaginary < 0) return [];
    const size = Math.hypot(real, imaginary);
    const direction = normalized(Float64Array.from(eigenvectorMatrix.getColumn(index)));
    return [{ real, imaginary, size, timeConstant: Math.abs(1 / Math.log(size)), direction }];
  });
  const unstable = modes.reduce((sum, { size, imaginary }) => sum + (size >= 1 ? (imaginary > 0 ? 2 : 1) : 0), 0);
  return { modes: modes.sort((a, b) => b.size - a.size), stable: unstable === 0, unstable };
}

function normalized(vector: Float64Array): Float64Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return length > 0 ? vector.map((value) => value / length) : vector;
}
