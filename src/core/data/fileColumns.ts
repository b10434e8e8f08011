/** Which columns of a file a config asks for. */
import type { JSONPath } from 'jsonc-parser';
import { isCategorical } from '../config/dataShape.js';
import type { FileData } from '../config/experiment.js';
import { STEP, targetNames } from '../config/fileDataFacts.js';
import type { LossSpec } from '../engine/trainingSpec.js';
import { nearest } from '../nearest.js';
import { BadInputError, type Problem } from '../problems.js';
import type { ProblemAt } from './load.js';
import { RECORD } from './reading/records.js';
import type { Wish } from './reading/table.js';

/** Places among the wishes. */
export interface FileColumns {
  readonly wishes: readonly Wish[];
  /** [steps][features] where each row is a sequence, else one step. */
  readonly inputs: readonly (readonly number[])[];
  /** [steps][targets] where the name of a target has a step, else one step. */
  readonly targets: readonly (readonly number[])[];
  /** F and K names. */
  readonly features: readonly string[];
  readonly targetNames: readonly string[];
  readonly time?: number;
  readonly sequence?: number;
  /** By which the parts are split. */
  readonly group?: number;
}

/** @throws {BadInputError} with all names that the file does not know. */
export function findColumns(
  data: FileData,
  header: readonly string[],
  loss: LossSpec,
  problemAt: ProblemAt,
): FileColumns {
  const problems: Problem[] = [];
  const wishes: Wish[] = [];
  const wish = (place: number, use: Wish['use'], lane?: number) => wishes.push({ place, use, lane }) - 1;
  const find = (name: string, path: JSONPath): number => {
    const place = header.indexOf(name);
    if (place < 0) problems.push(missingColumn(data.file, header, name, problemAt, path));
    return place;
  };
  const steps = (names: readonly string[], path: (index: number) => JSONPath): number[][] => {
    const found = names.map((name, index) => {
      if (!name.includes(STEP)) return [find(name, path(index))];
      const places = stepColumns(name, header);
      if (places.length > 0) return places;
      problems.push(problemAt(path(index), `${data.file} has no columns like "${name}", with a number for {step}.`));
      return [-1];
    });
    const [first] = found;
    const uneven = found.findIndex((places) => places.length !== first.length);
    if (uneven >= 0 && problems.length === 0) {
      const message = `"${names[uneven]}" has ${found[uneven].length} steps, but "${names[0]}" has ${first.length}.`;
      problems.push(problemAt(path(uneven), message));
    }
    return first.map((_, step) => found.map((places) => places[step]));
  };
  const features = whole(data.inputs, header);
  const names = whole(targetNames(data), header);
  const inputs = steps(features.names, (index) => ['data', 'inputs', features.from[index]]);
  const list = typeof data.target !== 'string';
  const targets = steps(names.names, (index) => ['data', 'target', ...(list ? [names.from[index]] : [])]);
  const named = (name: string | undefined, path: JSONPath) => (name === undefined ? undefined : find(name, path));
  const time = named(data.time, ['data', 'time']);
  // Records that are sequences number their rows.
  const record = header.indexOf(RECORD);
  const sequence = data.sequence === undefined && record >= 0 ? record : named(data.sequence, ['data', 'sequence']);
  const group = named(data.split.column, ['data', 'split', 'column']);
  if (problems.length > 0) throw new BadInputError(problems);
  const classes = isCategorical(loss) || loss.type === 'binaryCrossentropy';
  const width = inputs[0].length;
  return {
    // Names become features only later: the numbers beside them are put in place then, too.
    inputs: inputs.map((step, t) =>
      step.map((place, f) => {
        if (!data.categories) return wish(place, 'number', t * width + f);
        return wish(place, data.categories.includes(header[place]) ? 'text' : 'number');
      }),
    ),
    targets: targets.map((step) => step.map((place) => wish(place, classes ? 'text' : 'number'))),
    time: time === undefined ? undefined : wish(time, 'time'),
    sequence: sequence === undefined ? undefined : wish(sequence, 'text'),
    group: group === undefined ? undefined : wish(group, 'text'),
    features: features.names,
    targetNames: names.names,
    wishes,
  };
}

/** The name of an array stands for all of its columns: "x" for "x[1]", "x[2]" and so on. @returns from which name each is. */
function whole(names: readonly string[], header: readonly string[]): { names: string[]; from: number[] } {
  const known = new Set(header);
  const columns = names.flatMap((name, from) => {
    if (known.has(name)) return [{ name, from }];
    const own = header.filter((other) => other.startsWith(`${name}[`) && /^\[\d+\]$/.test(other.slice(name.length)));
    return own.length > 0 ? own.map((column) => ({ name: column, from })) : [{ name, from }];
  });
  return { names: columns.map(({ name }) => name), from: columns.map(({ from }) => from) };
}

/** Places of the columns that a name with a step stands for, in the order of their numbers. */
function stepColumns(name: string, header: readonly string[]): number[] {
  const [before, after] = name.split(STEP);
  return header
    .flatMap((other, place) => {
      if (!other.startsWith(before) || !other.endsWith(after)) return [];
      const number = other.slice(before.length, other.length - after.length);
      return /^\d+$/.test(number) ? [{ place, step: Number(number) }] : [];
    })
    .sort((a, b) => a.step - b.step)
    .map(({ place }) => place);
}

function missingColumn(
  file: string,
  header: readonly string[],
  name: string,
  problemAt: ProblemAt,
  path: JSONPath,
): Problem {
  const known = header
    .slice(0, 20)
    .map((column) => `"${column}"`)
    .join(', ');
  const close = nearest(name, header);
  const fixes = close === undefined ? [] : [{ title: `Change to "${close}"`, path: [...path], value: close }];
  return problemAt(path, `${file} has no column "${name}". Its columns: ${known}.`, fixes);
}
