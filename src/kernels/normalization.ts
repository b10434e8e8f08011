/** Layer normalization on the last axis (Ba 2016): y = gamma (x - mean) / sqrt(variance + epsilon) + beta. */
import { addProducts } from "./recurrent";

/**
 * @param x [rows,units]
 * @param gamma [units], or 0 for one
 * @param beta [units], or 0 for zero
 * @param normal [rows,units], becomes (x - mean) / deviation
 * @param scales [rows], becomes 1 / deviation
 * @param y [rows,units]
 */
export function normalizeForward(
  x: usize, gamma: usize, beta: usize, normal: usize, scales: usize, y: usize, rows: i32, units: i32, epsilon: f32,
): void {
  for (let row = 0; row < rows; row++) {
    const at = <usize>(row * units) * 4;
    let sum: f64 = 0;
    for (let i = 0; i < units; i++) sum += <f64>f32.load(x + at + <usize>i * 4);
    const mean = sum / <f64>units;
    let squares: f64 = 0;
    for (let i = 0; i < units; i++) {
      const difference = <f64>f32.load(x + at + <usize>i * 4) - mean;
      squares += difference * difference;
    }
    const scale = 1 / Math.sqrt(squares / <f64>units + <f64>epsilon);
    f32.store(scales + <usize>row * 4, <f32>scale);
    for (let i = 0; i < units; i++) {
      const place = <usize>i * 4;
      const value = <f32>((<f64>f32.load(x + at + place) - mean) * scale);
      f32.store(normal + at + place, value);
      const factor: f32 = gamma != 0 ? f32.load(gamma + place) : 1;
      f32.store(y + at + place, value * factor + (beta != 0 ? f32.load(beta + place) : 0));
    }
  }
}

/** @param dx [rows,units], becomes the gradient of x */
export function normalizeBackward(
  dy: usize, gamma: usize, normal: usize, scales: usize, dx: usize, rows: i32, units: i32,
): void {
  for (let row = 0; row < rows; row++) {
    const at = <usize>(row * units) * 4;
    let sum: f64 = 0;
    let along: f64 = 0;
    for (let i = 0; i < units; i++) {
      const place = <usize>i * 4;
      const d = f32.load(dy + at + place) * (gamma != 0 ? f32.load(gamma + place) : 1);
      f32.store(dx + at + place, d);
      sum += <f64>d;
      along += <f64>d * <f64>f32.load(normal + at + place);
    }
    const mean = <f32>(sum / <f64>units);
    const projection = <f32>(along / <f64>units);
    const scale = f32.load(scales + <usize>row * 4);
    for (let i = 0; i < units; i++) {
      const place = at + <usize>i * 4;
      f32.store(dx + place, scale * (f32.load(dx + place) - mean - projection * f32.load(normal + place)));
    }
  }
}

/** dGamma [units] += dy normal, summed over the rows. */
export function normalizeGradient(dy: usize, normal: usize, dGamma: usize, rows: i32, units: i32): void {
  for (let row = 0; row < rows; row++) {
    const at = <usize>(row * units) * 4;
    addProducts(dy + at, normal + at, dGamma, units);
  }
}
