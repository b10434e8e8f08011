/** What there is to say of a model file. Pure. */
import type { LookedLayer, LookedNames, ModelLook } from '../../src/core/formats/look/look.js';
import type { Fact } from '../fact.js';
import { formatCount } from '../format.js';

export function modelFacts({ format, bytes, length, features, layers, parameters, scaled, names }: ModelLook): Fact[] {
  const last = layers.at(-1);
  return [
    ['Format', format],
    ['Size', formatBytes(bytes)],
    ...(features === undefined ? [] : [['Reads', readsWords(length, features)] as const]),
    ...(last === undefined ? [] : [['Gives', outputWords(last)] as const]),
    ['Parameters', formatCount(parameters)],
    ...(scaled
      ? [['Scaling', 'in the file', 'The statistics that bring raw numbers into the model’s units'] as const]
      : []),
    ...names.map(namesFact),
  ];
}

function namesFact({ column, shown, count }: LookedNames): Fact {
  const list = `${shown.join(', ')}${count > shown.length ? ` and ${formatCount(count - shown.length)} more` : ''}`;
  return column === undefined
    ? ['Classes', list, 'The names of the answers, in the order of the outputs']
    : [`Names of ${column}`, list, 'The names that the model was trained with, in the order of their features or ids'];
}

function readsWords(length: number | undefined, features: number): string {
  const numbers = features === 1 ? 'one number' : `${formatCount(features)} numbers`;
  return length === undefined ? `${numbers} at each step` : `${numbers} at each of ${formatCount(length)} steps`;
}

/** Steps × units, as the panel has it. */
export function outputWords({ steps, units }: Pick<LookedLayer, 'steps' | 'units'>): string {
  if (steps === undefined) return formatCount(units);
  return `${steps === 'any' ? 'any' : formatCount(steps)} × ${formatCount(units)}`;
}

export function shapeWords(shape: readonly number[]): string {
  return shape.length === 0 ? 'one number' : shape.map(formatCount).join(' × ');
}

export function formatBytes(bytes: number): string {
  const units = [bytes === 1 ? 'byte' : 'bytes', 'kB', 'MB', 'GB'];
  let size = bytes;
  let unit = 0;
  for (; size >= 1000 && unit < units.length - 1; unit++) size /= 1000;
  return `${unit === 0 ? size : Number(size.toPrecision(3))} ${units[unit]}`;
}

export interface Notice {
  readonly kind: 'warning' | 'note';
  readonly text: string;
}

export function notices({ unsupported, inferred, note, layers, others }: ModelLook): Notice[] {
  const broken = [...layers.flatMap(({ weights }) => weights), ...others].filter(({ notFinite }) => notFinite > 0);
  return [
    ...(unsupported
      ? [
          {
            kind: 'warning',
            text: `${unsupported.reason} ${layers.length === 0 ? 'It is the first layer.' : 'The layers before it are shown below.'} The model cannot be inspected as a whole.`,
          } as const,
        ]
      : []),
    ...(inferred
      ? [
          {
            kind: 'note',
            text: 'The file holds weights and no layers. These fit them by their shapes; activations, and what is done between the layers, are not in the file.',
          } as const,
        ]
      : []),
    ...(note === undefined ? [] : [{ kind: 'warning', text: note } as const]),
    ...(broken.length > 0
      ? [
          {
            kind: 'warning',
            text: `${formatCount(broken.reduce((sum, { notFinite }) => sum + notFinite, 0))} weights are no finite numbers: the model answers nothing of use.`,
          } as const,
        ]
      : []),
  ];
}

/** Whether there is a whole model to inspect. */
export function inspectable({ unsupported, layers }: ModelLook): boolean {
  return unsupported === undefined && layers.length > 0;
}
