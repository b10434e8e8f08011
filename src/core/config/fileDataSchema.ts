/** The config's `data` where it names a file. */
import Type from 'typebox';

const strict = { additionalProperties: false };

const column = (description: string) => Type.String({ minLength: 1, description });

export const MISSING = {
  error: 'a missing value is a fault',
  drop: 'its row is left out (a wide row: its sequence)',
  zero: 'zero stands for it',
  mean: "the mean of the training part's values in its column stands for it",
  forward: 'the value before it in the same sequence or series stands for it, never a later one',
} as const;
export type MissingPolicy = keyof typeof MISSING;

const FileSplit = Type.Object(
  {
    validation: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 0.9,
        default: 0.2,
        description: 'Share of the sequences kept for validation.',
      }),
    ),
    by: Type.Optional(
      Type.Enum(['random', 'time', 'group'], {
        description:
          'Which sequences validate. random: any (default, where windows do not overlap); time: the latest (default of ' +
          'windows); group: whole groups, those of "column", or of "sequence" where there are windows.',
      }),
    ),
    column: Type.Optional(column('Column that says which group a row belongs to; no group is in both parts.')),
  },
  {
    ...strict,
    default: {},
    description: 'Which sequences train and which validate. Windows over a series are split by time.',
  },
);

export const FileDataSchema = Type.Object(
  {
    file: Type.String({
      minLength: 1,
      description:
        'Data file, relative to this file: CSV or TSV, JSON (a list of records), JSON Lines, Parquet, or NumPy arrays ' +
        '(.npy, .npz: the inputs are names of arrays). Records may be rows, or sequences with a list for each value. ' +
        'A plain text (.txt) has a row for each character, in the column "character".',
    }),
    delimiter: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 1,
        description: 'Between two values of a line. Default: told by the file.',
      }),
    ),
    decimal: Type.Optional(
      Type.Enum(['.', ','], { description: 'Before the decimals of a number. Default: told by the file.' }),
    ),
    header: Type.Optional(
      Type.Boolean({
        default: true,
        description: 'Whether the first line names the columns; else they are named "1", "2" and so on.',
      }),
    ),
    sequence: Type.Optional(
      column(
        'Column that says which sequence a row belongs to: one row a step. With "window", the series that the row belongs to.',
      ),
    ),
    time: Type.Optional(column('Column that orders the rows: numbers, dates, or texts by the alphabet.')),
    inputs: Type.Array(Type.String({ minLength: 1 }), {
      minItems: 1,
      uniqueItems: true,
      description:
        'Columns that the model reads. One name with {step} in it stands for a column a step, "x{step}" for x1, x2 and so ' +
        'on: then each row is a sequence.',
    }),
    categories: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        minItems: 1,
        uniqueItems: true,
        description:
          'Those of the inputs that are names. Each name of the training part becomes a feature of 0 or 1; where the model ' +
          'begins with an embedding, the one input becomes ids: 0 for nothing, 1 for an unknown name, then the names. A model that ' +
          'was trained already keeps its own.',
      }),
    ),
    target: Type.Union(
      [
        column('Column that the model learns to give.'),
        Type.Array(Type.String({ minLength: 1 }), {
          minItems: 1,
          uniqueItems: true,
          description: 'Columns that the model learns to give, one output each.',
        }),
      ],
      { description: 'Column that the model learns to give, or a list of them.' },
    ),
    window: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 100_000,
        description: 'Rows of a window over one long series, or over one series for each value of "sequence".',
      }),
    ),
    horizon: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 100_000,
        description:
          'How many rows after its window the target lies (default 1); with a transform the target is the change over all ' +
          'of these rows.',
      }),
    ),
    transform: Type.Optional(
      Type.Enum(['none', 'logReturn', 'difference'], {
        default: 'none',
        description:
          'Of a series. logReturn: the logarithm of each value over the one before it; difference: each value less the one ' +
          'before it.',
      }),
    ),
    missing: Type.Optional(
      Type.Enum(Object.keys(MISSING) as MissingPolicy[], {
        default: 'error',
        description: `What becomes of inputs that are empty or NA, NaN, null. ${Object.entries(MISSING)
          .map(([id, what]) => `${id}: ${what}`)
          .join('; ')}. A missing target is a fault, or dropped.`,
      }),
    ),
    standardize: Type.Optional(
      Type.Boolean({
        default: true,
        description:
          'Give the model inputs and targets of mean 0 and deviation 1, by the statistics of the training part.',
      }),
    ),
    scaling: Type.Optional(
      Type.Enum(['standardize', 'minMax', 'none'], {
        description:
          'In place of "standardize". standardize: mean 0 and deviation 1; minMax: from 0 to 1; none: as they are. By the ' +
          'training part alone, of inputs and of targets that are numbers.',
      }),
    ),
    split: Type.Optional(FileSplit),
  },
  strict,
);
