/**
 * How much two layers say the same of the same inputs, whatever the units that they say it with: neither measure
 * changes when the states of a layer are turned, mirrored, shifted, or made larger all alike.
 */
import { Matrix, SVD } from 'ml-matrix';
import { norm } from './products.js';

/**
 * Linear centred kernel alignment (Kornblith et al. 2019, Similarity of Neural Network Representations Revisited):
 * ‖XᵀY‖² / (‖XᵀX‖ ‖YᵀY‖), in [0,1]; 1 where one is the other turned and scaled.
 * @param cross XᵀY
 * @param ownX XᵀX, about their means as all of these.
 * @returns NaN where a layer's state never changes.
 */
export function linearCka(cross: Float64Array, ownX: Float64Array, ownY: Float64Array): number {
  return norm(cross) ** 2 / (norm(ownX) * norm(ownY));
}

/**
 * Squared orthogonal Procrustes distance of states of length one (Schönemann 1966; Ding et al. 2021, Grounding
 * Representation Similarity with Statistical Testing): ‖X − YQ‖² at its least over all orthogonal Q, which is
 * 2 − 2 ‖XᵀY‖∗ where ‖X‖ = ‖Y‖ = 1; the smaller layer counts as having units that are always zero. In [0,2]; 0 where
 * one is the other turned and scaled.
 * @param cross XᵀY [unitsX,unitsY]
 * @param totalX ‖X‖², the sum of the squares of all its states.
 * @returns NaN where a layer's state never changes.
 */
export function procrustesDistance(cross: Float64Array, unitsX: number, totalX: number, totalY: number): number {
  const size = Math.sqrt(totalX * totalY);
  if (!(size > 0)) return Number.NaN;
  const unitsY = cross.length / unitsX;
  const products = Matrix.from1DArray(unitsX, unitsY, cross);
  const options = { computeLeftSingularVectors: false, computeRightSingularVectors: false, autoTranspose: true };
  const nuclear = new SVD(products, options).diagonal.reduce((sum, value) => sum + value, 0);
  // Rounding may leave a little below zero.
  return Math.max(0, 2 - (2 * nuclear) / size);
}

/** Sum of the diagonal of [units,units]. */
export function trace(products: Float64Array, units: number): number {
  let sum = 0;
  for (let i = 0; i < units; i++) sum += products[i * units + i];
  return sum;
}
