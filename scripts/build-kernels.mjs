// Compiles src/kernels (AssemblyScript) to dist/kernels.wasm and, with relaxed SIMD, to dist/kernels.fast.wasm. Runnable
// by itself.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = fileURLToPath(new URL('..', import.meta.url));

export async function buildKernels() {
  await mkdir(path.join(root, 'dist'), { recursive: true });
  await compile('dist/kernels.wasm', 'simd,bulk-memory,threads');
  await compile('dist/kernels.fast.wasm', 'simd,bulk-memory,threads,relaxed-simd');
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
