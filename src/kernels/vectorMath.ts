/**
 * exp, sigmoid and tanh on four floats at once. Only operations whose result IEEE 754 fixes, so every machine gives
 * the same bits (but those of `multiplyAdd`, in the fast precision); NaN in gives NaN out.
 */
import { multiplyAdd } from "./multiplyAdd";

// ln 2 in two parts: the first has few enough bits that its product with a small integer is exact (Cody & Waite 1980).
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.12194440e-4;
/** 1.5 * 2^23: adding it rounds to an integer, which then stands in the low bits. */
const ROUND: f32 = 12582912.0;

// x = n ln 2 + r with |r| <= ln(2)/2, so e^x = 2^n e^r.

/** n, which stands in the low bits. */
// @ts-ignore: decorator
@inline
function octaves(x: v128): v128 {
  return multiplyAdd(x, f32x4.splat(1.44269504088896341), f32x4.splat(ROUND));
}

/** 2^n: n is moved into the exponent and biased by 127. */
// @ts-ignore: decorator
@inline
function power(n: v128): v128 {
  return i32x4.add(i32x4.shl(n, 23), i32x4.splat(0x3f800000));
}

/** e^r - 1 by the polynomial of Cephes' expf (Moshier 1989). */
// @ts-ignore: decorator
@inline
function growth(x: v128, octave: v128): v128 {
  const n = f32x4.sub(octave, f32x4.splat(ROUND));
  const r = f32x4.sub(f32x4.sub(x, f32x4.mul(n, f32x4.splat(LN2_HIGH))), f32x4.mul(n, f32x4.splat(LN2_LOW)));
  let p = multiplyAdd(f32x4.splat(1.9875691500e-4), r, f32x4.splat(1.3981999507e-3));
  p = multiplyAdd(p, r, f32x4.splat(8.3334519073e-3));
  p = multiplyAdd(p, r, f32x4.splat(4.1665795894e-2));
  p = multiplyAdd(p, r, f32x4.splat(1.6666665459e-1));
  p = multiplyAdd(p, r, f32x4.splat(5.0000001201e-1));
  return multiplyAdd(p, f32x4.mul(r, r), r);
}

/** e^x for |x| <= 87, larger x are cut off there; relative error below 2e-7. */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  // In this order of arguments the pseudo-minimum hands NaN on.
  const bounded = f32x4.pmax(f32x4.pmin(x, f32x4.splat(87.0)), f32x4.splat(-87.0));
  const n = octaves(bounded);
  return f32x4.mul(f32x4.add(growth(bounded, n), f32x4.splat(1.0)), power(n));
}

/** 1 / (1 + e^-x). */
// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  const one = f32x4.splat(1.0);
  return f32x4.div(one, f32x4.add(one, exp(f32x4.neg(x))));
}

/**
 * tanh x = t / (t + 2) with t = e^2|x| - 1 and the sign of x. One is taken off before small values lose their precision to
 * it: t = 2^n (e^r - 1) + (2^n - 1).
 */
// @ts-ignore: decorator
@inline
export function tanh(x: v128): v128 {
  const size = f32x4.abs(x);
  const bounded = f32x4.pmin(f32x4.add(size, size), f32x4.splat(87.0));
  const n = octaves(bounded);
  const scale = power(n);
  const t = multiplyAdd(growth(bounded, n), scale, f32x4.sub(scale, f32x4.splat(1.0)));
  const sign = v128.and(x, i32x4.splat(0x80000000));
  return v128.or(f32x4.div(t, f32x4.add(t, f32x4.splat(2.0))), sign);
}
