// npm run docs: writes the pages of docs/reference from the schema, the command line's parser and the manifest.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const outfile = path.resolve('out/docs-reference.mjs');
await build({
  entryPoints: ['scripts/docs/reference/files.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  // As in the build of the command line, whose modules these are.
  mainFields: ['module', 'main'],
  banner: { js: "import { createRequire as shim } from 'node:module'; const require = shim(import.meta.url);" },
  logLevel: 'warning',
});
const { referenceFiles } = await import(pathToFileURL(outfile).href);
for (const [file, content] of referenceFiles()) {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
  process.stdout.write(`${file}\n`);
}
