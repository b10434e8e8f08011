/**
 * exp, sigmoid and tanh on four floats at once. Only operations whose result IEEE 754 fixes, so every machine gives
 * the same bits (but those of `multiplyAdd`, in the fast precision); NaN in gives NaN out.
 */
import { Constant, four, ONE, TWO } from "./constants";
import { multiplyAdd } from "./multiplyAdd";

const LOG2E: Constant = memory.data<f32>([1.44269504088896341]);
// ln 2 in two parts: the first has few enough bits that its product with a small integer is exact (Cody & Waite 1980).
const LN2_HIGH: Constant = memory.data<f32>([0.693359375]);
const LN2_LOW: Constant = memory.data<f32>([-2.12194440e-4]);
/** 1.5 * 2^23: adding it rounds to an integer, which then stands in the low bits. */
const ROUND: Constant = memory.data<f32>([12582912.0]);
/** Beyond, e^x or its inverse would not be a normal number. */
const LARGEST: Constant = memory.data<f32>([87.0]);
const LEAST: Constant = memory.data<f32>([-87.0]);
/** The number one as a float's bits: its exponent's bias. */
const BIAS: Constant = memory.data<i32>([0x3f800000]);
const SIGN: Constant = memory.data<i32>([0x80000000]);
// The polynomial of Cephes' expf (Moshier 1989) for (e^r - 1 - r) / r^2, from the highest power down.
const P5: Constant = memory.data<f32>([1.9875691500e-4]);
const P4: Constant = memory.data<f32>([1.3981999507e-3]);
const P3: Constant = memory.data<f32>([8.3334519073e-3]);
const P2: Constant = memory.data<f32>([4.1665795894e-2]);
const P1: Constant = memory.data<f32>([1.6666665459e-1]);
const P0: Constant = memory.data<f32>([5.0000001201e-1]);

// x = n ln 2 + r with |r| <= ln(2)/2, so e^x = 2^n e^r.

/** n, which stands in the low bits. */
// @ts-ignore: decorator
@inline
function octaves(x: v128): v128 {
  return multiplyAdd(x, four(LOG2E), four(ROUND));
}

/** 2^n: n is moved into the exponent and biased by 127. */
// @ts-ignore: decorator
@inline
function power(n: v128): v128 {
  return i32x4.add(i32x4.shl(n, 23), four(BIAS));
}

/** e^r - 1. */
// @ts-ignore: decorator
@inline
function growth(x: v128, octave: v128): v128 {
  const n = f32x4.sub(octave, four(ROUND));
  const r = f32x4.sub(f32x4.sub(x, f32x4.mul(n, four(LN2_HIGH))), f32x4.mul(n, four(LN2_LOW)));
  let p = multiplyAdd(four(P5), r, four(P4));
  p = multiplyAdd(p, r, four(P3));
  p = multiplyAdd(p, r, four(P2));
  p = multiplyAdd(p, r, four(P1));
  p = multiplyAdd(p, r, four(P0));
  return multiplyAdd(p, f32x4.mul(r, r), r);
}

/** e^x for |x| <= 87, larger x are cut off there; relative error below 2e-7. */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  // In this order of arguments the pseudo-minimum hands NaN on.
  const bounded = f32x4.pmax(f32x4.pmin(x, four(LARGEST)), four(LEAST));
  const n = octaves(bounded);
  return f32x4.mul(f32x4.add(growth(bounded, n), four(ONE)), power(n));
}

/** 1 / (1 + e^-x). */
// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  const one = four(ONE);
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
  const bounded = f32x4.pmin(f32x4.add(size, size), four(LARGEST));
  const n = octaves(bounded);
  const scale = power(n);
  const t = multiplyAdd(growth(bounded, n), scale, f32x4.sub(scale, four(ONE)));
  const sign = v128.and(x, four(SIGN));
  return v128.or(f32x4.div(t, f32x4.add(t, four(TWO))), sign);
}
