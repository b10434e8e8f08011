/** Activations on four floats, and their derivatives from the activated value. The numbers are those of `plan.ts`. */
import { sigmoid, tanh } from "./vectorMath";

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
  if (kind == HARD_SIGMOID) {
    const line = f32x4.add(f32x4.mul(x, f32x4.splat(0.2)), f32x4.splat(0.5));
    return f32x4.pmax(f32x4.pmin(line, f32x4.splat(1)), zero);
  }
  return x;
}

function simpleDerivative(kind: i32, y: v128): v128 {
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  if (kind == RELU) return v128.and(one, f32x4.gt(y, zero));
  if (kind == HARD_SIGMOID) return v128.and(f32x4.splat(0.2), v128.and(f32x4.gt(y, zero), f32x4.lt(y, one)));
  return one;
}
