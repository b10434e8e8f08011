/** What a user sees of an engine that is not installed. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect } from 'vitest';
import { test } from './fixture';

describe('a config that asks for TensorFlow', () => {
  test('where it is missing says what it needs and offers to install it', async ({ workbench }) => {
    const layers = [
      { type: 'lstm', units: 4 },
      { type: 'dense', units: 1 },
    ];
    const data = { task: 'sum', samples: 50, length: 3 };
    const folder = path.join(workbench.host.workspace, 'second-opinion');
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      path.join(folder, 'sum.lstm.json'),
      JSON.stringify({ engine: 'tensorflow', data, model: { layers } }, null, 2),
    );
    // A watcher that is only just starting may miss the new folder.
    await workbench.load();
    await workbench.openFile('second-opinion/sum.lstm.json');
    await workbench.clickLens('Train');
    await workbench
      .panel()
      .getByText(/"engine": "tensorflow" needs the npm package/)
      .first()
      .waitFor();
    const notification = workbench.notification(/needs @tensorflow\/tfjs-node, which is not installed/);
    await notification.getByRole('button', { name: 'Install' }).waitFor();
    await workbench.screenshot('tensorflow-missing');
    expect(workbench.problems).toEqual([]);
  });
});
