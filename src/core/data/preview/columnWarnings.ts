/** Columns that a model can make nothing of, or little. */
import type { Dataset } from '../dataset.js';
import { type DataWarning, type Look, pathOf, targetPath } from './warning.js';
import { count, percent, plain } from './words.js';

/** Deviations of inputs that differ by this factor, or are this large, are trained badly as they are. */
const UNEVEN = 30;
/** Trained numbers for each target: beyond, there is room to learn all of them by heart many times. */
const MANY = 100;
/** A class with this share of the answers makes accuracy look good by itself. */
const UNBALANCED = 0.8;

export function columnWarnings(look: Look): DataWarning[] {
  return [
    ...look.columns.flatMap((_, index) => [...constantWarnings(look, index), ...missingWarnings(look, index)]),
    ...scaleWarnings(look),
    ...sizeWarnings(look),
    ...classWarnings(look),
  ];
}

function constantWarnings(look: Look, index: number): DataWarning[] {
  const { name, role, training } = look.columns[index];
  if (training.values === 0 || training.deviation > 0) return [];
  const path = pathOf(look, index);
  if (role === 'target') {
    return [
      {
        kind: 'constant',
        path,
        message: `Every answer of the training part is ${plain(training.mean)}.`,
        why: 'There is nothing to learn: the best model always says so.',
        advice: `Check whether "${name}" is the right column.`,
      },
    ];
  }
  return [
    {
      kind: 'constant',
      path,
      message: `"${name}" is ${plain(training.mean)} in every row of the training part.`,
      why: 'A model can learn nothing from it, and what it does where the value changes is chance.',
      advice: 'Leave it out.',
    },
  ];
}

/** Gaps below this share are hardly noticed. */
const MANY_GAPS = 0.05;

function missingWarnings(look: Look, index: number): DataWarning[] {
  const { name, missing, training, validation } = look.columns[index];
  const policy = 'file' in look.config ? look.config.missing : undefined;
  const filled = policy !== undefined && policy !== 'error';
  const share = missing / (filled ? Math.max(missing, look.rows) : missing + training.values + validation.values);
  if (missing === 0 || (filled && share < MANY_GAPS)) return [];
  return [
    {
      kind: 'missing',
      path: pathOf(look, index),
      message: `"${name}" has ${count(missing, 'missing value')} (${percent(share)}).`,
      why: filled
        ? `"missing": "${policy}" decides what stands there, and the model learns it as if it had been measured.`
        : 'One such value makes every number that follows from it none, too.',
      advice: filled
        ? 'Find out why they are missing, or do without the column.'
        : 'Fill the gaps, or leave the rows out, by "missing".',
    },
  ];
}

/** Of inputs that reach the model as they are. */
function scaleWarnings(look: Look): DataWarning[] {
  const { config, data, columns, layers } = look;
  const { mean, deviation } = data.inputScaler;
  const scaled = mean.some((one) => one !== 0) || deviation.some((one) => one !== 1);
  if (!('file' in config) || scaled || layers?.[0]?.type === 'embedding') return [];
  const inputs = columns.slice(0, data.features.length).filter(({ training }) => training.deviation > 0);
  if (inputs.length === 0) return [];
  const byDeviation = inputs.toSorted((a, b) => a.training.deviation - b.training.deviation);
  const [least, most] = [byDeviation[0], byDeviation[byDeviation.length - 1]];
  const off = inputs.find(({ training }) => Math.abs(training.mean) > UNEVEN || training.deviation > UNEVEN);
  const why = 'Large inputs drive the gates to their ends, where they hardly learn, and drown small ones.';
  const advice = 'Set "standardize": true.';
  if (most.training.deviation > UNEVEN * least.training.deviation) {
    const factor = plain(most.training.deviation / least.training.deviation);
    const message = `The inputs have very different scales: the deviation of "${most.name}" is ${plain(most.training.deviation)}, ${factor} times that of "${least.name}".`;
    return [{ kind: 'scales', path: ['data', 'standardize'], message, why, advice }];
  }
  if (!off) return [];
  const message = `"${off.name}" is large as it is: mean ${plain(off.training.mean)}, deviation ${plain(off.training.deviation)}.`;
  return [{ kind: 'scales', path: ['data', 'standardize'], message, why, advice }];
}

function sizeWarnings({ data, parameters }: Look): DataWarning[] {
  const { training, targetSteps = 1, targetNames } = data;
  const answers = training.length * targetSteps * targetNames.length;
  if (parameters === undefined || parameters <= MANY * answers) return [];
  return [
    {
      kind: 'fewSequences',
      path: ['model', 'layers'],
      message: `The model has ${parameters} parameters for ${count(answers, 'answer')} in ${count(training.length, 'training sequence')}.`,
      why: 'It has room to learn all of them by heart instead of what they have in common.',
      advice: 'Use fewer units, dropout or early stopping, or find more data.',
    },
  ];
}

function classWarnings(look: Look): DataWarning[] {
  const { data } = look;
  const { target } = data;
  if (target.kind !== 'classes' || data.training.length === 0) return [];
  const { counts } = look.columns[data.features.length];
  const total = counts.training.reduce((sum, one) => sum + one, 0);
  const largest = counts.training.indexOf(Math.max(...counts.training));
  const share = counts.training[largest] / total;
  const path = targetPath(look);
  const unseen = target.classes.filter((_, index) => counts.training[index] === 0);
  return [
    ...(share >= UNBALANCED ? [unbalanced(target.classes[largest], share, path)] : []),
    // A task's answers are made up of some of its characters.
    ...(unseen.length > 0 && 'file' in look.config ? [neverTrained(unseen, data, path)] : []),
  ];
}

function unbalanced(name: string, share: number, path: DataWarning['path']): DataWarning {
  return {
    kind: 'unbalanced',
    path,
    message: `${percent(share)} of the training answers are "${name}".`,
    why: `A model that always says "${name}" has that accuracy without having learned anything.`,
    advice: 'Look at the confusion of classes and not at the accuracy alone, or balance the training part.',
  };
}

function neverTrained(names: readonly string[], { training }: Dataset, path: DataWarning['path']): DataWarning {
  const named = names
    .slice(0, 5)
    .map((name) => `"${name}"`)
    .join(', ');
  return {
    kind: 'unbalanced',
    path,
    message: `No training sequence of ${training.length} has the answer ${named}${names.length > 5 ? ` (and ${names.length - 5} more)` : ''}.`,
    why: 'The model cannot learn what it never sees.',
    advice: 'Move the split, or find more data of these classes.',
  };
}
