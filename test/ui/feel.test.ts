/** How the panel behaves: any sequence at hand, the keyboard alone, a theme that changes, less motion, explanations. */
import type { Locator } from 'playwright-core';
import { describe, expect } from 'vitest';
import { train } from './experiment';
import { test } from './fixture';
import type { Workbench } from './workbench';

const show = (workbench: Workbench, tab: string) => workbench.panel().getByRole('tab', { name: tab }).click();
/** These run in the browser, whose types this program does not know. */
const inPage = <T>(locator: Locator, body: string): Promise<T> =>
  locator.evaluate(new Function('element', body) as (element: unknown) => T);
const style = (locator: Locator, property: string): Promise<string> =>
  inPage(locator, `return getComputedStyle(element).getPropertyValue('${property}')`);

describe('a sequence of the data', () => {
  test('is looked at by its number, and by its point among the residuals', async ({ workbench }) => {
    await train(workbench);
    const panel = workbench.panel();
    await show(workbench, 'States');
    const field = panel.getByRole('spinbutton', { name: 'Sequence of 200' }).filter({ visible: true });
    await field.fill('150');
    await workbench.page.keyboard.press('Enter');
    const chosen = panel.getByRole('combobox', { name: 'Sample' }).filter({ visible: true });
    await expect
      .poll(() => inPage(chosen, 'return element.displayValue ?? element.textContent'))
      .toMatch(/validation 150/);
    await workbench.page.keyboard.press('ArrowUp');
    await expect
      .poll(() => inPage(chosen, 'return element.displayValue ?? element.textContent'))
      .toMatch(/validation 151/);
    await workbench.screenshot('sequence-number');
    // A checkpoint has it, too.
    await show(workbench, 'Training');
    await panel.getByRole('slider', { name: 'Epoch' }).focus();
    await workbench.page.keyboard.press('Home');
    await panel.getByText(/^Epoch 1 of 10$/).waitFor();
    await show(workbench, 'Influence');
    await expect
      .poll(() =>
        inPage(
          panel.getByRole('combobox', { name: 'Sample' }).filter({ visible: true }),
          'return element.displayValue ?? element.textContent',
        ),
      )
      .toMatch(/validation 151/);
    await panel.getByRole('button', { name: 'Back to the final model' }).click();
    await show(workbench, 'Overview');
    const residuals = panel.getByRole('application', { name: /^Residuals of/ });
    await residuals.focus();
    await workbench.page.keyboard.press('End');
    await show(workbench, 'States');
    await expect.poll(() => field.inputValue()).toBe('200');
    // Kept over a reload, though the new window does not know the sequence.
    await workbench.reload();
    await workbench.tab('sequence-addition').last().click();
    await expect.poll(() => field.inputValue()).toBe('200');
    expect(workbench.problems).toEqual([]);
  });
});

test('everything is reached with the keyboard, and shows where it is', async ({ workbench }) => {
  await train(workbench);
  const panel = workbench.panel();
  await panel.getByRole('tab', { name: 'Overview' }).focus();
  for (const next of ['States', 'Gates', 'State space', 'Influence']) {
    await workbench.page.keyboard.press('ArrowRight');
    await expect.poll(() => panel.getByRole('tab', { name: next }).getAttribute('aria-selected')).toBe('true');
  }
  await panel.locator('.influence').first().waitFor();
  const reached = new Set<string>();
  for (let press = 0; press < 40; press++) {
    await workbench.page.keyboard.press('Tab');
    const focused = await inPage<{ name: string; ring: boolean } | undefined>(
      panel.locator('html'),
      `const active = document.activeElement;
       if (!active || active === document.body) return undefined;
       const inner = active.shadowRoot?.activeElement ?? active;
       const styles = [active, inner, ...(active.shadowRoot?.querySelectorAll('*') ?? [])].map((part) => getComputedStyle(part));
       const ring = styles.some(({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && outlineWidth !== '0px') ||
         styles.some(({ borderColor }) => borderColor === getComputedStyle(document.body).getPropertyValue('--vscode-focusBorder'));
       return { name: active.tagName.toLowerCase() + ' ' + (active.getAttribute('aria-label') ?? active.textContent), ring };`,
    );
    if (!focused) break;
    reached.add(focused.name.replace(/\s+/g, ' ').slice(0, 60));
    expect(focused, focused.name).toMatchObject({ ring: true });
  }
  expect([...reached].filter((name) => /Sample|Sequence|Type values|Step/.test(name)).length).toBeGreaterThanOrEqual(4);
  // A column is sorted by its head.
  const head = panel.locator('.influence thead button.sorter', { hasText: 'Occlusion' }).first();
  await head.focus();
  await workbench.page.keyboard.press('Enter');
  await panel.locator('.influence th[aria-sort="descending"]', { hasText: 'Occlusion' }).waitFor();
  expect(workbench.problems).toEqual([]);
});

test('the theme changes while the panel is open, and its plots with it', async ({ workbench }) => {
  await workbench.setTheme('light');
  await train(workbench);
  const panel = workbench.panel();
  const label = panel.locator('.plot:visible svg text').first();
  await label.waitFor();
  const seen = new Set<string>();
  for (const theme of ['light', 'dark', 'highContrast', 'highContrastLight'] as const) {
    await workbench.setTheme(theme);
    await expect.poll(async () => [...seen].includes(await look())).toBe(false);
    seen.add(await look());
  }
  async function look(): Promise<string> {
    return `${await style(panel.locator('body'), 'background-color')} ${await label.getAttribute('fill')}`;
  }
  expect(seen.size).toBe(4);
  expect(workbench.problems).toEqual([]);
});

test('nothing moves for those who want less motion', async ({ workbench }) => {
  await workbench.page.emulateMedia({ reducedMotion: 'reduce' });
  await train(workbench);
  const moving = await inPage<string[]>(
    workbench.panel().locator('html'),
    // What follows the scrolling of its reader, as the ends of the tabs that fade, moves no more than that.
    `return [...document.querySelectorAll('*')].flatMap((part) => [part, ...(part.shadowRoot?.querySelectorAll('*') ?? [])])
      .filter((part) => part.checkVisibility())
      .flatMap((part) => part.getAnimations().filter(({ playState, timeline }) => playState === 'running' && timeline instanceof DocumentTimeline).map(() => part.tagName));`,
  );
  expect(moving).toEqual([]);
});

test('an explanation stays for its link, and leaves with Escape', async ({ workbench }) => {
  await train(workbench);
  const panel = workbench.panel();
  await show(workbench, 'State space');
  const mark = panel.getByRole('button', { name: 'About: Principal components' }).filter({ visible: true });
  await mark.hover();
  const bubble = panel.getByRole('group', { name: 'About: Principal components' });
  const link = bubble.getByRole('link', { name: /Pearson 1901/ });
  await link.hover();
  await workbench.screenshot('explanation');
  expect(await link.getAttribute('href')).toBe('https://doi.org/10.1080/14786440109462720');
  await workbench.page.mouse.move(5, 5);
  await bubble.waitFor({ state: 'hidden' });
  await mark.focus();
  await workbench.page.keyboard.press('Tab');
  await expect.poll(() => inPage(link, 'return document.activeElement === element')).toBe(true);
  await workbench.page.keyboard.press('Escape');
  await bubble.waitFor({ state: 'hidden' });
  await expect.poll(() => inPage(mark, 'return document.activeElement === element')).toBe(true);
  expect(workbench.problems).toEqual([]);
});
