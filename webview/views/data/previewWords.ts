/** What there is to say of the data besides its numbers. Pure. */
import type { DataPreview, PreviewSequence } from '../../../src/core/data/preview/preview.js';
import type { Fact } from '../../fact.js';
import { formatCount, formatNumber } from '../../format.js';
import type { KnownPreview } from './known.js';

export function previewFacts(preview: DataPreview): Fact[] {
  const { source, rows, length, features, parts, targetSteps } = preview;
  return [
    sourceFact(source),
    ['Sequences', formatCount(parts.training + parts.validation), windowWords(source)],
    ['Steps', formatCount(length)],
    ['Inputs', formatCount(features.length), 'Numbers that the model reads at each step'],
    [
      'Targets',
      targetWords(preview),
      targetSteps === undefined ? 'One answer a sequence' : `An answer at ${targetSteps} steps`,
    ],
    ['Training', formatCount(parts.training)],
    ['Validation', formatCount(parts.validation)],
    ...(source.kind === 'file' ? [['Rows', formatCount(rows), 'Rows of the file, after its transform'] as const] : []),
  ];
}

function sourceFact(source: DataPreview['source']): Fact {
  return source.kind === 'task'
    ? ['Made-up task', source.task, 'The rule behind it is known, so that every explanation can be held against it']
    : ['File', source.file];
}

function windowWords(source: DataPreview['source']): string {
  if (source.kind === 'task' || source.window === undefined) return 'Sequences that share no rows';
  return `Windows of ${source.window} rows that overlap, with the answer ${source.horizon ?? 1} rows after each`;
}

function targetWords({ target, targetNames, targetSteps }: DataPreview): string {
  const what = target.kind === 'classes' ? `${target.classes.length} classes` : targetNames.join(', ');
  return targetSteps === undefined ? what : `${what} at ${targetSteps} steps`;
}

/** The answer of a sequence; of many steps the first and the last. */
export function answerWords({ target, targetNames }: DataPreview, { target: values }: PreviewSequence): string {
  const name = (value: number) => (target.kind === 'classes' ? (target.classes[value] ?? '–') : formatNumber(value));
  const steps = Array.from({ length: values.length / targetNames.length }, (_, step) =>
    targetNames.map((_, k) => name(values[step * targetNames.length + k])).join(', '),
  );
  return steps.length <= 8 ? steps.join(' · ') : `${steps.slice(0, 4).join(' · ')} … ${steps.at(-1)}`;
}

export function readingWords({ file = 'the data', phase, share }: Partial<KnownPreview['reading']> = {}): string {
  const what = phase === 'looking' ? `Looking at what ${file} holds` : `Reading ${file}`;
  return share === undefined ? `${what}…` : `${what}: ${Math.floor(100 * share)} %`;
}

/** @param old whether something is shown all the same. */
export function cancelledWords(file = 'the data', old = false): string {
  const shown = old ? 'What is shown was true before the last change.' : 'Nothing of it is shown.';
  return `Reading ${file} was cancelled. ${shown}`;
}
