// Lets plain Node run the test harness, which is written in TypeScript.
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** Imports a TypeScript module of this repository, given its path from the root. Makes the root the working folder. */
export async function importTypeScript(file) {
  process.chdir(fileURLToPath(new URL('..', import.meta.url)));
  const outfile = path.resolve('out/harness', file.replace(/\.ts$/, '.mjs'));
  const entryPoints = [path.resolve(file)];
  await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external' });
  return import(pathToFileURL(outfile).href);
}
