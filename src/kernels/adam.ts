/** Adam (Kingma & Ba 2015) as Keras has it. */

/**
 * One update of all parameters, which stand in one row, as do their gradients and moments [size].
 * w -= rate sqrt(1 - beta2^t) / (1 - beta1^t) m / (sqrt(v) + epsilon)
 * @param state six doubles: rate, beta1, beta2, epsilon, and beta1^t, beta2^t of the steps done, which move on
 */
export function adam(weights: usize, gradients: usize, first: usize, second: usize, size: i32, state: usize): void {
  const beta1 = f64.load(state, 8);
  const beta2 = f64.load(state, 16);
  const power1 = f64.load(state, 32) * beta1;
  const power2 = f64.load(state, 40) * beta2;
  f64.store(state, power1, 32);
  f64.store(state, power2, 40);
  const rate = f32x4.splat(<f32>(f64.load(state) * Math.sqrt(1 - power2) / (1 - power1)));
  const epsilon = f32x4.splat(<f32>f64.load(state, 24));
  const new1 = f32x4.splat(<f32>(1 - beta1));
  const new2 = f32x4.splat(<f32>(1 - beta2));
  // The planner rounds the size up to a multiple of four.
  for (let at: usize = 0; at < <usize>size * 4; at += 16) {
    const g = v128.load(gradients + at);
    const m0 = v128.load(first + at);
    const v0 = v128.load(second + at);
    const m = f32x4.add(m0, f32x4.mul(f32x4.sub(g, m0), new1));
    const v = f32x4.add(v0, f32x4.mul(f32x4.sub(f32x4.mul(g, g), v0), new2));
    v128.store(first + at, m);
    v128.store(second + at, v);
    const step = f32x4.div(f32x4.mul(rate, m), f32x4.add(f32x4.sqrt(v), epsilon));
    v128.store(weights + at, f32x4.sub(v128.load(weights + at), step));
  }
}
