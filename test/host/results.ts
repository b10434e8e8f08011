/**
 * What the suite, inside VS Code, tells the terminal outside: one line of JSON an event, in a file that only grows.
 * A file and not a stream because both VS Codes, the headless and the desktop one, can write it.
 */
import { existsSync, readFileSync } from 'node:fs';

export type TestEvent =
  | { type: 'pass'; title: string; milliseconds: number }
  | { type: 'fail'; title: string; error: string }
  | { type: 'skip'; title: string };

/** The environment variable that holds the file's path. */
export const resultsVariable = 'LSTM_LENS_TEST_RESULTS';
/** The environment variable that holds a pattern: only tests whose full title matches run. */
export const grepVariable = 'LSTM_LENS_TEST_GREP';

/** Prints events as they arrive, and counts them. */
export class ResultsPrinter {
  passed = 0;
  skipped = 0;
  /** The title and the first line of the error of each test that failed. */
  readonly failures: string[] = [];
  #printed = 0;

  constructor(readonly file: string) {}

  /** What the suite must find in its environment to write to this printer's file. */
  environment(grep: string): Record<string, string> {
    return { [resultsVariable]: this.file, [grepVariable]: grep };
  }

  /** Prints what has been written since the last call. */
  printNew(): void {
    if (!existsSync(this.file)) return;
    const lines = readFileSync(this.file, 'utf8').split('\n').slice(0, -1); // what follows the last newline is unfinished
    for (const line of lines.slice(this.#printed)) this.#print(JSON.parse(line));
    this.#printed = lines.length;
  }

  #print(event: TestEvent): void {
    switch (event.type) {
      case 'pass':
        this.passed++;
        console.log(`  ✓ ${event.title} (${event.milliseconds} ms)`);
        break;
      case 'fail':
        this.failures.push(`${event.title}: ${event.error.split('\n')[0]}`);
        console.log(`  ✗ ${event.title}\n${event.error.replace(/^/gm, '      ')}`);
        break;
      case 'skip':
        this.skipped++;
        console.log(`  - ${event.title} (skipped)`);
    }
  }
}
