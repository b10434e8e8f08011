// Gathers what the extension says, for translators: dist/l10n/bundle.l10n.json, and beside it the translations of l10n/.
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'acorn';
import { simple } from 'acorn-walk';
import { transform } from 'esbuild';

/** What VS Code shows as it is given. */
const SHOWING = /^(show(Information|Warning|Error)Message|setStatusBarMessage|showQuickPick)$/;
const SHOWN = ['title', 'placeHolder', 'prompt', 'openLabel', 'detail', 'tooltip'];

export async function exportStrings({ source = 'src/extension', translations = 'l10n', out = 'dist/l10n' } = {}) {
  const files = (await readdir(source, { recursive: true })).filter((file) => file.endsWith('.ts')).sort();
  const found = await Promise.all(files.map((file) => stringsOf(path.join(source, file))));
  const faults = found.flatMap((one) => one.faults);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  const strings = [...new Set(found.flatMap((one) => one.strings))].sort();
  await mkdir(out, { recursive: true });
  await writeFile(
    path.join(out, 'bundle.l10n.json'),
    `${JSON.stringify(Object.fromEntries(strings.map((string) => [string, string])), null, 2)}\n`,
  );
  const translated = await readdir(translations).catch(() => []);
  await Promise.all(translated.map((file) => cp(path.join(translations, file), path.join(out, file))));
  return strings;
}

/** The texts that a file hands to `l10n.t`, and texts that it shows without. */
async function stringsOf(file) {
  const { code } = await transform(await readFile(file, 'utf8'), { loader: 'ts', target: 'es2022' });
  const strings = [];
  const faults = [];
  simple(parse(code, { ecmaVersion: 2022, sourceType: 'module' }), {
    CallExpression({ callee, arguments: [first] }) {
      const name = callee.type === 'MemberExpression' ? callee.property.name : callee.name;
      if (name === 't') {
        const text = first && literal(first);
        if (text === undefined) faults.push(`${file}: l10n.t needs a text that stands there: ${part(code, callee)}`);
        else strings.push(text);
      } else if (SHOWING.test(name ?? '') && first && saysSomething(first)) {
        faults.push(`${file}: not translated: ${part(code, first)}`);
      }
    },
    Property({ key, value }) {
      if (SHOWN.includes(key.name) && saysSomething(value))
        faults.push(`${file}: not translated: ${part(code, value)}`);
    },
  });
  return { strings, faults };
}

/** A text, or several that are added up; undefined for anything else. */
function literal(node) {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node.type === 'TemplateLiteral' && node.quasis.length === 1) return node.quasis[0].value.cooked;
  if (node.type !== 'BinaryExpression' || node.operator !== '+') return undefined;
  const [left, right] = [literal(node.left), literal(node.right)];
  return left === undefined || right === undefined ? undefined : left + right;
}

/** A text with words of its own: signs and what is filled in are no words. */
function saysSomething(node) {
  const texts = node.type === 'TemplateLiteral' ? node.quasis.map(({ value }) => value.cooked) : [literal(node) ?? ''];
  return texts.some((text) => /\p{L}{2}/u.test(text.replace(/\$\([^)]*\)/g, '')));
}

function part(code, { start, end }) {
  return code.slice(start, Math.min(end, start + 120));
}
