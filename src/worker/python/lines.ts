/** What Python says: lines of JSON of our own, and between them anything else. */
import type { Manifest } from '../../core/runs/runFolder.js';

/** Every line of ours begins with this; the files in `python/` write it. */
const OURS = '{"lstmLens": "';
/** Characters of a line that are kept while its end is awaited: nothing of ours is longer. */
const LONGEST = 100_000;
/** Lines, and characters of each, that are kept of the rest, and lines that a message quotes. */
const KEPT = 1000;
const WIDEST = 500;
const QUOTED = 20;

export type Message =
  | { readonly lstmLens: 'alive' }
  | ({ readonly lstmLens: 'ready' } & Framework)
  | { readonly lstmLens: 'batch'; readonly batch: number }
  | {
      readonly lstmLens: 'epoch';
      readonly loss: number | null;
      readonly batch: number | null;
      readonly validationLoss?: number | null;
    }
  | { readonly lstmLens: 'saved' }
  /** A trial on Ray has ended; `message` says why it failed. */
  | { readonly lstmLens: 'trial'; readonly id: string; readonly message?: string }
  | { readonly lstmLens: 'failed'; readonly message: string };

/** What trains. */
export type Framework = NonNullable<Manifest['framework']>;

/** Cuts a stream into lines, however it arrives. A line that is too long is taken for whole. */
export class Lines {
  private rest = '';

  constructor(private readonly take: (line: string) => void) {}

  add(text: string): void {
    const lines = (this.rest + text).split(/\r?\n|\r/);
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.take(line);
    if (this.rest.length > LONGEST) this.end();
  }

  end(): void {
    if (this.rest) this.take(this.rest);
    this.rest = '';
  }
}

/** The message in a line; undefined where it is something else. */
export function messageIn(line: string): Message | undefined {
  if (!line.startsWith(OURS)) return undefined;
  try {
    return JSON.parse(line) as Message;
  } catch {
    return undefined;
  }
}

/** The last lines of what was printed. */
export class LastWords {
  private readonly lines: string[] = [];

  add(line: string): void {
    if (line.trim() === '') return;
    this.lines.push(line.slice(0, WIDEST));
    if (this.lines.length > KEPT) this.lines.shift();
  }

  /** All that are kept. */
  get log(): string {
    return this.lines.map((line) => `${line}\n`).join('');
  }

  /** To put behind a sentence; empty where nothing was printed. */
  get quoted(): string {
    return this.lines.length === 0 ? '' : ` It printed at last:\n${this.lines.slice(-QUOTED).join('\n')}`;
  }
}
