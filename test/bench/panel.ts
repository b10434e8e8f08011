/** How the panel keeps up with a large model: 1,000 sequences of 100 steps through 256 units. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { watchWebviews } from '../ui/problems';
import { Workbench } from '../ui/workbench';
import { openBrowser, startHost } from '../vscode-host/host';

const CONFIG = {
  name: 'large',
  seed: 7,
  data: { task: 'sum', samples: 1112, length: 100, split: { validation: 0.9 } },
  model: {
    layers: [
      { type: 'lstm', units: 256 },
      { type: 'dense', units: 1 },
    ],
  },
  train: { epochs: 4, batchSize: 32 },
  inspect: { influence: ['gradientInput'], attention: ['cellWeights'] },
};

/** Prints one row a measure; needs the packaged extension, `out/lstm-lens.vsix`. */
export async function benchPanel(): Promise<void> {
  const host = await startHost({ extension: { vsix: 'out/lstm-lens.vsix' }, workspace: 'examples' });
  const browser = await openBrowser();
  try {
    writeFileSync(path.join(host.workspace, 'large.lstm.json'), JSON.stringify(CONFIG, null, 2));
    const context = await browser.newContext({ viewport: { width: 1600, height: 1200 } });
    context.setDefaultTimeout(300_000);
    const workbench = new Workbench(await context.newPage(), host, await watchWebviews(context));
    await workbench.load();
    await workbench.openFile('large.lstm.json');
    await workbench.lens('Train').first().click();
    const panel = workbench.panel();
    await panel.getByRole('button', { name: 'Report' }).waitFor();
    await panel.getByRole('tab', { name: 'States' }).click();
    await panel.locator('.plot:visible canvas, .plot:visible svg').nth(2).waitFor();
    context.setDefaultTimeout(30_000);
    const sample = panel.getByRole('combobox', { name: 'Sample' }).filter({ visible: true });
    print('States: another sample, until it is drawn', await keyTimes(sample, 'ArrowDown', 12), 33);
    const layer = panel.getByRole('combobox', { name: 'Values' }).filter({ visible: true });
    print('States: other values, until they are drawn', await keyTimes(layer, 'ArrowDown', 5), 33);
    const order = panel.getByRole('combobox', { name: 'Order of units' }).filter({ visible: true });
    print('States: another order, until it is drawn', await keyTimes(order, 'ArrowDown', 3), 33);

    print('States: a changed input, until the views follow', await whatIfTimes(panel), 50);

    await panel.getByRole('tab', { name: 'State space' }).click();
    const dimensions = panel.getByRole('combobox', { name: 'Dimensions' }).filter({ visible: true });
    await keyTimes(dimensions, 'ArrowDown', 1);
    const ball = panel.getByRole('application', { name: /turn it with the arrow keys/ });
    await ball.waitFor();
    print('State space: frames while it is turned', await turnFrames(ball), 33);

    await panel.getByRole('tab', { name: 'Training' }).click();
    const slider = panel.getByRole('slider', { name: 'Epoch' });
    const walk = async (epochs: readonly number[], key: string) => {
      const steps: number[] = [];
      for (const epoch of epochs) {
        const begin = Date.now();
        await slider.focus();
        await workbench.page.keyboard.press(epoch === 1 ? 'Home' : key);
        await panel.locator(`[data-shown="${epoch}"]`).waitFor();
        steps.push(Date.now() - begin);
      }
      return steps;
    };
    const [first, ...next] = await walk([1, 2, 3, 4], 'ArrowRight');
    print('Training: the first checkpoint', [first], 3000);
    print('Training: another checkpoint', next, 1500);
    print('Training: a checkpoint once more', await walk([3, 2, 1], 'ArrowLeft'), 100);
    if (workbench.problems.length > 0) console.log(workbench.problems);
  } finally {
    await browser.close();
    await host.stop();
  }
}

/** Milliseconds from a typed value to the frame after the prediction has changed. */
export async function whatIfTimes(panel: FrameLocator): Promise<number[]> {
  await panel.getByRole('button', { name: 'Type values' }).filter({ visible: true }).click();
  const field = panel.getByRole('spinbutton', { name: 'Input at step 1', exact: true }).filter({ visible: true });
  await field.waitFor();
  const times = await field.evaluate(WHAT_IF_TIMES, 12);
  await panel.getByRole('button', { name: 'Reset' }).filter({ visible: true }).click();
  return times;
}

/** Milliseconds from a key in a chooser to the frame in which the page stands still again. */
function keyTimes(chooser: Locator, key: string, times: number): Promise<number[]> {
  return chooser.evaluate(KEY_TIMES, { key, times });
}

/** Milliseconds of each frame while a pointer drags over the picture. */
function turnFrames(ball: Locator): Promise<number[]> {
  return ball.evaluate(TURN_FRAMES);
}

// These belong to the browser and not to this program, whose types know no page.

/** Pictures change without a change of elements: their drawing is seen by the time that frames take. */
const KEY_TIMES = new Function(
  'element',
  'options',
  `return (async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const measured = [];
    for (let time = 0; time < options.times; time++) {
      await new Promise((resolve) => setTimeout(resolve, 300));
      const begin = performance.now();
      element.dispatchEvent(new KeyboardEvent('keydown', { key: options.key, bubbles: true }));
      let late = begin;
      for (let last = begin, quiet = 0; quiet < 8; ) {
        await frame();
        const now = performance.now();
        quiet = now - last > 28 ? 0 : quiet + 1;
        if (quiet === 0) late = now;
        last = now;
      }
      measured.push(late - begin);
    }
    return measured;
  })()`,
) as (element: unknown, options: { key: string; times: number }) => Promise<number[]>;

const WHAT_IF_TIMES = new Function(
  'element',
  'times',
  `return (async () => {
    const effect = element.closest('.input-editor').querySelector('[role="status"]');
    const measured = [];
    for (let time = 0; time < times; time++) {
      await new Promise((resolve) => setTimeout(resolve, 300));
      const before = effect.textContent;
      const begin = performance.now();
      const changed = new Promise((resolve) => {
        const observer = new MutationObserver(() => {
          if (effect.textContent === before) return;
          observer.disconnect();
          requestAnimationFrame(() => setTimeout(resolve));
        });
        observer.observe(effect, { subtree: true, childList: true, characterData: true });
      });
      element.value = String(0.3 + 0.05 * time);
      element.dispatchEvent(new Event('input', { bubbles: true }));
      await changed;
      measured.push(performance.now() - begin);
    }
    // The first one opens the model.
    return measured.slice(1);
  })()`,
) as (element: unknown, times: number) => Promise<number[]>;

/** Only a real pointer can be captured, so the element is told that it was. */
const TURN_FRAMES = new Function(
  'element',
  `return (async () => {
    const send = (type, movementX) =>
      element.dispatchEvent(new PointerEvent(type, { pointerId: 1, movementX, bubbles: true, button: 0 }));
    let captured = false;
    element.setPointerCapture = () => { captured = true; };
    element.hasPointerCapture = () => captured;
    element.releasePointerCapture = () => { captured = false; };
    send('pointerdown', 0);
    const frames = [];
    let last = performance.now();
    for (let count = 0; count < 90; count++) {
      send('pointermove', 3);
      await new Promise((resolve) => requestAnimationFrame(resolve));
      frames.push(performance.now() - last);
      last = performance.now();
    }
    send('pointerup', 0);
    return frames.slice(5);
  })()`,
) as (element: unknown) => Promise<number[]>;

export function print(what: string, milliseconds: number[], limit: number): void {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(0);
  console.log(`${what.padEnd(54)}${at(0.5).padStart(6)} ms  (95 %: ${at(0.95)}, wanted under ${limit})`);
}
