/** Whether the validation part can tell how good the model is. */
import type { Dataset } from '../dataset.js';
import type { ColumnPreview, ColumnValues } from './columns.js';
import { type DataWarning, type Look, pathOf } from './warning.js';
import { count, percent, plain } from './words.js';

/** Fewer validation sequences than this say little: their R² or accuracy is uncertain by more than a tenth. */
const FEW = 50;
/** From this distance between the parts on (of their distribution functions, at most 1) they are told apart by eye. */
const FAR = 0.25;
/** Values of each part that are compared. */
const COMPARED = 5000;

export async function partWarnings(look: Look): Promise<DataWarning[]> {
  return [...validationWarnings(look), ...shiftWarnings(look), ...(await duplicateWarnings(look))];
}

function validationWarnings({ data, config }: Look): DataWarning[] {
  const { training, validation } = data;
  const path = ['data', 'split', 'validation'];
  if (validation.length === 0) {
    return [
      {
        kind: 'noValidation',
        path,
        message: 'No sequence validates.',
        why: 'Whether the model has learned a rule or the training part by heart cannot be told.',
        advice: 'Set "validation" to 0.2, or to a share that leaves a hundred sequences.',
      },
    ];
  }
  if (validation.length >= FEW) return [];
  const windows = 'file' in config && config.window !== undefined;
  return [
    {
      kind: 'tinyValidation',
      path,
      message: `Only ${count(validation.length, 'sequence')} of ${training.length + validation.length} ${validation.length === 1 ? 'validates' : 'validate'}.`,
      why: `Chance alone moves a share among so few by about ±${percent(1 / Math.sqrt(validation.length))}.`,
      advice: windows
        ? 'Let more validate, and remember that windows that overlap are no new evidence.'
        : 'Let more validate, or read the validation numbers with that in mind.',
    },
  ];
}

function shiftWarnings(look: Look): DataWarning[] {
  if (look.data.validation.length === 0) return [];
  return look.columns.flatMap((column, index): DataWarning[] => {
    const distance = distanceOf(column, look.values[index]);
    if (distance === undefined) return [];
    const path = pathOf(look, index);
    const what = column.role === 'input' ? `"${column.name}"` : `The target "${column.name}"`;
    return [
      {
        kind: 'shift',
        path,
        message: `${what} is another in the validation part: ${described(column, look.values[index])}.`,
        why: 'The model is judged on values that it has not been trained for, and may do much worse, or seem to.',
        advice:
          'file' in look.config && look.config.window !== undefined
            ? 'A series that drifts is better seen as changes, by "transform"; or move the split.'
            : 'Find out why the parts differ; another "seed" draws another split.',
      },
    ];
  });
}

/** Between the distributions of the parts; undefined where they are near, or chance explains it. */
function distanceOf({ kind, counts, training, validation }: ColumnPreview, values: ColumnValues): number | undefined {
  const [n, m] = [Math.min(training.values, COMPARED), Math.min(validation.values, COMPARED)];
  if (n === 0 || m === 0) return undefined;
  // The two-sample test of Kolmogorov and Smirnov at a level of one in a thousand.
  const chance = 1.95 * Math.sqrt((n + m) / (n * m));
  const distance =
    kind === 'classes'
      ? totalVariation(counts.training, counts.validation)
      : kolmogorovSmirnov(sorted(values, values.training), sorted(values, values.validation));
  return distance > Math.max(FAR, chance) ? distance : undefined;
}

function described({ kind, counts, training, validation }: ColumnPreview, values: ColumnValues): string {
  if (kind === 'classes') {
    return `${percent(totalVariation(counts.training, counts.validation))} of its values belong to other classes`;
  }
  const means = `its mean is ${plain(validation.mean)} and not ${plain(training.mean)}`;
  const apart =
    training.deviation > 0
      ? ` (${plain(Math.abs(validation.mean - training.mean) / training.deviation)} deviations apart)`
      : '';
  const outside = shareOutside(values, training.min, training.max);
  const unseen = outside > 0 ? `, and ${percent(outside)} of its values lie outside of those trained on` : '';
  return `${means}${apart}${unseen}`;
}

function shareOutside({ values, offset, stride, validation }: ColumnValues, min: number, max: number): number {
  let [found, outside] = [0, 0];
  for (const place of validation) {
    const value = values[offset + stride * place];
    if (!Number.isFinite(value)) continue;
    found++;
    if (value < min || value > max) outside++;
  }
  return found === 0 ? 0 : outside / found;
}

/** Finite values of a part in order, at most `COMPARED` of them, evenly spread. */
function sorted({ values, offset, stride }: ColumnValues, places: Uint32Array): Float64Array {
  const every = Math.max(1, Math.ceil(places.length / COMPARED));
  return Float64Array.from(
    places.filter((_, i) => i % every === 0),
    (place) => values[offset + stride * place],
  )
    .filter(Number.isFinite)
    .sort();
}

/** Largest distance between two empirical distribution functions, in [0,1]. @param a @param b ascending. */
export function kolmogorovSmirnov(a: Float64Array, b: Float64Array): number {
  let [i, j, largest] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i], b[j]);
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
    largest = Math.max(largest, Math.abs(i / a.length - j / b.length));
  }
  return largest;
}

/** Half the sum of the differences of shares, in [0,1]. */
function totalVariation(a: readonly number[], b: readonly number[]): number {
  const [sumA, sumB] = [a, b].map((counts) => counts.reduce((sum, one) => sum + one, 0));
  return a.reduce((sum, one, i) => sum + Math.abs(one / sumA - b[i] / sumB), 0) / 2;
}

/** Share of the whole look that is done before sequences are compared. */
const FIRST = 0.5;
/** Sequences between turns of other work. */
const TURN = 10_000;

async function duplicateWarnings(look: Look): Promise<DataWarning[]> {
  const { training, validation } = look.data;
  if (validation.length === 0) return [];
  // Sorted numbers: a set of as many takes ten times as long, and holds no more than 2²⁴.
  const known = (await fingerprints(look, training, 0)).sort();
  const asked = (await fingerprints(look, validation, training.length)).sort();
  let [at, twice] = [0, 0];
  for (const one of asked) {
    while (at < known.length && known[at] < one) at++;
    if (known[at] === one) twice++;
  }
  if (twice === 0) return [];
  return [
    {
      kind: 'duplicates',
      path: ['data'],
      message: `${percent(twice / validation.length)} of the validation sequences (${twice} of ${validation.length}) have the same inputs as one in the training part.`,
      why: 'For these the model may answer from memory, so that it looks better than it is.',
      advice:
        'file' in look.config
          ? 'Take copies out of the file, or split so that copies stay together.'
          : 'Draw longer sequences, of which there are more.',
    },
  ];
}

/** @param before sequences that were looked at before these. */
async function fingerprints({ data, turns }: Look, part: Uint32Array, before: number): Promise<Float64Array> {
  const all = data.training.length + data.validation.length;
  const prints = new Float64Array(part.length);
  for (let place = 0; place < part.length; place++) {
    if (place % TURN === 0) {
      turns.progress(FIRST + (1 - FIRST) * ((before + place) / all));
      await turns.pause();
    }
    prints[place] = fingerprint(data, part[place]);
  }
  return prints;
}

const number = new Float64Array(1);
const words = new Uint32Array(number.buffer);

/** 53 bits of the inputs of a sequence: two hashes after Fowler, Noll and Vo, so that chance equals are not to be expected. */
function fingerprint({ rows, starts, length, features }: Dataset, sequence: number): number {
  const from = starts[sequence] * features.length;
  let [one, other] = [0x811c9dc5, 0x9747b28c];
  for (let i = from; i < from + length * features.length; i++) {
    number[0] = rows[i] + 0; // −0 is 0
    one = Math.imul(one ^ words[0], 0x01000193);
    one = Math.imul(one ^ (one >>> 15) ^ words[1], 0x01000193);
    other = Math.imul(other ^ words[1], 0x85ebca6b);
    other = Math.imul(other ^ (other >>> 13) ^ words[0], 0xc2b2ae35);
  }
  return (one >>> 0) * 0x200000 + ((other ^ (other >>> 16)) >>> 11);
}
