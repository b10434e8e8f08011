/** Numbers that are the same here and in test/parity/numbers_.py: weights, inputs and targets need not be stored. */

const MODULUS = 1009;

/** `count` numbers in [-1, 1), in no visible order. */
export function spread(count: number, salt: number): Float32Array {
  return Float32Array.from({ length: count }, (_, index) => {
    const mixed = (index * 7919 + index * index * 31 + salt * 104729) % MODULUS;
    return (2 * mixed) / MODULUS - 1;
  });
}
