/** The door by which VS Code starts the suite: runs every test file beside this one, inside the extension host. */
import { appendFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';
import { grepVariable, resultsVariable, type TestEvent } from '../results';

export async function run(): Promise<void> {
  // No test is about time: this only ends one that hangs, on however busy a machine.
  const mocha = new Mocha({ ui: 'tdd', timeout: 120_000, reporter: JsonLines, grep: process.env[grepVariable] });
  for (const file of readdirSync(__dirname)) {
    if (file.endsWith('.test.cjs')) mocha.addFile(path.join(__dirname, file));
  }
  const failures = await new Promise<number>((resolve, reject) => {
    try {
      mocha.run(resolve); // loads the files first, and throws what they throw
    } catch (error) {
      write({ type: 'fail', title: 'loading the suite', error: describe(error) });
      reject(error);
    }
  });
  // VS Code's exit code is 1 if and only if this promise is rejected.
  if (failures > 0) throw new Error(`${failures} failed`);
}

/** Writes each result at once, so that the terminal shows how far a suite came that hangs. */
class JsonLines extends Mocha.reporters.Base {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const title = (test: Mocha.Runnable) => test.titlePath().join(' › ');
    runner.on('pass', (test) => write({ type: 'pass', title: title(test), milliseconds: test.duration ?? 0 }));
    runner.on('fail', (test, error) => write({ type: 'fail', title: title(test), error: describe(error) }));
    runner.on('pending', (test) => write({ type: 'skip', title: title(test) }));
  }
}

function write(event: TestEvent): void {
  const file = process.env[resultsVariable];
  if (!file) throw new Error(`${resultsVariable} is not set`);
  appendFileSync(file, `${JSON.stringify(event)}\n`);
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
