/** Embedding: a table of vectors, one for each id. */

/**
 * @param ids [rows], whole numbers below `size` (checked before they come here)
 * @param table [size,units]
 * @param y [rows,units]
 * @param mask [rows], becomes 0 where the id is 0, else 1; or 0 where nothing is masked
 */
export function embeddingForward(ids: usize, table: usize, y: usize, mask: usize, rows: i32, units: i32): void {
  const rowSize = <usize>units * 4;
  for (let row = 0; row < rows; row++) {
    const id = <usize>f32.load(ids + <usize>row * 4);
    memory.copy(y + <usize>row * rowSize, table + id * rowSize, rowSize);
    if (mask != 0) f32.store(mask + <usize>row * 4, id == 0 ? 0 : 1);
  }
}

/** dTable [size,units] += the gradients of the rows, each at its id. */
export function embeddingGradient(ids: usize, dy: usize, dTable: usize, rows: i32, units: i32): void {
  for (let row = 0; row < rows; row++) {
    const to = dTable + <usize>f32.load(ids + <usize>row * 4) * <usize>units * 4;
    const from = dy + <usize>(row * units) * 4;
    for (let i = 0; i < units; i++) {
      const at = <usize>i * 4;
      f32.store(to + at, f32.load(to + at) + f32.load(from + at));
    }
  }
}
