/** The pages that are made of the code are those that are committed. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { referenceFiles } from '../../../scripts/docs/reference/files.js';

it.each([...referenceFiles()])('%s is what the code makes of it (npm run docs writes it anew)', (file, content) => {
  expect(readFileSync(file, 'utf8')).toBe(content);
});

it('every place that the schema has is told: a sample of them', () => {
  const config = readFileSync('docs/reference/config.md', 'utf8');
  for (const heading of [
    'data: file',
    'model.layers[]: lstm',
    'train.optimizer: adamw',
    'inspect.interventions[]: moveState',
  ]) {
    expect(config).toContain(`\n## ${heading}\n`);
  }
  const headings = config.match(/^## .*$/gm) ?? [];
  expect(new Set(headings).size).toBe(headings.length);
});
