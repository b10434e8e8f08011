/** Bad input, with the place it comes from. */

/** A change of a config that mends a problem: the value at `path` becomes `value`, or goes where that is undefined. */
export interface Fix {
  /** What the change does, for example `Set "returnSequences": true on lstm_1`. */
  readonly title: string;
  /** Keys and indices from the config's root. */
  readonly path: readonly (string | number)[];
  readonly value?: unknown;
  /** Whether the value comes before what stands at that place of a list. */
  readonly insert?: boolean;
}

/** An error is in the way of training; a warning may be a mistake; an information says what a key does here. */
export type Severity = 'error' | 'warning' | 'information';

/** What is to be said of a place in a text file. Lines and columns count from 1, the end is exclusive. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly message: string;
  readonly severity: Severity;
  /** `schema`: the editor's JSON support finds it too, from the same schema. `meaning`: only this program does. */
  readonly source: 'schema' | 'meaning';
  /** Changes of the config of which each alone mends it, the likeliest first. */
  readonly fixes?: readonly Fix[];
}

/** Input that cannot be used; carries every error found, never only the first. */
export class BadInputError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(problems.map(formatProblem).join('\n'));
    this.name = 'BadInputError';
  }
}

/** A fault of a file as a whole, or at a line of it. */
export function fileFault(path: string, message: string, line = 1, column = 1, length = 0): BadInputError {
  return new BadInputError([fileProblem(path, message, line, column, length)]);
}

export function fileProblem(file: string, message: string, line = 1, column = 1, length = 0): Problem {
  const place = { file, line, column, endLine: line, endColumn: column + length };
  return { ...place, message, severity: 'error', source: 'meaning' };
}

/** `file:line:column: message`, the form that terminals and editors make clickable; what is no error says so before it. */
export function formatProblem({ file, line, column, message, severity }: Problem): string {
  return `${file}:${line}:${column}: ${severity === 'error' ? '' : `${severity}: `}${message}`;
}

/** Turns character offsets of one text into lines and columns. */
export class LineMap {
  private readonly starts: number[] = [0];

  constructor(text: string) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.starts.push(at + 1);
  }

  /** Line and column, from 1, of the character at `offset`. */
  position(offset: number): { line: number; column: number } {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - this.starts[low] + 1 };
  }

  problem(file: string, offset: number, length: number, message: string, source: Problem['source']): Problem {
    const start = this.position(offset);
    const end = this.position(offset + length);
    return { file, ...start, endLine: end.line, endColumn: end.column, message, severity: 'error', source };
  }
}
