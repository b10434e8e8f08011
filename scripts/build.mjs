// Builds everything that ships: kernels, worker, command line, extension, panel, schema. `--minify` for a release.
import { mkdir, writeFile } from 'node:fs/promises';
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
    banner: { js: requireShim() },
  }),
  build({
    ...node,
    entryPoints: ['src/extension/extension.ts'],
    outfile: 'dist/extension.cjs',
    format: 'cjs',
    external: ['vscode'],
  }),
  build({
    ...node,
    entryPoints: ['src/core/config/schema.ts'],
    outfile: 'dist/schema.mjs',
    format: 'esm',
    write: true,
  }),
]);
const { ExperimentSchema } = await import(pathToFileURL('dist/schema.mjs').href);
await writeFile(
  'dist/experiment.schema.json',
  JSON.stringify({ allowComments: true, allowTrailingCommas: true, ...ExperimentSchema }, null, 1),
);

/** CommonJS dependencies inside an ES module bundle call `require` for Node's own modules. */
function requireShim() {
  return "#!/usr/bin/env node\nimport { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
}
