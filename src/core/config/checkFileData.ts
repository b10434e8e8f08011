/** Checks of a data file's keys across each other. */
import type { Finding } from './check.js';
import type { FileData } from './experiment.js';
import { CHARACTER, formOf, holdsSequences, isText, isWide, STEP, targetNames } from './fileDataFacts.js';

export function checkFileData(data: FileData): Finding[] {
  return [...checkForm(data), ...checkSplit(data), ...checkSteps(data), ...checkCategories(data)];
}

/** Rows make sequences in one way. */
function checkForm(data: FileData): Finding[] {
  const form = formOf(data);
  const findings: Finding[] = [];
  const path = (key: string) => ['data', key];
  if (form === 'steps' && data.sequence === undefined && !holdsSequences(data)) {
    const message =
      'Say how rows make sequences: "sequence" (a column, one row a step), "window" (rows of a window over a series), or ' +
      'inputs with {step} in their names (a column a step, each row a sequence).';
    return [{ path: ['data'], message }];
  }
  if (form === 'wide') {
    for (const key of ['sequence', 'window'] as const) {
      if (data[key] === undefined) continue;
      const message = `Inputs with {step} make each row a sequence: there is no "${key}" then.`;
      findings.push({ path: path(key), message, fixes: [{ title: `Remove "${key}"`, path: path(key) }] });
    }
  }
  for (const key of ['horizon', 'transform'] as const) {
    if (form !== 'windows' && data[key] !== undefined && data[key] !== 'none') {
      const fixes = [{ title: `Remove "${key}"`, path: path(key) }];
      findings.push({ path: path(key), message: `"${key}" needs "window".`, fixes });
    }
  }
  if (data.delimiter !== undefined && data.delimiter === data.decimal) {
    findings.push({ path: path('decimal'), message: 'Values and decimals cannot be parted by the same character.' });
  }
  return findings;
}

function checkSplit(data: FileData): Finding[] {
  const { by, column } = data.split;
  const windows = formOf(data) === 'windows';
  const at = (key: string) => ['data', 'split', key];
  if (windows && by === 'random') {
    const message =
      'Windows over a series overlap, so a random split would show the future: split by "time" or "group".';
    return [{ path: at('by'), message, fixes: [{ title: 'Split by "time"', path: at('by'), value: 'time' }] }];
  }
  if (by === 'time' && !windows && data.time === undefined) {
    return [{ path: at('by'), message: 'A split by time needs "time", the column that orders the rows.' }];
  }
  if (by === 'group' && column === undefined && !(windows && data.sequence !== undefined)) {
    const message = 'A split by group needs "column", which says which group a row belongs to.';
    return [{ path: at('by'), message }];
  }
  if (column !== undefined && by !== undefined && by !== 'group') {
    return [{ path: at('column'), message: `"column" is for a split by group, but the split is by "${by}".` }];
  }
  if (column !== undefined && windows && data.sequence === undefined) {
    const message = 'Windows over one series cannot be split by group: name the series of each row by "sequence".';
    return [{ path: at('column'), message }];
  }
  return [];
}

/** `{step}` stands once in a name, and in all inputs or in none. */
function checkSteps(data: FileData): Finding[] {
  const list = typeof data.target !== 'string';
  const places = [
    ...data.inputs.map((name, index) => ({ name, path: ['data', 'inputs', index] })),
    ...targetNames(data).map((name, index) => ({ name, path: ['data', 'target', ...(list ? [index] : [])] })),
  ];
  const twice = places.filter(({ name }) => name.split(STEP).length > 2);
  if (twice.length > 0) return twice.map(({ path }) => ({ path, message: 'A name can have {step} only once.' }));
  const inputs = places.slice(0, data.inputs.length).filter(({ name }) => !name.includes(STEP));
  if (isWide(data)) {
    return inputs.map(({ path }) => ({
      path,
      message: 'Where one input has a column a step, all must: write {step}.',
    }));
  }
  return places
    .filter(({ name }) => name.includes(STEP))
    .map(({ path }) => ({ path, message: 'A target with {step} needs inputs with {step}.' }));
}

/** Categories are some of the inputs. */
function checkCategories(data: FileData): Finding[] {
  const { categories, inputs } = data;
  const path = ['data', 'categories'];
  if (isText(data) && !categories) {
    const message = `The characters of a text are names: write "inputs", "categories" and "target" for its column, "${CHARACTER}".`;
    return [{ path: ['data'], message, fixes: [{ title: 'Read characters as names', path, value: [CHARACTER] }] }];
  }
  if (!categories) return [];
  if (isWide(data)) {
    const message = 'Names are read where there is one row a step, not from a column a step.';
    return [{ path, message, fixes: [{ title: 'Remove "categories"', path }] }];
  }
  return categories.flatMap((name, index): Finding[] => {
    if (inputs.includes(name)) return [];
    const message = `"${name}" is none of the inputs; categories are those of them that are names.`;
    const fixes = [{ title: `Add "${name}" to the inputs`, path: ['data', 'inputs', inputs.length], value: name }];
    return [{ path: [...path, index], message, fixes }];
  });
}
