/** Rows whose length is no multiple of four: the last one to three floats. */

/** The first `count` floats at `at`; zeros in the lanes beyond. */
// @ts-ignore: decorator
@inline
export function loadLanes(at: usize, count: i32): v128 {
  return count >= 4 ? v128.load(at) : loadPart(at, count);
}

/** Writes the first `count` lanes to `at`. */
// @ts-ignore: decorator
@inline
export function storeLanes(at: usize, value: v128, count: i32): void {
  if (count >= 4) v128.store(at, value);
  else storePart(at, value, count);
}

function loadPart(at: usize, count: i32): v128 {
  let value = v128.load32_zero(at);
  if (count > 1) value = f32x4.replace_lane(value, 1, f32.load(at, 4));
  if (count > 2) value = f32x4.replace_lane(value, 2, f32.load(at, 8));
  return value;
}

function storePart(at: usize, value: v128, count: i32): void {
  f32.store(at, f32x4.extract_lane(value, 0));
  if (count > 1) f32.store(at, f32x4.extract_lane(value, 1), 4);
  if (count > 2) f32.store(at, f32x4.extract_lane(value, 2), 8);
}
