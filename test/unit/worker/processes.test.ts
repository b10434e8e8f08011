/** Who writes a run: real processes. */
import { spawn } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunProcess } from '../../../src/core/runs/runFolder.js';
import { isRunning, thisProcess } from '../../../src/worker/processes.js';
import { statusOf, writing } from '../../../src/worker/runStatus.js';
import { temporaryFolder } from '../support/temporaryFolder.js';

const folder = temporaryFolder('processes');
const program = path.join(folder, 'processes.mjs');

beforeAll(async () => {
  await build({
    entryPoints: ['src/worker/processes.ts'],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
  });
});

/** A process that says how runs would name it, and lives until it is ended. */
async function another(command = process.execPath): Promise<{ named: RunProcess; end: () => Promise<void> }> {
  const script = `import { thisProcess } from ${JSON.stringify(pathToFileURL(program).href)};
    console.log(JSON.stringify(thisProcess())); setInterval(() => {}, 1000);`;
  const child = spawn(command, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const said = await new Promise<Buffer>((resolve) => child.stdout.once('data', resolve));
  return {
    named: JSON.parse(said.toString()),
    end: () => {
      child.kill('SIGKILL');
      return ended;
    },
  };
}

describe('a run that says it goes on', () => {
  const run = { status: 'running', folder: '/runs/a' } as const;

  it('does as long as its process is there', async () => {
    const { named, end } = await another();
    expect(statusOf({ ...run, ...named }, isRunning)).toBe('running');
    await end();
    expect(statusOf({ ...run, ...named }, isRunning)).toBe('interrupted');
  });

  it.runIf(process.platform === 'linux')('does not where another process has the number of its writer', async () => {
    const [first, second] = [await another(), await another()];
    expect(first.named.processStart).toBeDefined();
    // As if the system had given the number of the first to the second.
    const reused = { ...first.named, process: second.named.process };
    expect(statusOf({ ...run, ...reused }, isRunning)).toBe('interrupted');
    await Promise.all([first.end(), second.end()]);
  });

  it.runIf(process.platform === 'linux')('is found by its moment whatever the program is called', async () => {
    const odd = path.join(folder, 'a) R 1 (b');
    symlinkSync(process.execPath, odd);
    const plain = await another();
    const { named, end } = await another(odd);
    const [boot, ticks] = String(named.processStart).split(':');
    expect(boot).toBe(String(plain.named.processStart).split(':')[0]);
    expect(Number(ticks)).toBeGreaterThanOrEqual(Number(String(plain.named.processStart).split(':')[1]));
    expect(statusOf({ ...run, ...named }, isRunning)).toBe('running');
    await Promise.all([end(), plain.end()]);
  });

  it('does by the number alone where an earlier version wrote it', async () => {
    const { named, end } = await another();
    expect(statusOf({ ...run, process: named.process }, isRunning)).toBe('running');
    await end();
  });

  it('does in this process only where it is being written here', () => {
    expect(statusOf({ ...run, ...thisProcess() }, isRunning)).toBe('interrupted');
    const done = writing(run.folder);
    expect(statusOf({ ...run, ...thisProcess() }, isRunning)).toBe('running');
    done();
  });
});
