/** What is broken says so in its place, and the rest works. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import type { Host } from '../vscode-host/host';
import { CONFIG, train } from './experiment';
import { test } from './fixture';
import type { Workbench } from './workbench';

const runsOf = (host: Host) => path.join(host.workspace, path.dirname(CONFIG), '.lstm-lens/runs');
/** The newest run's folder. */
const runOf = (host: Host) => path.join(runsOf(host), readdirSync(runsOf(host)).sort().at(-1)!);

const drawing = (workbench: Workbench) => workbench.panel().locator('.plot:visible svg, .plot:visible canvas').first();
const show = (workbench: Workbench, tab: string) => workbench.panel().getByRole('tab', { name: tab }).click();

/** Says something to the page, as the extension does. */
async function say(workbench: Workbench, message: unknown): Promise<void> {
  const tell = new Function('element', 'message', 'window.postMessage(message, "*")') as (
    element: unknown,
    message: unknown,
  ) => void;
  await workbench.panel().locator('html').evaluate(tell, message);
}

test('a message that is none is named, and the panel goes on', async ({ workbench }) => {
  await train(workbench);
  const panel = workbench.panel();
  const problem = panel.getByRole('alert');
  for (const [message, text] of [
    [{ type: 'nonsense' }, 'Unknown message "nonsense"'],
    [{ type: 'snapshot', snapshot: { title: 7 } }, 'message.snapshot.title should be text'],
    [
      { type: 'checkpoint', checkpoint: { epoch: 1, sample: 0, parts: { fit: false, many: false }, inspection: {} } },
      'inspection.name should be text',
    ],
    ['', 'Unknown message'],
  ] as const) {
    await say(workbench, message);
    await problem.filter({ hasText: text }).waitFor();
  }
  await workbench.screenshot('bad-message');
  await show(workbench, 'States');
  await drawing(workbench).waitFor();
  await say(workbench, { type: 'point' });
  await problem.waitFor({ state: 'hidden' });
  expect(workbench.problems).toEqual([]);
});

test('a run that is deleted under the panel is told to be gone, and what was read stays', async ({
  workbench,
  host,
}) => {
  await train(workbench);
  const panel = workbench.panel();
  rmSync(runOf(host), { recursive: true });
  await panel.getByText('The folder of this run was deleted').waitFor();
  await show(workbench, 'States');
  await drawing(workbench).waitFor();
  await workbench.screenshot('bad-deleted');
  await show(workbench, 'Training');
  await panel.getByRole('slider', { name: 'Epoch' }).focus();
  await workbench.page.keyboard.press('Home');
  await panel
    .getByRole('alert')
    .filter({ hasText: /is not a run: it has no manifest\.json|The weights of epoch 1 are not there/ })
    .waitFor();
  await show(workbench, 'Gates');
  await drawing(workbench).waitFor();
  await panel.getByRole('button', { name: 'Train again' }).click();
  await panel.getByText('The folder of this run was deleted').waitFor({ state: 'hidden' });
  await panel.getByRole('button', { name: 'Report' }).waitFor();
  expect(workbench.problems).toEqual([]);
});

test('a run of a newer version is named where it is looked for', async ({ workbench, host }) => {
  await train(workbench);
  // The other tests of this file share the workspace: no run of theirs is to be found instead.
  for (const name of readdirSync(runsOf(host))) {
    const file = path.join(runsOf(host), name, 'manifest.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...manifest, layout: 99, version: '9.0.0' }));
  }
  await workbench.reload();
  await workbench.tab('sequence-addition').last().click();
  await workbench
    .panel()
    .getByText(/was written by LSTM Lens 9\.0\.0; this version is too old to read it/)
    .waitFor();
  await workbench.showViews('LSTM Lens');
  await workbench.page.locator('.pane-body .monaco-list-row', { hasText: 'cannot be read' }).first().waitFor();
  await workbench.screenshot('bad-version');
  for (const name of readdirSync(runsOf(host))) rmSync(path.join(runsOf(host), name), { recursive: true });
  expect(workbench.problems).toEqual([]);
});

test('weights that are no numbers leave gaps, and every view says so', async ({ workbench, host }) => {
  await train(workbench);
  const weights = path.join(runOf(host), 'weights.bin');
  const bytes = readFileSync(weights);
  bytes.writeFloatLE(Number.NaN, 400);
  writeFileSync(weights, bytes);
  await workbench.clickLens('Inspect');
  const panel = workbench.panel();
  const notice = panel.locator('.notice:visible');
  await notice.filter({ hasText: /answer to all 200 sequences of the validation part is not a finite/ }).waitFor();
  for (const [tab, text] of [
    ['States', /Of the values shown here \d+ of 320 are not finite numbers/],
    ['Gates', /answer to all 200 sequences is not a finite number/],
    ['State space', /answer to all 200 sequences is not a finite number/],
    ['Influence', /answer to inspect\.inputs\[0\] is not a finite number/],
    ['Attention', /answer to inspect\.inputs\[0\] is not a finite number/],
    ['Training', /answer to all 200 sequences is not a finite number/],
  ] as const) {
    await show(workbench, tab);
    await notice.filter({ hasText: text }).waitFor();
    await workbench.screenshot(`bad-nan-${tab}`);
  }
  // An earlier epoch has whole weights.
  await panel.getByRole('slider', { name: 'Epoch' }).focus();
  await workbench.page.keyboard.press('Home');
  await panel.getByText(/^Epoch 1 of 10$/).waitFor();
  await notice.waitFor({ state: 'hidden' });
  await drawing(workbench).waitFor();
  expect(workbench.problems).toEqual([]);
});
