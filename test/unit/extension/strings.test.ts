/** What the extension says can be translated: contributions by package.nls.json, the rest by l10n.t. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
// @ts-expect-error a script without types
import { exportStrings } from '../../../scripts/export-strings.mjs';

const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
/** Fields of contributions that are shown as they are. */
const SHOWN = ['title', 'name', 'description', 'markdownDescription', 'contents', 'displayName', 'altText'];

function shownIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(shownIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    SHOWN.includes(key) && typeof inner === 'string' ? [inner] : shownIn(inner),
  );
}

test('every text of a contribution stands in package.nls.json, and every one there is used', () => {
  const { contributes, capabilities } = readJson('package.json');
  const texts = shownIn([contributes, capabilities]);
  expect(texts.filter((text) => !/^%.+%$/.test(text))).toEqual([]);
  expect(new Set(texts.map((text) => text.slice(1, -1)))).toEqual(new Set(Object.keys(readJson('package.nls.json'))));
});

test('every text of the code goes through l10n.t', async () => {
  const out = mkdtempSync(path.join(tmpdir(), 'lstm-lens-strings-'));
  const strings: string[] = await exportStrings({ out });
  rmSync(out, { recursive: true });
  expect(strings).toContain('Nothing is trained, loaded or written in Restricted Mode.');
  expect(strings.length).toBeGreaterThan(100);
});

test('texts that do not are found', async () => {
  const source = mkdtempSync(path.join(tmpdir(), 'lstm-lens-strings-'));
  const write = (text: string) => writeFileSync(path.join(source, 'a.ts'), text);
  const gathered = () => exportStrings({ source, out: source });
  write("const { t } = vscode.l10n; t('one ' + 'and two'); t(`three`); pick({ title: t('four'), detail: '$(x) 1' });");
  expect(await gathered()).toEqual(['four', 'one and two', 'three']);
  write('vscode.window.showErrorMessage(`Not this way`)');
  await expect(gathered()).rejects.toThrow(/not translated/);
  write("const item = { tooltip: 'No way' }");
  await expect(gathered()).rejects.toThrow(/not translated/);
  write('vscode.l10n.t(text)');
  await expect(gathered()).rejects.toThrow(/needs a text that stands there/);
  rmSync(source, { recursive: true });
});

test('a translation has the texts of the source, with the same places to fill in', async () => {
  const out = mkdtempSync(path.join(tmpdir(), 'lstm-lens-strings-'));
  const strings: string[] = await exportStrings({ out });
  rmSync(out, { recursive: true });
  const places = (text: string) =>
    [...text.matchAll(/\{\d\}|\$\([^)]*\)|command:[\w.]+/g)].map(([place]) => place).sort();
  const check = (source: Record<string, string>, translated: Record<string, string>) => {
    for (const [key, text] of Object.entries(translated)) {
      expect(source, key).toHaveProperty([key]);
      expect(places(text), key).toEqual(places(source[key]));
    }
  };
  const translations = (existsSync('l10n') ? readdirSync('l10n', { encoding: 'utf8' }) : []).filter((file) =>
    file.endsWith('.json'),
  );
  const source = Object.fromEntries(strings.map((string) => [string, string]));
  for (const file of translations) check(source, readJson(path.join('l10n', file)));
  const contributions = readdirSync('.').filter((file) => /^package\.nls\..+\.json$/.test(file));
  for (const file of contributions) check(readJson('package.nls.json'), readJson(file));
  expect(translations.length).toBe(contributions.length);
});
