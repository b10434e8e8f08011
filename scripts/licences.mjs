// What is bundled, and under which licences: the build writes dist/bundles.json and dist/THIRD-PARTY-NOTICES.txt, and
// fails at a licence that nobody has looked at. `npm run licences` prints what the last build has bundled.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** Licences under which code may be bundled with ours (MIT), as long as their text goes with it. */
const ACCEPTED = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT', 'Unlicense'];
/** Packages that only name a file, whose text has been read. */
const READ = { h5wasm: 'NIST and BSD-3-Clause (HDF5)' };
/** Code that is in a bundle although no bundler has seen it: the compiler's standard library is in the kernels. */
const COMPILED = { 'dist/worker.cjs': ['assemblyscript'], 'dist/web/worker.js': ['assemblyscript'] };

/**
 * Writes both files.
 * @param {import('esbuild').Metafile[]} metafiles of all bundles
 */
export async function writeNotices(metafiles) {
  const bundles = [];
  const folders = new Map();
  for (const [file, { bytes, inputs }] of metafiles.flatMap(({ outputs }) => Object.entries(outputs))) {
    if (file.endsWith('.map')) continue;
    const parts = new Map();
    const compiled = (COMPILED[file] ?? []).map((name) => [`node_modules/${name}/`, { bytesInOutput: 0 }]);
    for (const [input, { bytesInOutput }] of [...Object.entries(inputs).filter(isUsed), ...compiled]) {
      const folder = packageOf(input);
      if (folder === undefined) continue;
      folders.set(folder, folders.get(folder) ?? (await describe(folder)));
      parts.set(folder, (parts.get(folder) ?? 0) + bytesInOutput);
    }
    const packages = [...parts].map(([folder, size]) => {
      const { name, version, licence } = folders.get(folder);
      return { name, version, licence, bytes: size };
    });
    bundles.push({ file, bytes, packages: packages.sort(byName) });
  }
  bundles.sort((a, b) => (a.file < b.file ? -1 : 1));
  await writeFile('dist/bundles.json', `${JSON.stringify(bundles, null, 1)}\n`);
  const notices = [...folders.values()].sort(byName).map(noticeOf);
  const opening = 'LSTM Lens contains code of these packages, each under its own licence.\n';
  await writeFile('dist/THIRD-PARTY-NOTICES.txt', [opening, ...notices].join(`\n${'='.repeat(80)}\n\n`));
}

function isUsed([, { bytesInOutput }]) {
  return bytesInOutput > 0;
}

function byName(a, b) {
  return `${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1;
}

/** The innermost package that a file belongs to; undefined for our own. */
function packageOf(file) {
  const inside = file.replace(/^.*?([^/:]*node_modules\/)/, '$1');
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(inside)?.[1];
}

/** @throws {Error} where its licence is not among those accepted. */
async function describe(folder) {
  const { name, version, license } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  const licence = READ[name] ?? license ?? 'none';
  if (!READ[name] && !isAccepted(licence)) throw new Error(`${name} ${version} has the licence "${licence}".`);
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
  return { name, version, licence, texts: texts.map((text) => text.replace(/\r\n/g, '\n').trim()) };
}

/** Of alternatives one is enough, of what holds together all are needed. */
export function isAccepted(licence) {
  const bare = licence.replace(/^\((.*)\)$/, '$1');
  if (bare.includes(' OR ')) return bare.split(' OR ').some((one) => ACCEPTED.includes(one));
  return bare.split(' AND ').every((one) => ACCEPTED.includes(one));
}

function noticeOf({ name, version, licence, texts }) {
  const said = texts.length > 0 ? texts : ['The package comes without the text of its licence.'];
  return [`${name} ${version}: ${licence}`, ...said].join('\n\n').concat('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const { file, bytes, packages } of JSON.parse(await readFile('dist/bundles.json', 'utf8'))) {
    console.log(`${file}: ${bytes} bytes`);
    for (const { name, version, licence, bytes: size } of packages) {
      console.log(`  ${`${name} ${version}`.padEnd(45)}${licence.padEnd(30)}${String(size).padStart(9)}`);
    }
  }
}
