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
