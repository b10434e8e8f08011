/** The extension host is killed by the system, as where memory runs out, while it trains. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect } from 'vitest';
import { trainLong } from './experiment';
import { test } from './fixture';

/** Extension hosts of the VS Code whose settings are in this folder. */
function extensionHosts(dataDir: string): number[] {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
        const parent = Number(/^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${name}/stat`, 'utf8'))?.[1]);
        return [{ id: Number(name), command, parent }];
      } catch {
        return []; // it has ended meanwhile
      }
    });
  const servers = processes.filter(({ command }) => command.includes(`--user-data-dir\0${dataDir}\0`));
  return processes
    .filter(({ command, parent }) => command.includes('extensionHost') && servers.some(({ id }) => id === parent))
    .map(({ id }) => id);
}

describe.runIf(process.platform === 'linux')('a killed extension host', () => {
  test('loses no run: it goes on where it was', async ({ workbench, host }) => {
    const epoch = await trainLong(workbench, host);
    // What it can go on from is written once a second.
    await new Promise((resolve) => setTimeout(resolve, 2500));
    // One of the window before may still wait for it to come back.
    const killed = extensionHosts(host.dataDir);
    expect(killed.length).toBeGreaterThan(0);
    for (const id of killed) process.kill(id, 'SIGKILL');
    const another = () => extensionHosts(host.dataDir).some((id) => !killed.includes(id));
    await expect.poll(another, { timeout: 30_000 }).toBe(true);
    await workbench.page.getByText(/the training goes on after epoch \d+/).waitFor({ timeout: 30_000 });
    await workbench.screenshot('killed');
    const folder = path.join(host.workspace, '.lstm-lens', 'runs');
    expect(readdirSync(folder).filter((name) => !name.startsWith('.'))).toHaveLength(1);
    await workbench.reload();
    await epoch.waitFor();
    await workbench.panel().getByRole('button', { name: 'Cancel' }).click();
    await workbench
      .panel()
      .getByText(/Cancelled after \d+ epoch/)
      .waitFor({ timeout: 5000 });
  });
});
