/**
 * Activations on four floats, and their derivatives from the activated value. The numbers are those of
 * `src/core/engine/wasm/operations.ts`.
 */
import { exp, sigmoid, tanh } from "./vectorMath";

// @ts-ignore: decorator
@inline export const LINEAR: i32 = 0;
// @ts-ignore: decorator
@inline export const TANH: i32 = 1;
// @ts-ignore: decorator
@inline export const SIGMOID: i32 = 2;
// @ts-ignore: decorator
@inline export const HARD_SIGMOID: i32 = 3;
// @ts-ignore: decorator
@inline export const RELU: i32 = 4;
// @ts-ignore: decorator
@inline export const ELU: i32 = 5;
// @ts-ignore: decorator
@inline export const SELU: i32 = 6;
// @ts-ignore: decorator
@inline export const SOFTPLUS: i32 = 7;
// @ts-ignore: decorator
@inline export const SOFTSIGN: i32 = 8;
// @ts-ignore: decorator
@inline export const EXPONENTIAL: i32 = 9;
// @ts-ignore: decorator
@inline export const LEAKY_RELU: i32 = 10;
// @ts-ignore: decorator
@inline export const HARD_SIGMOID_6: i32 = 11;
/** Over a whole row, so not among those below. */
// @ts-ignore: decorator
@inline export const SOFTMAX: i32 = 12;

// Klambauer 2017.
const SELU_SCALE: f32 = 1.05070098;
const SELU_ALPHA: f32 = 1.67326324;
/** Keras's slope below zero. */
const LEAK: f32 = 0.2;
const SIXTH: f32 = 1.0 / 6.0;

// @ts-ignore: decorator
@inline
export function activate(kind: i32, x: v128): v128 {
  if (kind == SIGMOID) return sigmoid(x);
  if (kind == TANH) return tanh(x);
  return activateSimply(kind, x);
}

/** Derivative of the activation where its value is y. */
// @ts-ignore: decorator
@inline
export function derivative(kind: i32, y: v128): v128 {
  const one = f32x4.splat(1);
  if (kind == SIGMOID) return f32x4.mul(y, f32x4.sub(one, y));
  if (kind == TANH) return f32x4.sub(one, f32x4.mul(y, y));
  return simpleDerivative(kind, y);
}

function activateSimply(kind: i32, x: v128): v128 {
  const zero = f32x4.splat(0);
  // In this order of arguments the pseudo-minimum and -maximum hand NaN on.
  if (kind == RELU) return f32x4.pmax(x, zero);
  if (kind == HARD_SIGMOID) return ramp(x, 0.2);
  return kind == LINEAR ? x : activateRarely(kind, x);
}

/** From 0 to 1 with this slope, one half at zero. */
// @ts-ignore: decorator
@inline
function ramp(x: v128, slope: f32): v128 {
  const line = f32x4.add(f32x4.mul(x, f32x4.splat(slope)), f32x4.splat(0.5));
  return f32x4.pmax(f32x4.pmin(line, f32x4.splat(1)), f32x4.splat(0));
}

// @ts-ignore: decorator
@inline
function rampDerivative(y: v128, slope: f32): v128 {
  return v128.and(f32x4.splat(slope), v128.and(f32x4.gt(y, f32x4.splat(0)), f32x4.lt(y, f32x4.splat(1))));
}

function activateRarely(kind: i32, x: v128): v128 {
  const one = f32x4.splat(1);
  const above = f32x4.gt(x, f32x4.splat(0));
  if (kind == ELU) return v128.bitselect(x, f32x4.sub(exp(x), one), above);
  if (kind == SELU) {
    const below = f32x4.mul(f32x4.splat(SELU_ALPHA), f32x4.sub(exp(x), one));
    return f32x4.mul(f32x4.splat(SELU_SCALE), v128.bitselect(x, below, above));
  }
  if (kind == SOFTPLUS) {
    let y = x;
    y = f32x4.replace_lane(y, 0, softplus(f32x4.extract_lane(x, 0)));
    y = f32x4.replace_lane(y, 1, softplus(f32x4.extract_lane(x, 1)));
    y = f32x4.replace_lane(y, 2, softplus(f32x4.extract_lane(x, 2)));
    return f32x4.replace_lane(y, 3, softplus(f32x4.extract_lane(x, 3)));
  }
  if (kind == SOFTSIGN) return f32x4.div(x, f32x4.add(one, f32x4.abs(x)));
  if (kind == EXPONENTIAL) return exp(x);
  if (kind == HARD_SIGMOID_6) return ramp(x, SIXTH);
  return v128.bitselect(x, f32x4.mul(f32x4.splat(LEAK), x), above);
}

/** ln(1 + e^x), without overflow. */
function softplus(x: f32): f32 {
  const d = <f64>x;
  return <f32>(Math.max(d, 0) + NativeMath.log1p(NativeMath.exp(-Math.abs(d))));
}

function simpleDerivative(kind: i32, y: v128): v128 {
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  if (kind == RELU) return v128.and(one, f32x4.gt(y, zero));
  if (kind == HARD_SIGMOID) return rampDerivative(y, 0.2);
  return kind == LINEAR ? one : rareDerivative(kind, y);
}

function rareDerivative(kind: i32, y: v128): v128 {
  const one = f32x4.splat(1);
  const above = f32x4.gt(y, f32x4.splat(0));
  if (kind == ELU) return v128.bitselect(one, f32x4.add(y, one), above);
  if (kind == SELU) {
    const scale = f32x4.splat(SELU_SCALE);
    return v128.bitselect(scale, f32x4.add(y, f32x4.mul(scale, f32x4.splat(SELU_ALPHA))), above);
  }
  if (kind == SOFTPLUS) return f32x4.sub(one, exp(f32x4.neg(y)));
  if (kind == SOFTSIGN) {
    const rest = f32x4.sub(one, f32x4.abs(y));
    return f32x4.mul(rest, rest);
  }
  if (kind == EXPONENTIAL) return y;
  if (kind == HARD_SIGMOID_6) return rampDerivative(y, SIXTH);
  return v128.bitselect(one, f32x4.splat(LEAK), above);
}
