/** Which unit stands in which row of a heat map. */
import type { UnitOrders } from '../../../src/core/analysis/population/unitOrder.js';
import type { UnitOrder } from '../options.js';

export const ORDER_NAMES: Readonly<Record<UnitOrder, string>> = {
  given: 'By number',
  clustering: 'Similar together',
  peak: 'By time of the peak',
  correlation: 'By correlation with the output',
};

export const ORDER_NOTES: Readonly<Record<UnitOrder, string>> = {
  given: '',
  clustering: 'Similar units stand together: clusters with average linkage of 1 − r of their hidden states.',
  peak: 'From the units that are largest early to those that are largest late, by the mean size of h.',
  correlation: 'From the units whose last h rises with the prediction (top) to those that fall with it (bottom).',
};

/** Units from top to bottom, counted from 0; as they are numbered where no order is known yet. */
export function unitsInOrder(order: UnitOrder, orders: UnitOrders | undefined, units: number): number[] {
  const given = Array.from({ length: units }, (_, unit) => unit);
  if (!orders || order === 'given') return given;
  if (order === 'clustering') return [...orders.clustering];
  if (order === 'peak') return given.sort((a, b) => orders.peak[a] - orders.peak[b]);
  // Messages turn NaN into null; either stands below all numbers.
  const rank = (unit: number) => (Number.isFinite(orders.correlation[unit]) ? orders.correlation[unit] : -2);
  return given.sort((a, b) => rank(b) - rank(a));
}
