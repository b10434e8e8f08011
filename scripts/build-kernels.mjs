// Compiles src/kernels (AssemblyScript) to dist/kernels.wasm and, with relaxed SIMD, to dist/kernels.fast.wasm. Runnable
// by itself. What was compiled is kept in out/kernels under the digest of all that it was made from: every build and
// every run of the tests wants kernels that are right, and they seldom change.
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = fileURLToPath(new URL('..', import.meta.url));

export async function buildKernels() {
  const kept = path.join(root, 'out/kernels', await digest());
  if (!(await readdir(kept).catch(() => []))[0]) {
    // Under another name until it is whole: a build that was interrupted does not pass for one.
    const made = `${kept}.${process.pid}`;
    await mkdir(made, { recursive: true });
    await compile(path.join(made, 'kernels.wasm'), 'simd,bulk-memory,threads');
    await compile(path.join(made, 'kernels.fast.wasm'), 'simd,bulk-memory,threads,relaxed-simd');
    // Whoever was quicker has made the same.
    await rename(made, kept).catch(() => rm(made, { recursive: true, force: true }));
  }
  await cp(kept, path.join(root, 'dist'), { recursive: true });
}

/** Of the kernels, of how they are compiled, and of the compiler. */
async function digest() {
  const kernels = path.join(root, 'src/kernels');
  const names = (await readdir(kernels)).filter((name) => name.endsWith('.ts')).sort();
  const files = [...names.map((name) => path.join(kernels, name)), fileURLToPath(import.meta.url)];
  const hash = createHash('sha256').update(asc.version);
  for (const file of files) hash.update(`\0${path.basename(file)}\0`).update(await readFile(file));
  return hash.digest('hex').slice(0, 16);
}

async function compile(file, features) {
  const { error, stderr } = await asc.main(
    [
      'src/kernels/index.ts',
      ...['--outFile', file, '--runtime', 'stub', '--enable', features, '-O3', '--noAssert', '--converge'],
      // As many pages as src/core/engine/wasm/machine.ts asks for.
      ...['--importMemory', '--sharedMemory', '--initialMemory', '2', '--maximumMemory', '32768'],
    ],
    {
      readFile: (name, folder) => readFile(path.resolve(root, folder, name), 'utf8').catch(() => null),
      writeFile: (name, content, folder) => writeFile(path.resolve(root, folder, name), content),
    },
  );
  if (error) throw new Error(`The kernels do not compile:\n${stderr.toString()}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildKernels();
