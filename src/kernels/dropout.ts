/** Dropout (Srivastava 2014): which values are kept is decided by a seeded hash of their place, never by shared state. */

/**
 * Mixes 32 bits (the finalizer of MurmurHash3, Appleby): every input bit reaches every output bit.
 */
// @ts-ignore: decorator
@inline
function mix(x: u32): u32 {
  x = (x ^ (x >> 16)) * 0x85ebca6b;
  x = (x ^ (x >> 13)) * 0xc2b2ae35;
  return x ^ (x >> 16);
}

/**
 * Factors that drop values: 0 with probability `rate`, else 1 / (1 - rate), so that the mean stays. Where this is a part
 * of a batch, it gets what it would get in the whole.
 * @param state five words: two of the seed, the number of the update, where this part of the batch begins, and the
 * samples of the whole batch
 * @param stream tells the masks of one update apart
 * @param factors [rows,batch,width]
 */
export function dropoutFactors(
  state: usize, stream: i32, factors: usize, rows: i32, batch: i32, width: i32, rate: f32,
): void {
  const first = mix(load<u32>(state) + <u32>stream * 0x9e3779b9);
  const second = mix(load<u32>(state, 4) ^ mix(load<u32>(state, 8) + first));
  const kept: f32 = <f32>1 / (<f32>1 - rate);
  // 24 bits: as many as a float holds exactly.
  const limit = <u32>(rate * <f32>16777216);
  for (let row = 0; row < rows; row++) {
    const place = first + <u32>((row * load<i32>(state, 16) + load<i32>(state, 12)) * width);
    for (let i = 0; i < batch * width; i++, factors += 4) {
      const drawn = mix(mix(<u32>i + place) ^ second) >> 8;
      f32.store(factors, drawn < limit ? 0 : kept);
    }
  }
}

/** The next update draws other masks. */
export function advanceDropout(state: usize): void {
  store<u32>(state, load<u32>(state, 8) + 1, 8);
}

/** y [steps,size] = x * factors [size] at every step. */
export function dropoutSteps(x: usize, factors: usize, y: usize, steps: i32, size: i32): void {
  for (let t = 0; t < steps; t++) {
    const at = <usize>(t * size) * 4;
    for (let i = 0; i < size; i++) {
      const place = <usize>i * 4;
      f32.store(y + at + place, f32.load(x + at + place) * f32.load(factors + place));
    }
  }
}
