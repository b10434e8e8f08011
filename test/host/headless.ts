/** Runs the suite inside the Node extension host of the headless VS Code. */
import type { Page } from 'playwright-core';
import { type Host, openBrowser, startHost } from '../vscode-host/host';
import type { Runner } from './run';

/** For the whole suite; mocha's own limit ends a single test long before. */
const timeoutSeconds = Number(process.env.LSTM_LENS_SUITE_SECONDS ?? 900);
const screenshot = 'out/test/host/timeout.png';

export const runHeadless: Runner = async ({ extension, workspace, suite, env }) => {
  const extensions = ['test/vscode-host/extensions/python'];
  const host = await startHost({ extension: { development: extension }, workspace, extensions, env });
  try {
    const browser = await openBrowser();
    try {
      return await runIn(await browser.newPage(), host, suite);
    } finally {
      await browser.close();
    }
  } finally {
    await host.stop();
  }
};

/** Opens the window whose extension host runs the suite, and waits for the end. */
async function runIn(page: Page, host: Host, suite: string): Promise<number> {
  // The window calls these two by name: they are all there is to VS Code's test driver.
  let exited = (_code: number) => {};
  const exit = new Promise<number>((resolve) => {
    exited = resolve;
  });
  await page.exposeFunction('codeAutomationExit', (code: number) => exited(code));
  await page.exposeFunction('codeAutomationLog', () => {});
  await page.goto(host.url(suite));
  const exitCode = await Promise.race([exit, elapsed(timeoutSeconds)]);
  if (exitCode !== undefined) return exitCode;
  await page.screenshot({ path: screenshot });
  throw new Error(`No end after ${timeoutSeconds} s; see ${screenshot}. VS Code's server printed:\n${host.log()}`);
}

/** Resolves to undefined after some seconds, without keeping the process alive for it. */
function elapsed(seconds: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), seconds * 1000).unref());
}
