// Asks the frameworks anew, and holds the embedded engine and the committed fixtures against what they say. Skips where
// scripts/install-parity.mjs has not run. UPDATE=1 commits what they say to test/parity/fixtures.
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installed, PLACES, pythonOf } from './install-parity.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const fresh = 'out/parity/fixtures';

if (!installed(PLACES.frameworks) || !installed(PLACES.timeshap)) {
  console.log('The frameworks are not installed: node scripts/install-parity.mjs brings them.');
} else {
  rmSync(fresh, { recursive: true, force: true });
  const made = [
    python(PLACES.frameworks, 'make_fixtures.py'),
    python(PLACES.frameworks, 'make_captum.py'),
    python(PLACES.frameworks, 'make_model_files.py'),
    python(PLACES.frameworks, 'make_exchange.py'),
    python(PLACES.timeshap, 'make_timeshap.py'),
  ];
  if (process.env.UPDATE) cpSync(fresh, 'test/parity/fixtures', { recursive: true });
  const reporters = ['--reporter=verbose', '--reporter=./test/reporter.ts'];
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--dir', 'test/unit/parity', ...reporters];
  const env = { ...process.env, PARITY_FIXTURES: fresh, PARITY_PYTHON: path.resolve(pythonOf(PLACES.frameworks)) };
  const backends = [PLACES.jax, PLACES.tensorflow].filter(installed).map((place) => path.resolve(pythonOf(place)));
  env.PARITY_KERAS = backends.join(path.delimiter);
  if (installed(PLACES.ray)) env.PARITY_RAY = path.resolve(pythonOf(PLACES.ray));
  else console.log('Ray is not installed: its tests are skipped.');
  const { status } = spawnSync(process.execPath, args, { env, stdio: ['ignore', 'inherit', 'inherit'] });
  process.exitCode = made.every((code) => code === 0) ? (status ?? 1) : 1;
}

function python(place, script) {
  const args = ['-W', 'ignore', `test/parity/${script}`, fresh];
  return spawnSync(pythonOf(place), args, { stdio: ['ignore', 'inherit', 'inherit'] }).status;
}
