// Trains the seed experiment and writes docs/how-an-lstm-adds.md with its figures. Needs a build.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const outfile = 'out/docs-figures.mjs';
await build({
  entryPoints: ['scripts/docs/write.ts'],
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  logLevel: 'warning',
});
const { docsFiles } = await import(pathToFileURL(path.resolve(outfile)).href);
for (const [file, content] of await docsFiles()) {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
  process.stdout.write(`${file}\n`);
}
