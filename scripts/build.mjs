// Builds everything that ships: kernels, worker, command line, extension, panel, schema. `--minify` for a release.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { buildKernels } from './build-kernels.mjs';
import { buildWebview } from './build-webview.mjs';

const minify = process.argv.includes('--minify');

/** Bundles for Node. `module` before `main`: the JSON language service's `main` cannot be bundled. */
const node = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
  loader: { '.wasm': 'binary' },
  minify,
  sourcemap: minify ? false : 'linked',
  logLevel: 'warning',
};

/** CommonJS dependencies inside an ES module bundle call `require` for Node's own modules. */
const requireShim = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

await rm('dist', { recursive: true, force: true });
await mkdir('dist', { recursive: true });
await buildKernels();
await Promise.all([
  buildWebview({ minify }),
  build({ ...node, entryPoints: ['src/worker/main.ts'], outfile: 'dist/worker.cjs', format: 'cjs' }),
  build({
    ...node,
    entryPoints: ['src/cli/main.ts'],
    outfile: 'dist/cli.js',
    format: 'esm',
    banner: { js: `#!/usr/bin/env node\n${requireShim}` },
  }),
  // In chunks: activation loads only what it needs, the rest comes with the first check or training.
  build({
    ...node,
    entryPoints: ['src/extension/extension.ts'],
    outdir: 'dist/extension',
    format: 'esm',
    splitting: true,
    external: ['vscode'],
    banner: { js: requireShim },
  }),
  build({
    ...node,
    entryPoints: ['src/core/config/schema.ts'],
    outfile: 'dist/schema.mjs',
    format: 'esm',
  }),
]);
const { ExperimentSchema } = await import(pathToFileURL('dist/schema.mjs').href);
await writeFile(
  'dist/experiment.schema.json',
  JSON.stringify({ allowComments: true, allowTrailingCommas: true, ...ExperimentSchema }, null, 1),
);
