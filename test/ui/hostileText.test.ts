/** Names from configs and data files are shown as they are, whatever they say, and nothing of them runs. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { test } from './fixture';

/** What would be run by a page that pastes text, by a Vega that parses it, or by VS Code where it is a link. */
const PAYLOADS = [
  '<img src=x onerror="parent.pwned=1">',
  '"><script>parent.pwned=1</script>',
  '<svg/onload=parent.pwned=1>',
  '</style><style>*{display:none}</style>',
  "datum['x'],(parent.pwned=1)",
  "{'signal':'window.pwned=1'}",
  '[go](command:workbench.action.closeAllEditors)',
  'javascript:parent.pwned=1',
  '#{parent.pwned=1}',
  '{{parent.pwned=1}}',
  'a.b[0]\\u003cb\\u003e',
  '__proto__',
];

const CONFIG = 'hostile.lstm.json';
const CLASS = '<i onmouseover=parent.pwned=1>class</i>';

test('names full of HTML and expressions are text', async ({ workbench, host }) => {
  const names = PAYLOADS.map((payload) => payload.replaceAll('"', "'"));
  const quoted = (cells: readonly string[]) => cells.map((cell) => `"${cell}"`).join(',');
  const rows = Array.from({ length: 120 }, (_, n) => {
    const values = names.map((_, k) => String(((n * 7 + k * 3) % 11) / 11));
    return quoted([...values, String(Math.floor(n / 3)), names[Math.floor(n / 3) % 3]]);
  });
  writeFileSync(path.join(host.workspace, 'hostile.csv'), `${[quoted([...names, 'id', CLASS]), ...rows].join('\n')}\n`);
  const config = {
    name: '<b onclick=parent.pwned=1>bold',
    data: { file: 'hostile.csv', sequence: 'id', inputs: names, target: CLASS },
    model: {
      layers: [
        { type: 'lstm', units: 4 },
        { type: 'dense', units: 3, activation: 'softmax' },
      ],
    },
    train: { loss: 'sparseCategoricalCrossentropy', epochs: 2 },
  };
  writeFileSync(path.join(host.workspace, CONFIG), JSON.stringify(config, null, 2));
  await workbench.load();
  await workbench.openFile(CONFIG);
  await workbench.clickLens('Train');
  const panel = workbench.panel();
  await panel.getByRole('button', { name: 'Report' }).waitFor();
  const tabs = panel.getByRole('tab');
  for (let tab = 0; tab < (await tabs.count()); tab++) {
    await tabs.nth(tab).click();
    await panel.getByRole('tabpanel').filter({ visible: true }).first().waitFor();
    await workbench.screenshot(`hostile-${tab}`);
  }
  await panel.getByRole('heading', { name: config.name }).waitFor();
  await panel.getByRole('tab', { name: 'Data' }).click();
  for (const name of [...names, CLASS]) await panel.getByText(name, { exact: true }).first().waitFor();
  for (const frame of workbench.page.frames()) {
    expect(await frame.evaluate('window.pwned ?? parent.pwned')).toBeUndefined();
  }
  expect(await panel.locator('img, b[onclick], svg[onload]').count()).toBe(0);
  expect(await workbench.tab(CONFIG).count()).toBeGreaterThan(0);
  expect(workbench.problems).toEqual([]);
});
