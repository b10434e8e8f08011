/** The formats of model files, as data: what a file dialog needs to know, without their readers. */

export interface ModelFormat {
  readonly name: string;
  /** In lower case, with their dots; the first is what a file of this format is called by default. */
  readonly endings: readonly string[];
  readonly readable: boolean;
  readonly writable: boolean;
}

export const MODEL_FORMATS = {
  tensorflowjs: { name: 'TensorFlow.js LayersModel', endings: ['.json'], readable: true, writable: true },
  keras: { name: 'Keras', endings: ['.keras'], readable: true, writable: true },
  hdf5: { name: 'Keras HDF5', endings: ['.h5', '.hdf5'], readable: true, writable: false },
  safetensors: { name: 'PyTorch weights', endings: ['.safetensors'], readable: true, writable: true },
  onnx: { name: 'ONNX', endings: ['.onnx'], readable: true, writable: true },
  python: { name: 'Python script', endings: ['.py'], readable: false, writable: true },
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

/** Endings of files that can be read, without their dots, as file dialogs want them. */
export function modelEndings(): string[] {
  const formats = Object.values(MODEL_FORMATS).filter(({ readable }) => readable);
  return formats.flatMap(({ endings }) => endings.map((ending) => ending.slice(1)));
}
