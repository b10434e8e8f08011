/** The formats of model files, as data: what a file dialog needs to know, without their readers. */

export interface ModelFormat {
  readonly name: string;
  /** In lower case, with their dots; the first is what a file of this format is called by default. */
  readonly endings: readonly string[];
  readonly writable: boolean;
}

export const MODEL_FORMATS = {
  tensorflowjs: { name: 'TensorFlow.js LayersModel', endings: ['.json'], writable: true },
  keras: { name: 'Keras', endings: ['.keras'], writable: true },
  hdf5: { name: 'Keras HDF5', endings: ['.h5', '.hdf5'], writable: false },
  safetensors: { name: 'PyTorch weights', endings: ['.safetensors'], writable: true },
  onnx: { name: 'ONNX', endings: ['.onnx'], writable: true },
} as const satisfies Readonly<Record<string, ModelFormat>>;

export type ModelFormatId = keyof typeof MODEL_FORMATS;

/** The format that a file's ending says; undefined where it says none. */
export function formatOf(path: string): ModelFormatId | undefined {
  const lower = path.toLowerCase();
  return (Object.keys(MODEL_FORMATS) as ModelFormatId[]).find((id) =>
    MODEL_FORMATS[id].endings.some((ending) => lower.endsWith(ending)),
  );
}

/** As a sentence lists them: `.keras (Keras), .h5, .hdf5 (Keras HDF5)`. */
export function endingsText(which: (format: ModelFormat) => boolean): string {
  const formats: readonly ModelFormat[] = Object.values(MODEL_FORMATS);
  return formats
    .filter(which)
    .map(({ name, endings }) => `${endings.join(', ')} (${name})`)
    .join(', ');
}

/** All endings without their dots, as file dialogs want them. */
export function modelEndings(): string[] {
  return Object.values(MODEL_FORMATS).flatMap(({ endings }) => endings.map((ending) => ending.slice(1)));
}
