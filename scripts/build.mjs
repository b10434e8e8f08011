// Builds everything that ships: kernels, worker, command line, extension, panel, schema. `--minify` for a release.
import { copyFile, cp, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { buildKernels } from './build-kernels.mjs';
import { buildWebview } from './build-webview.mjs';
import { exportStrings } from './export-strings.mjs';
import { writeNotices } from './licences.mjs';

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
  // Tells what is in them.
  metafile: true,
};

/** Bundles for a web worker. */
const browser = { ...node, platform: 'browser', target: 'es2022', mainFields: ['browser', 'module', 'main'] };

/** CommonJS dependencies inside an ES module bundle call `require` for Node's own modules; some import it themselves. */
const requireShim = "import { createRequire as shim } from 'node:module'; const require = shim(import.meta.url);";

/** What activation does not need: files of their own, loaded at the first dynamic import. */
const lazyModules = ['src/core/config/read.ts'];
const lazy = {
  name: 'lazy',
  setup(build) {
    build.onResolve({ filter: /^\./ }, ({ path: name, resolveDir, kind }) => {
      const file = path.relative('', path.resolve(resolveDir, name)).replace(/\.js$/, '.ts');
      if (kind !== 'dynamic-import' || !lazyModules.includes(file.replaceAll(path.sep, '/'))) return undefined;
      return { path: `./${path.basename(file, '.ts')}.cjs`, external: true };
    });
  },
};

/**
 * Each `import * as vscode` of a CommonJS bundle copies all names of the API into an object of its own, at the time of
 * loading: one module that does it for all halves the activation.
 */
const oneApi = {
  name: 'one-api',
  setup(build) {
    build.onResolve({ filter: /^vscode$/ }, ({ namespace }) =>
      namespace === 'one-api' ? { path: 'vscode', external: true } : { path: 'vscode', namespace: 'one-api' },
    );
    build.onLoad({ filter: /^/, namespace: 'one-api' }, () => ({ contents: "export * from 'vscode';" }));
  },
};

/** The HDF5 library is larger than all else together: one file for all who write such model files. */
const hdf5 = (from) => ({
  name: 'hdf5',
  setup(build) {
    build.onResolve({ filter: /^h5wasm$/ }, () => ({ path: `${from}hdf5.cjs`, external: true }));
  },
});

/** A worker in a browser is one file: the library would weigh twice as much as all else. */
const withoutHdf5 = {
  name: 'without-hdf5',
  setup(build) {
    build.onResolve({ filter: /^h5wasm$/ }, () => ({ path: path.resolve('src/worker/browser/noHdf5.ts') }));
  },
};

await rm('dist', { recursive: true, force: true });
await mkdir('dist', { recursive: true });
await buildKernels();
await cp('python', 'dist/python', { recursive: true, filter: (file) => !file.includes('__pycache__') });
const [, ...bundles] = await Promise.all([
  exportStrings(),
  buildWebview({ minify }),
  build({
    ...node,
    entryPoints: ['src/worker/main.ts'],
    outfile: 'dist/worker.cjs',
    format: 'cjs',
    plugins: [hdf5('./')],
  }),
  build({
    ...node,
    entryPoints: ['src/cli/main.ts'],
    outfile: 'dist/cli.js',
    format: 'esm',
    plugins: [hdf5('./')],
    banner: { js: `#!/usr/bin/env node\n${requireShim}` },
  }),
  build({
    ...node,
    entryPoints: ['src/extension/extension.ts', ...lazyModules],
    entryNames: '[name]',
    outdir: 'dist/extension',
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    // CommonJS is loaded in one go; an ES module waits for its turn among all other extensions that start.
    supported: { 'dynamic-import': false },
    plugins: [lazy, oneApi],
  }),
  // In a browser an extension is one file, and nothing can be loaded beside it. Being in a package of modules it must
  // say by `.cjs` that it is none.
  build({
    ...browser,
    entryPoints: ['src/extension/extension.ts'],
    outfile: 'dist/web/extension.cjs',
    format: 'cjs',
    plugins: [oneApi],
  }),
  build({
    ...browser,
    entryPoints: ['src/worker/browser/main.ts'],
    outfile: 'dist/web/worker.js',
    format: 'iife',
    plugins: [withoutHdf5],
  }),
  build({
    ...node,
    entryPoints: ['h5wasm'],
    outfile: 'dist/hdf5.cjs',
    format: 'cjs',
    // Its WebAssembly is a text; only pages of the web ask for the script's own address.
    charset: 'utf8',
    sourcemap: false,
    define: { 'import.meta.url': '""' },
  }),
  build({
    ...node,
    entryPoints: ['src/core/config/schema.ts'],
    outfile: 'dist/schema.mjs',
    format: 'esm',
  }),
]);
await writeNotices(bundles.map(({ metafile }) => metafile));
// Older versions of VS Code for the Web look for each entry with `.js` at its end.
await copyFile('dist/web/extension.cjs', 'dist/web/extension.cjs.js');
const { ExperimentSchema } = await import(pathToFileURL('dist/schema.mjs').href);
await writeFile(
  'dist/experiment.schema.json',
  JSON.stringify({ allowComments: true, allowTrailingCommas: true, ...ExperimentSchema }, null, 1),
);
