/** JSON (a list of records) and JSON Lines (a record a line). */
import { findNodeAtLocation, type ParseError, parseTree } from 'jsonc-parser';
import { fileFault, fileProblem, LineMap, type Problem } from '../../problems.js';
import { textOf } from './columns.js';
import { Records } from './records.js';
import { NO_TURNS, type ReadingTurns, type Source, tooLarge } from './source.js';
import type { Choose, Fault, Table } from './table.js';
import { textParts } from './text.js';

/** A JSON file is parsed as a whole. */
const LARGEST_JSON = 256 * 1024 * 1024;
/** In larger ones only the record of a fault is named. */
const LARGEST_LOCATED = 16 * 1024 * 1024;
/** A longer line is no record. */
const LONGEST_LINE = 16 * 1024 * 1024;

type RecordFault = Fault & { readonly record: number; readonly name?: string };

/** @throws {BadInputError} with the place where the file is no JSON, or no list of records. */
export async function readJson(source: Source, choose: Choose, turns: ReadingTurns): Promise<Table> {
  const { path } = source;
  if (source.size > LARGEST_JSON) throw tooLarge(source, LARGEST_JSON);
  let text = '';
  for await (const part of textParts(source, turns)) text += part.text;
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch (error) {
    throw notJson(path, text, error as Error);
  }
  if (!Array.isArray(list)) throw fileFault(path, 'The file is no list of records: begin with [.');
  const records = new Records(path, choose, turns, async (faults) =>
    faults.map((fault) => placeInJson(path, text, fault)),
  );
  for (const record of list) records.add(record);
  return records.table();
}

/** @throws {BadInputError} with the line that is no JSON. */
export async function readJsonLines(source: Source, choose: Choose, turns: ReadingTurns): Promise<Table> {
  const { path } = source;
  const records = new Records(path, choose, turns, (faults) => placesInLines(source, faults));
  for await (const { text, line } of lines(source, turns)) {
    try {
      records.add(JSON.parse(text));
    } catch (error) {
      if (error instanceof SyntaxError) throw notJson(path, text, error, line);
      throw error;
    }
  }
  return records.table();
}

/** Lines that are not blank, with their numbers from 1. */
async function* lines(source: Source, turns: ReadingTurns): AsyncGenerator<{ text: string; line: number }> {
  let rest = '';
  let line = 0;
  for await (const { text, bytes } of textParts(source, turns)) {
    const parts = (rest + text).split('\n');
    rest = bytes === source.size ? '' : (parts.pop() as string);
    if (rest.length > LONGEST_LINE) {
      throw fileFault(source.path, `The line is longer than ${LONGEST_LINE} characters.`, line + parts.length + 1);
    }
    for (const part of parts) {
      line += 1;
      if (part.trim() !== '') yield { text: part, line };
    }
  }
}

function notJson(path: string, text: string, { message }: Error, line = 1) {
  const errors: ParseError[] = [];
  if (text.length <= LARGEST_LOCATED) parseTree(text, errors, { disallowComments: true });
  const place = new LineMap(text).position(errors[0]?.offset ?? 0);
  const what = message.replace(/(,| in JSON at) .*/s, '');
  return fileFault(path, `This is no JSON: ${what}.`, line + place.line - 1, place.column);
}

function messageOf({ message }: Fault, cell: unknown): string {
  return typeof message === 'string' ? message : message(typeof cell === 'string' ? cell : textOf(cell));
}

function placeInJson(path: string, text: string, fault: RecordFault): Problem {
  if (text.length > LARGEST_LOCATED) {
    const column = fault.name === undefined ? '' : `, "${fault.name}"`;
    return fileProblem(path, `Record ${fault.record + 1}${column}: ${messageOf(fault, '')}`);
  }
  const tree = parseTree(text);
  const record = tree && findNodeAtLocation(tree, [fault.record]);
  const value = record && fault.name !== undefined ? findNodeAtLocation(record, [fault.name]) : undefined;
  const { offset, length } = value ?? record ?? { offset: 0, length: 0 };
  const { line, column } = new LineMap(text).position(offset);
  const cell = value?.type === 'array' ? '' : value?.value;
  return fileProblem(path, messageOf(fault, cell), line, column, value ? length : 0);
}

async function placesInLines(source: Source, faults: readonly RecordFault[]): Promise<Problem[]> {
  const problems = new Map<RecordFault, Problem>();
  let record = 0;
  for await (const { text, line } of lines(source, NO_TURNS)) {
    for (const fault of faults.filter((one) => one.record === record)) {
      const { column } = placeInJson(source.path, `[${text}]`, { ...fault, record: 0 });
      const value = (JSON.parse(text) as Record<string, unknown>)[fault.name ?? ''];
      const message = messageOf(fault, Array.isArray(value) ? '' : value);
      problems.set(fault, fileProblem(source.path, message, line, Math.max(1, column - 1)));
    }
    record += 1;
    if (problems.size === faults.length) break;
  }
  return faults.flatMap((fault) => problems.get(fault) ?? []);
}
