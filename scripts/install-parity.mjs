// Brings Keras, PyTorch, Captum, TimeSHAP, JAX and Ray from PyPI into out/parity (8 GB, some minutes), for npm run
// test:parity. Needs python3 from 3.11 on, with venv. Names after it bring only those, for example "tensorflow", which is
// not brought without being asked for (1.6 GB).
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A folder of its own for each list of packages. */
export const PLACES = {
  frameworks: { folder: 'out/parity/frameworks', requirements: 'test/parity/requirements.txt' },
  timeshap: { folder: 'out/parity/timeshap', requirements: 'test/parity/requirements-timeshap.txt' },
  ray: { folder: 'out/parity/ray', requirements: 'test/parity/requirements-ray.txt' },
  jax: { folder: 'out/parity/jax', requirements: 'test/parity/requirements-jax.txt' },
  tensorflow: { folder: 'out/parity/tensorflow', requirements: 'test/parity/requirements-tensorflow.txt' },
};

/** Whether the folder holds what the list asks for. */
export function installed({ folder, requirements }) {
  const done = path.join(folder, 'installed.txt');
  return existsSync(done) && readFileSync(done, 'utf8') === readFileSync(requirements, 'utf8');
}

export function pythonOf({ folder }) {
  return path.join(folder, 'bin/python');
}

function install(place) {
  if (installed(place)) return;
  const { folder, requirements } = place;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.dirname(folder), { recursive: true });
  const run = (command, ...args) => execFileSync(command, args, { stdio: ['ignore', 2, 2] });
  run('python3', '-m', 'venv', folder);
  run(pythonOf(place), '-m', 'pip', 'install', '--quiet', '--no-cache-dir', '--requirement', requirements);
  // Last, so that half an installation does not pass for one.
  writeFileSync(path.join(folder, 'installed.txt'), readFileSync(requirements, 'utf8'));
}

if (import.meta.filename === process.argv[1]) {
  const asked = process.argv.slice(2);
  const names = asked.length > 0 ? asked : Object.keys(PLACES).filter((name) => name !== 'tensorflow');
  const unknown = names.find((name) => !(name in PLACES));
  if (unknown !== undefined) throw new Error(`There is no ${unknown}; there are ${Object.keys(PLACES).join(', ')}.`);
  for (const name of names) install(PLACES[name]);
}
