/** VS Code's window as a test speaks of it; every selector that depends on VS Code's own page is here. */
import type { FrameLocator, Locator, Page } from 'playwright-core';
import type { Host } from '../vscode-host/host';
import type { WebviewProblem } from './problems';

/** The themes a picture has to look right in: VS Code's identifier, and the file whose name the window then bears. */
const themes = {
  light: { id: 'Light Modern', file: 'light_modern' },
  dark: { id: 'Dark Modern', file: 'dark_modern' },
  highContrast: { id: 'Default High Contrast', file: 'hc_black' },
  highContrastLight: { id: 'Default High Contrast Light', file: 'hc_light' },
};

/** Milliseconds without a change after which the code lenses stand still: longer than the second refresh takes. */
const LENSES_SETTLED = 1300;
/** How often that is waited for; those of a sweep that goes on never stand still. */
const LENS_TRIES = 8;

export class Workbench {
  constructor(
    readonly page: Page,
    readonly host: Host,
    /** What went wrong inside webviews so far. */
    readonly problems: readonly WebviewProblem[],
  ) {}

  /** Opens the window, or opens it again, as after a reload by the user. */
  async load(): Promise<void> {
    await this.page.goto(this.host.url());
    await this.page.locator('.monaco-workbench').waitFor();
    await this.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
  }

  /** Reloads the window as the user's command does: VS Code writes down its state first. */
  async reload(): Promise<void> {
    // The palette opens only while the keyboard is not in a webview.
    await this.page.locator('.part.statusbar').click({ position: { x: 400, y: 5 } });
    const loaded = this.page.waitForEvent('load');
    await this.run('Developer: Reload Window');
    await loaded;
    await this.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
  }

  /** Opens a file, given its path in the workspace, by clicking through the explorer. */
  async openFile(file: string): Promise<void> {
    const segments = file.split('/');
    for (const [depth, name] of segments.entries()) {
      const level = `[aria-level="${depth + 1}"]`;
      const row = this.page.locator(`.explorer-folders-view .monaco-list-row[aria-label^="${name}"]${level}`).first();
      await row.waitFor();
      if (depth === segments.length - 1) await row.dblclick();
      else if ((await row.getAttribute('aria-expanded')) === 'false') await row.click();
    }
  }

  /** The code lens that shows this text. */
  lens(text: string | RegExp): Locator {
    return this.page.locator('.codelens-decoration a', { hasText: text });
  }

  /**
   * Clicks the first code lens that shows this text, once the lenses stand still: after a training they are refreshed
   * twice within a second, and VS Code loses a click that falls into a refresh.
   */
  async clickLens(text: string | RegExp): Promise<void> {
    const lens = this.lens(text).first();
    await lens.waitFor();
    const all = () => this.page.locator('.codelens-decoration').allTextContents();
    for (let before = await all(), tries = 0; tries < LENS_TRIES; tries++) {
      await this.page.waitForTimeout(LENSES_SETTLED);
      const now = await all();
      if (now.join('\n') === before.join('\n')) break;
      before = now;
    }
    await lens.click();
  }

  /** Runs a command from the palette by its title, with its category: `LSTM Lens: Train`. */
  async run(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.page.locator('.quick-input-widget input').first().fill(`>${title}`);
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().click();
  }

  /** Shows a view container by its title in the activity bar. */
  async showViews(title: string): Promise<void> {
    await this.page.locator(`.activitybar a[aria-label^="${title}"]`).first().click();
  }

  /** The page inside the webview panel that is visible. */
  panel(): FrameLocator {
    return this.#webview('iframe.webview:not([src*="purpose=webviewView"])');
  }

  /** The page inside the webview of the side bar. */
  viewPage(): FrameLocator {
    return this.#webview('iframe.webview[src*="purpose=webviewView"]');
  }

  #webview(selector: string): FrameLocator {
    return this.page.locator(selector).filter({ visible: true }).contentFrame().frameLocator('iframe#active-frame');
  }

  /** Chooses in the panel from a list by its label. */
  async choose(label: string, option: string): Promise<void> {
    await this.panel().getByRole('combobox', { name: label }).filter({ visible: true }).click();
    await this.panel().getByRole('option', { name: option }).filter({ visible: true }).first().click();
  }

  /** The tab of an editor or a panel. */
  tab(title: string): Locator {
    return this.page.locator('.tabs-container .tab', { hasText: title });
  }

  /** The notification that shows this text. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-toast', { hasText: text });
  }

  /** The text on the clipboard. */
  async clipboard(): Promise<string> {
    await this.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    // As text: `navigator` belongs to the browser and not to this program.
    return this.page.evaluate<string>('navigator.clipboard.readText()');
  }

  /** Switches the color theme, and waits until it shows. */
  async setTheme(name: keyof typeof themes): Promise<void> {
    const theme = themes[name];
    this.host.writeSettings({ 'workbench.colorTheme': theme.id });
    await this.page.locator(`.monaco-workbench.vscode-theme-defaults-themes-${theme.file}-json`).waitFor();
  }

  /** Saves a picture of the window as out/screenshots/NAME.png, once no menu or palette covers it. */
  async screenshot(name: string): Promise<void> {
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    await this.page.screenshot({ path: `out/screenshots/${name}.png` });
  }
}
