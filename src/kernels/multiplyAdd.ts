/**
 * a b + c on four floats. The kernels of "precision": "fast" are compiled with relaxed SIMD: they round once, where the
 * processor can. The others round the product too, which is the same on every machine.
 */
// @ts-ignore: decorator
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);
}
