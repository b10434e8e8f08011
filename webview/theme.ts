/** The editor's theme as the page has it, and word of its changes. */
import type { Theme, ThemeKind } from './vegaConfig.js';

/** Reads the theme from the variables that VS Code sets on a webview's page (a report's style sheet sets the same). */
export function readTheme(): Theme {
  const styles = getComputedStyle(document.body);
  const read = (name: string) => styles.getPropertyValue(`--vscode-${name}`).trim();
  const kind = themeKind();
  return {
    kind,
    font: read('font-family') || 'sans-serif',
    fontSize: Number.parseFloat(read('font-size')) || 13,
    foreground: read('foreground') || styles.color,
    muted: read('descriptionForeground') || styles.color,
    grid: read('widget-border') || read('editorWidget-border') || read('contrastBorder') || 'rgba(128, 128, 128, 0.3)',
    background: read('editor-background') || styles.backgroundColor,
  };
}

/** Calls `listener` when the theme of the page changes. */
export function onThemeChange(listener: () => void): void {
  const observer = new MutationObserver(listener);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-kind'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
}

/** A report has no editor that tells its theme: marks the page as VS Code would, light or dark as the system asks. */
export function followSystemTheme(): void {
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const mark = () => {
    const kind = dark.matches ? 'vscode-dark' : 'vscode-light';
    document.body.dataset.vscodeThemeKind = kind;
    document.body.className = kind;
  };
  dark.addEventListener('change', mark);
  mark();
}

function themeKind(): ThemeKind {
  switch (document.body.dataset.vscodeThemeKind) {
    case 'vscode-light':
      return 'light';
    case 'vscode-high-contrast':
      return 'highContrast';
    case 'vscode-high-contrast-light':
      return 'highContrastLight';
    default:
      return 'dark';
  }
}
