// Compiles src/kernels (AssemblyScript) to dist/kernels.wasm. Runnable by itself.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = fileURLToPath(new URL('..', import.meta.url));

export async function buildKernels() {
  await mkdir(path.join(root, 'dist'), { recursive: true });
  const { error, stderr } = await asc.main(
    [
      'src/kernels/program.ts',
      ...['--outFile', 'dist/kernels.wasm', '--runtime', 'stub', '--importMemory'],
      ...['--enable', 'simd,bulk-memory', '-O3', '--noAssert', '--converge'],
    ],
    {
      readFile: (name, folder) => readFile(path.resolve(root, folder, name), 'utf8').catch(() => null),
      writeFile: (name, content, folder) => writeFile(path.resolve(root, folder, name), content),
    },
  );
  if (error) throw new Error(`The kernels do not compile:\n${stderr.toString()}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildKernels();
