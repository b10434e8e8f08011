/**
 * Numbers in all four lanes, read from memory: V8 would make the splat of a constant anew at each use, in three
 * instructions that all wait for the same part of the processor, which took longer than the arithmetic itself.
 */

/** A place in memory that holds the number. */
export type Constant = usize;

// @ts-ignore: decorator
@inline
export function four(at: Constant): v128 {
  return v128.load32_splat(at);
}

export const ONE: Constant = memory.data<f32>([1.0]);
export const TWO: Constant = memory.data<f32>([2.0]);
