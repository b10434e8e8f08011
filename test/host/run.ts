/** Bundles the mocha suite, has a VS Code run it, and prints what the tests say. */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { writeReport } from '../reporter';
import { ResultsPrinter } from './results';

export interface RunOptions {
  /** The folder of the built extension. */
  extension: string;
  /** The folder to open; the suite gets a copy. */
  workspace: string;
  /** The bundled module that exports `run()`. */
  suite: string;
  /** What the suite needs in its environment. */
  env: Record<string, string>;
}

/** Runs the suite in one kind of VS Code; resolves to its exit code, or throws why there is none. */
export type Runner = (options: RunOptions) => Promise<number>;

/** The whole of `npm run test:host` and `npm run test:electron`; EXTENSION_PATH names another extension's folder. */
export async function runSuite(runner: Runner): Promise<void> {
  const { values } = parseArgs({
    options: {
      workspace: { type: 'string', default: 'examples' },
      suite: { type: 'string', default: 'test/host/suite' },
      grep: { type: 'string', default: '' },
    },
  });
  const outDir = path.resolve('out/test/host');
  rmSync(outDir, { recursive: true, force: true });
  await bundle(values.suite, outDir);

  const printer = new ResultsPrinter(path.join(outDir, 'results.jsonl'));
  const printing = setInterval(() => printer.printNew(), 100);
  let problem: string | undefined;
  try {
    const exitCode = await runner({
      extension: path.resolve(process.env.EXTENSION_PATH ?? '.'),
      workspace: path.resolve(values.workspace),
      suite: path.join(outDir, 'index.cjs'),
      env: printer.environment(values.grep),
    });
    if (exitCode !== 0) problem = `VS Code ended with exit code ${exitCode}`;
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  } finally {
    clearInterval(printing);
  }
  printer.printNew();

  const { passed, failures, skipped } = printer;
  console.log(`${passed} passed, ${failures.length} failed, ${skipped} skipped`);
  // No test at all is a mistake in the harness or in a pattern, never a success.
  if (passed + failures.length === 0) problem ??= 'No test ran';
  if (problem && failures.length === 0) {
    failures.push(problem);
    console.log(problem);
  }
  writeReport({ passed, failures });
  process.exitCode = problem ? 1 : 0;
}

/** One file a test file, in CommonJS: the only form in which both mocha and `require('vscode')` work everywhere. */
async function bundle(suite: string, outDir: string): Promise<void> {
  mkdirSync(outDir, { recursive: true });
  const tests = readdirSync(suite, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.ts'));
  await build({
    entryPoints: [
      { in: path.resolve('test/host/suite/index.ts'), out: 'index' },
      // Flat, so that the entry finds its neighbours.
      ...tests.map((file) => ({ in: path.resolve(suite, file), out: file.slice(0, -3).replaceAll(path.sep, '.') })),
    ],
    outdir: outDir,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // As the build: the JSON parser's `main` cannot be bundled.
    mainFields: ['module', 'main'],
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
}
