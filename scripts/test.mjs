// npm test: everything that can be tested without a desktop, in order, and a last line that counts it all.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

/** The commands of the steps; those of tests leave a report of theirs (test/reporter.ts). */
const steps = [
  { name: 'check', command: 'npm run --silent check' },
  { name: 'build', command: 'npm run --silent build' },
  { name: 'unit', command: 'npm run --silent test:unit' },
  { name: 'tensorflow', command: 'npm run --silent test:tensorflow' },
  { name: 'parity', command: 'node scripts/test-parity.mjs' },
  { name: 'host', command: 'node scripts/test-host.mjs' },
  { name: 'ui', command: 'node scripts/test-ui.mjs' },
];

const results = steps.map(run);
console.log(`\n${'step'.padEnd(10)}${'passed'.padStart(8)}${'failed'.padStart(8)}${'seconds'.padStart(9)}`);
for (const { name, passed, failures, seconds } of results) {
  const counts = [passed ?? '-', failures.length].map((count) => String(count).padStart(8)).join('');
  console.log(`${name.padEnd(10)}${counts}${seconds.toFixed(1).padStart(9)}`);
}
for (const { name, failures } of results) for (const failure of failures) console.log(`failed: ${name}: ${failure}`);
const passed = results.reduce((sum, result) => sum + (result.passed ?? 0), 0);
const failed = results.reduce((sum, result) => sum + result.failures.length, 0);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

/** Runs one step; a step after a failed one still runs, for it may tell more. */
function run({ name, command }) {
  console.log(`\n== ${name} ==`);
  const report = `out/test/${name}.json`;
  rmSync(report, { force: true });
  const start = performance.now();
  const env = { ...process.env, TEST_REPORT: path.resolve(report) };
  const { status } = spawnSync(command, { shell: true, env, stdio: ['ignore', 'inherit', 'inherit'] });
  const seconds = (performance.now() - start) / 1000;
  const { passed, failures = [] } = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {};
  // A step that broke down before or after its tests has failed too, whatever they say.
  if (status !== 0 && failures.length === 0) failures.push(`its command ended with exit code ${status}`);
  return { name, passed, failures, seconds };
}
