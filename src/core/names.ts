/** The names that a model was trained with, in the order of their codes; they travel with it, see `Scaling`. */

/** Of an input column that is names. */
export interface ColumnNames {
  readonly column: string;
  /** Those of the training part: a feature each, or the ids from 2 on. */
  readonly known: readonly string[];
  /** Those that only the validation part had: nothing was learned of them, and the model reads them as unknown. */
  readonly others: readonly string[];
}

export interface ModelNames {
  /** One for each input column that is names, in the order of the inputs. */
  readonly inputs: readonly ColumnNames[];
  /** By the index that the model gives, where its target is classes. */
  readonly classes?: readonly string[];
}
