/** The worker as the web has it, in a real browser: no Node, files asked of the other side, and the same bits. */
import { readFileSync } from 'node:fs';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SEED_WEIGHTS } from '../unit/support/seedWeights';
import { openBrowser } from '../vscode-host/host';
import type { WorkerPage } from './web/workerPage';

const seed = readFileSync('examples/sequence-addition/sequence-addition.lstm.json', 'utf8');
const MOVED = 'An array of this message was moved to the other side before: send a copy.';
const script = readFileSync('dist/web/worker.js', 'utf8');

let browser: Browser;
let page: Page;

beforeAll(async () => {
  const [bundled, opened] = await Promise.all([
    build({
      ...{
        entryPoints: ['test/ui/web/workerPage.ts'],
        bundle: true,
        write: false,
        platform: 'browser',
        format: 'iife',
      },
      mainFields: ['browser', 'module', 'main'],
    }),
    openBrowser(),
  ]);
  browser = opened;
  page = await browser.newPage();
  // Digests are made only where pages come from a machine that is trusted, as this one trusts itself.
  await page.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }));
  await page.goto('http://127.0.0.1/');
  await page.addScriptTag({ content: bundled.outputFiles[0].text });
});
afterAll(() => browser?.close());

/** Asks the page. */
function ask<Name extends keyof WorkerPage>(
  name: Name,
  ...args: unknown[]
): Promise<Awaited<ReturnType<WorkerPage[Name]>>> {
  // As text: functions of this program are not known in the page.
  return page.evaluate(`lens.${name}(${[script, ...args].map((one) => JSON.stringify(one)).join(', ')})`);
}

describe('the worker in a browser', () => {
  it('trains the seed experiment to the very bits that every other place gets', async () => {
    const { kinds, files, ...result } = await ask('train', seed);
    expect(result).toMatchObject({ status: 'done', epochs: 10, weights: SEED_WEIGHTS });
    expect(result.r2).toBeGreaterThan(0.99);
    expect(result.influence).toBeGreaterThan(0);
    expect(kinds).toEqual(expect.arrayContaining(['started', 'epochs', 'preview']));
    expect(files).toEqual(
      expect.arrayContaining(['config.lstm.json', 'manifest.json', 'metrics.jsonl', 'model.json', 'weights.bin']),
    );
  });

  it('trains with the fast precision on one thread', async () => {
    const text = seed.replace('"seed":', '"precision": "fast", "seed":');
    expect(text).not.toBe(seed);
    const { status, r2 } = await ask('train', text);
    expect(status).toBe('done');
    expect(r2).toBeGreaterThan(0.99);
  });

  it('lets a cancel in, and keeps what it has learned', async () => {
    const { status, epochs, weights } = await ask('train', seed.replace(/"epochs": 10\b/, '"epochs": 100000'), 3);
    expect(status).toBe('cancelled');
    expect(epochs).toBeGreaterThanOrEqual(3);
    expect(weights).toBeDefined();
  });

  it('finds the faults of a config and of its data, with their place', async () => {
    const config = {
      data: { file: 'no.csv', inputs: ['a'], target: 'b', window: 3 },
      model: {
        layers: [
          { type: 'lstm', units: 2 },
          { type: 'dense', units: 1 },
        ],
      },
    };
    const [problem] = await ask('check', JSON.stringify(config));
    expect(problem.message).toMatch(/no\.csv/);
    expect(problem).toMatchObject({ file: 'memory:///seed/sequence-addition.lstm.json', line: 1 });
  });

  it('says that TensorFlow is not there', async () => {
    const text = seed.replace('"seed":', '"engine": "tensorflow", "seed":');
    expect(await ask('failure', text)).toBe('TensorFlow does not run in a browser.');
  });

  it('fails a request whose array was moved before, on either side, and answers the next one', async () => {
    expect(await ask('sentTwice')).toEqual(['3', MOVED, '{"kept":{"0":1,"1":2}}', MOVED, '1']);
  });
});
