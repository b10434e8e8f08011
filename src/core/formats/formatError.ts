import type { Fix } from '../problems.js';

/** A model file that cannot be read; says which part. */
export class ModelFormatError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ModelFormatError';
  }
}

/** A layer, or a setting of one, that this program does not know. */
export class UnsupportedLayerError extends ModelFormatError {
  /** @param message a sentence that names the layer. */
  constructor(
    readonly layer: string,
    message: string,
  ) {
    super(message);
    this.name = 'UnsupportedLayerError';
  }
}

/** A file that the config's `model` does not fit. */
export class ModelMismatchError extends ModelFormatError {
  /**
   * @param path of the part of the config, from its root.
   * @param fixes changes of the config of which each alone mends it, the likeliest first.
   */
  constructor(
    message: string,
    readonly path: readonly (string | number)[],
    readonly fixes: readonly Fix[] = [],
  ) {
    super(message);
    this.name = 'ModelMismatchError';
  }
}
