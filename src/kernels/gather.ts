/** Brings the sequences of a batch from the table of rows into time-major order. */

/**
 * @param rows [R,features]
 * @param starts first row of each sequence
 * @param indices [batch] which sequences
 * @param x [steps,batch,features], becomes the batch
 */
export function gatherSequences(
  rows: usize, starts: usize, indices: usize, x: usize, steps: i32, batch: i32, features: i32,
): void {
  const size = <usize>features * 4;
  for (let sample = 0; sample < batch; sample++) {
    const sequence = load<u32>(indices + <usize>sample * 4);
    let from = rows + <usize>load<u32>(starts + <usize>sequence * 4) * size;
    let to = x + <usize>sample * size;
    for (let t = 0; t < steps; t++) {
      if (features == 1) f32.store(to, f32.load(from));
      else memory.copy(to, from, size);
      from += size;
      to += <usize>batch * size;
    }
  }
}

/** Of a table [N,steps,width] the samples that `indices` [batch] names, to [steps,batch,width]. */
export function gatherRows(table: usize, indices: usize, to: usize, steps: i32, batch: i32, width: i32): void {
  const size = <usize>width * 4;
  for (let sample = 0; sample < batch; sample++) {
    let from = table + <usize>load<u32>(indices + <usize>sample * 4) * <usize>steps * size;
    let at = to + <usize>sample * size;
    for (let t = 0; t < steps; t++) {
      memory.copy(at, from, size);
      from += size;
      at += <usize>batch * size;
    }
  }
}

/** One step of a time-major array [steps,batch,width]. */
export function copyStep(from: usize, step: i32, batch: i32, width: i32, to: usize): void {
  const size = <usize>(batch * width) * 4;
  memory.copy(to, from + <usize>step * size, size);
}
