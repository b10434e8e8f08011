/** `docs/how-an-lstm-adds.md` tells what the commands print of a training of the seed experiment, to the last digit. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { docsFiles } from '../../../scripts/docs/write.js';

it('the page on how an LSTM adds, and its figures, are what the script makes of a fresh training', async () => {
  for (const [file, content] of await docsFiles()) {
    expect(readFileSync(file, 'utf8'), `${file}: run npm run docs:figures`).toBe(content);
  }
});
