/** Takes the pictures of the documents: the packaged extension in a headless VS Code, on the seed experiment. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { train } from '../ui/experiment';
import { watchWebviews } from '../ui/problems';
import { Workbench } from '../ui/workbench';
import { openBrowser, startHost } from '../vscode-host/host';

const FOLDER = 'docs/images';

interface View {
  readonly name: string;
  readonly tab: string;
  readonly height: number;
  /** Of the window, half of which is the view. Default: 1720. */
  readonly width?: number;
  /** What is chosen in it: a list's label and an option. */
  readonly choose?: readonly (readonly [string, string])[];
  /** A text that is there once what takes long is. */
  readonly until?: string;
}

/** The views in pictures of their own. */
const VIEWS: readonly View[] = [
  { name: 'data', tab: 'Data', height: 720 },
  { name: 'states', tab: 'States', height: 1300, choose: [['Order of units', 'Similar together']] },
  { name: 'gates', tab: 'Gates', height: 1060 },
  {
    name: 'state-space',
    tab: 'State space',
    height: 1020,
    choose: [
      ['Layer', 'lstm_2'],
      ['Dimensions', 'Three'],
      ['Colour', 'Answer so far'],
    ],
  },
  { name: 'influence', tab: 'Influence', height: 1200 },
  { name: 'attention', tab: 'Attention', height: 1000 },
  { name: 'trust', tab: 'Trust', height: 880, width: 2080 },
  { name: 'dynamics', tab: 'Dynamics', height: 1130, until: 'line attractor' },
];

/** Needs the packaged extension, `out/lstm-lens.vsix`. */
export async function takePictures(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const host = await startHost({ extension: { vsix: 'out/lstm-lens.vsix' }, workspace: 'examples' });
  const browser = await openBrowser();
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    context.setDefaultTimeout(60_000);
    const problems = await watchWebviews(context);
    const workbench = new Workbench(await context.newPage(), host, problems);
    await workbench.load();
    await workbench.setTheme('dark');
    await train(workbench);
    await workbench.run('View: Toggle Primary Side Bar Visibility');
    await workbench.page.mouse.move(720, 500);
    await settle(workbench.panel());
    await workbench.page.screenshot({ path: path.join(FOLDER, 'overview.png') });
    await workbench.setTheme('light');
    for (const { name, tab, height, width = 1720, choose = [], until } of VIEWS) {
      await workbench.page.setViewportSize({ width, height });
      const panel = workbench.panel();
      await panel.getByRole('tab', { name: tab, exact: true }).click();
      for (const [list, option] of choose) {
        await panel.getByRole('combobox', { name: list }).filter({ visible: true }).click();
        await panel.getByRole('option', { name: option }).filter({ visible: true }).first().click();
      }
      if (until) await panel.getByText(until).filter({ visible: true }).first().waitFor({ timeout: 120_000 });
      await settle(panel);
      // What is seen of the page: it goes on below the frame.
      const clip = (await panel.owner().boundingBox()) ?? undefined;
      await workbench.page.screenshot({ path: path.join(FOLDER, `${name}.png`), clip });
    }
    if (problems.length > 0) throw new Error(JSON.stringify(problems));
  } finally {
    await browser.close();
    await host.stop();
  }
}

/** Until plots or a table are drawn, and nothing is under the pointer. */
async function settle(panel: FrameLocator): Promise<void> {
  await panel.locator('.plot:visible svg, .plot:visible canvas, table:visible').first().waitFor();
  await new Promise((resolve) => setTimeout(resolve, 1500));
}
