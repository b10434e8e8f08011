// Builds the pages: dist/webview/panel.js and panel.css of the panel, model.js and model.css of a model file. Also runs by itself: `node scripts/build-webview.mjs`.
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** @param {{ minify?: boolean }} options */
export async function buildWebview({ minify = false } = {}) {
  return build({
    entryPoints: { panel: 'webview/main.ts', model: 'webview/model/main.ts' },
    outdir: 'dist/webview',
    bundle: true,
    platform: 'browser',
    format: 'iife',
    target: ['chrome120', 'firefox121', 'safari17'],
    tsconfig: 'webview/tsconfig.json',
    minify,
    // Reports carry the whole script, so a map beside it would never be found.
    sourcemap: false,
    // A report is one UTF-8 file, a webview too: no need for escapes.
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
  });
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await buildWebview({ minify: process.argv.includes('--minify') });
}
