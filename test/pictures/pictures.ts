/** Takes the pictures of the documents: the packaged extension in a headless VS Code, on the seed experiment. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { CONFIG, train } from '../ui/experiment';
import { watchWebviews } from '../ui/problems';
import { Workbench } from '../ui/workbench';
import { type Host, openBrowser, startHost } from '../vscode-host/host';

const FOLDER = 'docs/images';

interface View {
  readonly name: string;
  readonly tab: string;
  readonly height: number;
  /** Of the window, half of which is the view. Default: 1720. */
  readonly width?: number;
  /** What is chosen in it: a list's label and an option. */
  readonly choose?: readonly (readonly [string, string])[];
  /** A button that begins what takes long. */
  readonly press?: string;
  /** A text that is there once that has ended. */
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
  {
    name: 'training',
    tab: 'Training',
    height: 1640,
    press: 'Follow the dynamics through the training',
    until: 'Adding up',
  },
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
    for (const view of VIEWS) await showView(workbench, view);
    await showComparison(workbench, host);
    await showSweep(workbench);
    await showModelFile(workbench);
    if (problems.length > 0) throw new Error(JSON.stringify(problems));
  } finally {
    await browser.close();
    await host.stop();
  }
}

async function showView(
  workbench: Workbench,
  { name, tab, height, width = 1720, choose = [], press, until }: View,
): Promise<void> {
  await workbench.page.setViewportSize({ width, height });
  const panel = workbench.panel();
  await panel.getByRole('tab', { name: tab, exact: true }).click();
  for (const [list, option] of choose) await workbench.choose(list, option);
  if (press) await panel.getByRole('button', { name: press }).filter({ visible: true }).click();
  if (until) await panel.getByText(until).filter({ visible: true }).first().waitFor({ timeout: 120_000 });
  await take(workbench, name);
}

/** The run that is there beside one of a smaller layer. */
async function showComparison(workbench: Workbench, host: Host): Promise<void> {
  await workbench.page.setViewportSize({ width: 1440, height: 900 });
  const file = path.join(host.workspace, CONFIG);
  writeFileSync(file, readFileSync(file, 'utf8').replace('"units": 64', '"units": 24'));
  await workbench.clickLens('Train');
  await workbench.lens(/24 units/).waitFor();
  await workbench.panel().getByRole('button', { name: 'Report' }).waitFor();
  await workbench.clickLens('Compare');
  await workbench.page.locator('.quick-input-widget').getByText('OK').click();
  const panel = workbench.panel();
  await panel.getByText(/Both were shown 200 validation sequences/).waitFor();
  await workbench.page.setViewportSize({ width: 1720, height: 1500 });
  await take(workbench, 'comparison');
}

async function showSweep(workbench: Workbench): Promise<void> {
  await workbench.run('View: Close All Editors');
  await workbench.run('View: Toggle Primary Side Bar Visibility');
  await workbench.openFile('sweep/sweep.lstm.json');
  await workbench.clickLens('Run Sweep');
  await workbench.panel().getByText('18 of 18 trials done').waitFor({ timeout: 240_000 });
  await workbench.page.setViewportSize({ width: 1720, height: 1100 });
  await take(workbench, 'sweep');
}

async function showModelFile(workbench: Workbench): Promise<void> {
  await workbench.run('View: Close All Editors');
  await workbench.openFile('keras-model/sequence-addition.keras');
  await workbench.panel().getByRole('heading', { name: 'Weights' }).waitFor();
  await workbench.page.setViewportSize({ width: 1300, height: 900 });
  await take(workbench, 'model-file');
}

/** What is seen of the panel's page: it goes on below the frame. */
async function take(workbench: Workbench, name: string): Promise<void> {
  const panel = workbench.panel();
  // Away from what shows a hint.
  await workbench.page.mouse.move(1, 1);
  await settle(panel);
  const clip = (await panel.owner().boundingBox()) ?? undefined;
  await workbench.page.screenshot({ path: path.join(FOLDER, `${name}.png`), clip });
}

/** Until plots or a table are drawn, and nothing is under the pointer. */
async function settle(panel: FrameLocator): Promise<void> {
  await panel.locator('.plot:visible svg, .plot:visible canvas, table:visible').first().waitFor();
  await new Promise((resolve) => setTimeout(resolve, 1500));
}
