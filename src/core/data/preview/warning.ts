/** What a colleague would say of the data before it is trained on. */
import type { DataConfig } from '../../config/experiment.js';
import type { Layer } from '../../model/layers.js';
import type { Dataset } from '../dataset.js';
import type { Turns } from '../reading/source.js';
import type { ColumnPreview, ColumnValues } from './columns.js';

export type WarningKind =
  | 'constant'
  | 'missing'
  | 'targetAmongInputs'
  | 'leak'
  | 'futureInside'
  | 'persistence'
  | 'noValidation'
  | 'tinyValidation'
  | 'shift'
  | 'scales'
  | 'duplicates'
  | 'fewSequences'
  | 'unbalanced';

/** Keys and indices from the config's root. */
export type ConfigPath = (string | number)[];

export interface DataWarning {
  readonly kind: WarningKind;
  /** The place in the config that it is about. */
  readonly path: ConfigPath;
  /** What was found, with its measure. */
  readonly message: string;
  /** Why it matters. */
  readonly why: string;
  readonly advice: string;
}

/** What warnings are found in. */
export interface Look {
  readonly config: DataConfig;
  readonly data: Dataset;
  readonly layers?: readonly Layer[];
  /** Rows that the sequences are windows of. */
  readonly rows: number;
  /** Trained numbers of the model, where its layers are known. */
  readonly parameters?: number;
  /** Inputs, then targets. */
  readonly columns: readonly ColumnPreview[];
  readonly values: readonly ColumnValues[];
  readonly turns: Turns;
}

/** The place of an input column in the config. */
export function inputPath({ config }: Pick<Look, 'config'>, index: number): ConfigPath {
  return 'file' in config ? ['data', 'inputs', index] : ['data'];
}

/** @param index of the target among several. */
export function targetPath({ config }: Pick<Look, 'config'>, index = 0): ConfigPath {
  if (!('file' in config)) return ['data'];
  return Array.isArray(config.target) ? ['data', 'target', index] : ['data', 'target'];
}

/** The place of one of `Look.columns`. */
export function pathOf(look: Pick<Look, 'config' | 'data'>, index: number): ConfigPath {
  const inputs = look.data.features.length;
  return index < inputs ? inputPath(look, index) : targetPath(look, index - inputs);
}
