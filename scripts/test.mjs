// npm test: everything that can be tested without a desktop, in order, and a last line that counts it all.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

const vitest = 'node_modules/vitest/vitest.mjs run';
/** The commands of the steps, and for those that are tests the report that holds their counts. */
const steps = [
  { name: 'check', command: 'npm run --silent check' },
  { name: 'build', command: 'npm run --silent build' },
  {
    name: 'unit',
    command: `node ${vitest} --dir test/unit --reporter=default --reporter=json --outputFile.json=out/test/unit.json`,
    report: 'out/test/unit.json',
  },
  {
    name: 'tensorflow',
    command: `node ${vitest} --dir test/tensorflow --reporter=verbose --reporter=json --outputFile.json=out/test/tensorflow.json`,
    report: 'out/test/tensorflow.json',
  },
  { name: 'parity', command: 'node scripts/test-parity.mjs', report: 'out/test/parity.json' },
  { name: 'host', command: 'node scripts/test-host.mjs', report: 'out/test/host.json' },
  { name: 'ui', command: 'node scripts/test-ui.mjs', report: 'out/test/ui.json' },
];

const results = steps.map(run);
console.log(`\n${'step'.padEnd(10)}${'passed'.padStart(8)}${'failed'.padStart(8)}${'seconds'.padStart(9)}`);
for (const { name, passed, failed, seconds } of results) {
  const counts = [passed ?? '-', failed].map((count) => String(count).padStart(8)).join('');
  console.log(`${name.padEnd(10)}${counts}${seconds.toFixed(1).padStart(9)}`);
}
for (const name of results.flatMap(({ failures }) => failures)) console.log(`failed: ${name}`);
const sum = (key) => results.reduce((total, result) => total + (result[key] ?? 0), 0);
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = sum('failed') > 0 ? 1 : 0;

/** Runs one step; a step after a failed one still runs, for it may tell more. */
function run({ name, command, report }) {
  console.log(`\n== ${name} ==`);
  if (report) rmSync(report, { force: true });
  const start = performance.now();
  const { status } = spawnSync(command, { shell: true, stdio: ['ignore', 'inherit', 'inherit'] });
  const seconds = (performance.now() - start) / 1000;
  const {
    numPassedTests,
    numFailedTests = 0,
    testResults = [],
  } = report && existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {};
  const failures = testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => `${name}: ${fullName}`),
  );
  // A step that broke down before or after its tests has failed too, whatever they say.
  const failed = status === 0 ? numFailedTests : Math.max(1, numFailedTests);
  return { name, passed: numPassedTests, failed, failures, seconds };
}
