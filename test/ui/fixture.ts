/** What a test of the user interface is handed: VS Code with the packaged extension, opened on the examples. */
import { test as base } from 'vitest';
import { type HostOptions, openBrowser, startHost } from '../vscode-host/host';
import { watchWebviews } from './problems';
import { Workbench } from './workbench';

/** A `test` whose VS Code is started with other options, for instance in Restricted Mode. */
export function uiTest(options: Partial<HostOptions> = {}) {
  return (
    base
      // Shared by the tests of a file, which therefore see each other's files.
      // biome-ignore lint/correctness/noEmptyPattern: vitest reads what a fixture needs from this pattern
      .extend('host', { scope: 'file' }, async ({}, { onCleanup }) => {
        const host = await startHost({ extension: { vsix: 'out/lstm-lens.vsix' }, workspace: 'examples', ...options });
        onCleanup(host.stop);
        return host;
      })
      // biome-ignore lint/correctness/noEmptyPattern: as above
      .extend('browser', { scope: 'file' }, async ({}, { onCleanup }) => {
        const browser = await openBrowser();
        onCleanup(() => browser.close());
        return browser;
      })
      // A new window for each test.
      .extend('workbench', async ({ host, browser, task }, { onCleanup }) => {
        const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
        // Long enough for two busy cores, and short enough to fail before the test's own limit.
        context.setDefaultTimeout(30_000);
        const problems = await watchWebviews(context);
        const page = await context.newPage();
        onCleanup(async () => {
          if (task.result?.state === 'fail') {
            await page.screenshot({ path: `out/screenshots/failed/${task.name.replaceAll(/\W+/g, '-')}.png` });
          }
          await context.close();
        });
        host.writeSettings({}); // what the test before has changed
        const workbench = new Workbench(page, host, problems);
        await workbench.load();
        return workbench;
      })
  );
}

export const test = uiTest();
