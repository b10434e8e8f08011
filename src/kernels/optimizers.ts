/**
 * Updates of all weights, which stand in one row, as do their gradients and whatever an optimizer remembers of them,
 * each [size], a multiple of four. Definitions are those of Keras 3.
 *
 * `state` is a row of doubles: learning rate, weight decay, limit of the clipping, then the optimizer's own settings.
 */

/** w -= w decay rate (Loshchilov & Hutter 2019), before the update. */
export function decay(weights: usize, size: i32, state: usize): void {
  const share = f32x4.splat(<f32>(f64.load(state, 8) * f64.load(state)));
  for (let at = weights; at < weights + <usize>size * 4; at += 16) {
    const w = v128.load(at);
    v128.store(at, f32x4.sub(w, f32x4.mul(w, share)));
  }
}

/**
 * Gradient descent; with a velocity v: v = momentum v - rate g, then w += v, or w += momentum v - rate g (Nesterov).
 * @param velocity 0 where there is no momentum
 * @param state own settings: momentum, and not 0 for Nesterov
 */
export function sgd(weights: usize, gradients: usize, velocity: usize, size: i32, state: usize): void {
  const rate = f32x4.splat(<f32>f64.load(state));
  const momentum = f32x4.splat(<f32>f64.load(state, 24));
  const nesterov = f64.load(state, 32) != 0;
  for (let at: usize = 0; at < <usize>size * 4; at += 16) {
    const step = f32x4.mul(v128.load(gradients + at), rate);
    const w = v128.load(weights + at);
    if (velocity == 0) {
      v128.store(weights + at, f32x4.sub(w, step));
      continue;
    }
    const v = f32x4.sub(f32x4.mul(v128.load(velocity + at), momentum), step);
    v128.store(velocity + at, v);
    const move = nesterov ? f32x4.sub(f32x4.mul(v, momentum), step) : v;
    v128.store(weights + at, f32x4.add(w, move));
  }
}

/**
 * RMSprop (Tieleman & Hinton 2012): s = rho s + (1-rho) g^2, step = rate g / sqrt(s + epsilon); centered, the square of
 * the running mean of g is taken off s. With a velocity: v = momentum v + step, w -= v.
 * @param mean 0 where it is not centered
 * @param velocity 0 where there is no momentum
 * @param state own settings: rho, momentum, epsilon
 */
export function rmsprop(
  weights: usize, gradients: usize, squares: usize, mean: usize, velocity: usize, size: i32, state: usize,
): void {
  const rate = f32x4.splat(<f32>f64.load(state));
  const old = f32x4.splat(<f32>f64.load(state, 24));
  const fresh = f32x4.splat(<f32>(1 - f64.load(state, 24)));
  const momentum = f32x4.splat(<f32>f64.load(state, 32));
  const epsilon = f32x4.splat(<f32>f64.load(state, 40));
  for (let at: usize = 0; at < <usize>size * 4; at += 16) {
    const g = v128.load(gradients + at);
    const s = f32x4.add(f32x4.mul(old, v128.load(squares + at)), f32x4.mul(fresh, f32x4.mul(g, g)));
    v128.store(squares + at, s);
    let variance = s;
    if (mean != 0) {
      const m = f32x4.add(f32x4.mul(old, v128.load(mean + at)), f32x4.mul(fresh, g));
      v128.store(mean + at, m);
      // Never negative but by rounding. In this order of arguments the pseudo-maximum hands NaN on.
      variance = f32x4.pmax(f32x4.sub(s, f32x4.mul(m, m)), f32x4.splat(0));
    }
    let step = f32x4.div(f32x4.mul(rate, g), f32x4.sqrt(f32x4.add(variance, epsilon)));
    if (velocity != 0) {
      step = f32x4.add(f32x4.mul(v128.load(velocity + at), momentum), step);
      v128.store(velocity + at, step);
    }
    v128.store(weights + at, f32x4.sub(v128.load(weights + at), step));
  }
}

/**
 * Adam (Kingma & Ba 2015): w -= rate sqrt(1 - beta2^t) / (1 - beta1^t) m / (sqrt(v) + epsilon).
 * @param state own settings: beta1, beta2, epsilon, and beta1^t, beta2^t of the steps done, which move on
 */
export function adam(weights: usize, gradients: usize, first: usize, second: usize, size: i32, state: usize): void {
  const beta1 = f64.load(state, 24);
  const beta2 = f64.load(state, 32);
  const power1 = f64.load(state, 48) * beta1;
  const power2 = f64.load(state, 56) * beta2;
  f64.store(state, power1, 48);
  f64.store(state, power2, 56);
  const rate = f32x4.splat(<f32>(f64.load(state) * Math.sqrt(1 - power2) / (1 - power1)));
  const epsilon = f32x4.splat(<f32>f64.load(state, 40));
  const new1 = f32x4.splat(<f32>(1 - beta1));
  const new2 = f32x4.splat(<f32>(1 - beta2));
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

/** Gradients [size] are shortened so that their Euclidean norm, summed in double precision, is at most the limit. */
export function clipNorm(gradients: usize, size: i32, state: usize): void {
  const limit = f64.load(state, 16);
  let sum: f64 = 0;
  for (let at = gradients; at < gradients + <usize>size * 4; at += 4) sum += <f64>f32.load(at) * <f64>f32.load(at);
  const norm = Math.sqrt(sum);
  if (norm <= limit) return;
  const share = f32x4.splat(<f32>(limit / norm));
  for (let at = gradients; at < gradients + <usize>size * 4; at += 16) {
    v128.store(at, f32x4.mul(v128.load(at), share));
  }
}

/** Every gradient is kept within ± the limit. */
export function clipValue(gradients: usize, size: i32, state: usize): void {
  const limit = f32x4.splat(<f32>f64.load(state, 16));
  for (let at = gradients; at < gradients + <usize>size * 4; at += 16) {
    // In this order of arguments the pseudo-minimum and -maximum hand NaN on.
    v128.store(at, f32x4.pmax(f32x4.pmin(v128.load(at), limit), f32x4.neg(limit)));
  }
}
