/** Places for buffers in the kernels' linear memory. All offsets are bytes, on 16-byte boundaries. */
export class Arena {
  /** The first byte that is free. */
  next: number;
  private readonly packedPlaces: number[] = [];
  /** Those of the arena whose packed matrices are shared. */
  private shared: number[] = [];

  constructor(first: number) {
    this.next = first;
  }

  /**
   * An arena behind this one for the same plan once more, on another thread: the packed weights are those of the first,
   * in the same order; everything else gets a place of its own.
   */
  again(): Arena {
    const arena = new Arena(this.next);
    arena.shared = [...this.packedPlaces];
    return arena;
  }

  /** Room for float32 or 32-bit integer values. @returns its offset. */
  words(count: number): number {
    const at = this.next;
    this.next += Math.ceil(count / 4) * 16;
    return at;
  }

  /** Room for float64 values. @returns its offset. */
  doubles(count: number): number {
    return this.words(2 * count);
  }

  /** Room for a packed [depth,columns] matrix. */
  packed(depth: number, columns: number): number {
    const at = this.shared[this.packedPlaces.length] ?? this.words(packedSize(depth, columns));
    this.packedPlaces.push(at);
    return at;
  }
}

/** Words of a packed [depth,columns] matrix: panels of eight columns, the last filled up. */
export function packedSize(depth: number, columns: number): number {
  return depth * Math.ceil(columns / 8) * 8;
}

/** Rows that `accumulateTransposed` packs at a time, as in `src/kernels/matrix.ts`. */
const DEPTH_BLOCK = 128;

/** Words of the scratch that gradients of weights with so many columns need. */
export function gradientScratch(columns: number): number {
  return packedSize(DEPTH_BLOCK, columns);
}
