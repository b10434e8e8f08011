/** Train, inspect, close, over and over: nothing is left behind. In `npm run soak` only, in a window of its own. */
import * as assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as vscode from 'vscode';
import { openExperiment, panelTabs, runsOf, until } from './support';

const CYCLES = Number(process.env.LSTM_LENS_CYCLES ?? 0);
/** After so many everything is loaded and every cache is full. */
const WARM = Math.max(2, Math.floor(CYCLES / 10));

/** What the cycles behind the warm ones may add, all together. */
const BOUNDS: Readonly<Record<keyof Left, number>> = {
  heap: 24,
  external: 16,
  threads: 2,
  files: 8,
  resources: 8,
  temporary: 0,
  decorations: 0,
  panels: 0,
};

interface Left {
  /** MiB, after a collection. */
  readonly heap: number;
  readonly external: number;
  readonly threads: number;
  /** Open ones, sockets among them. */
  readonly files: number;
  readonly resources: number;
  readonly temporary: number;
  readonly decorations: number;
  readonly panels: number;
}

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

if (CYCLES > 0)
  suite('soak', () => {
    test(`${CYCLES} cycles of train, inspect and close leave nothing behind`, async function () {
      this.timeout(0);
      const decorations = countDecorations();
      const left = (): Left => {
        for (let pass = 0; pass < 3; pass++) collect();
        const { heapUsed, external, arrayBuffers } = process.memoryUsage();
        return {
          heap: heapUsed / 2 ** 20,
          external: (external + arrayBuffers) / 2 ** 20,
          threads: count('/proc/self/task'),
          files: count('/proc/self/fd'),
          resources: process.getActiveResourcesInfo().length,
          temporary: readdirSync(tmpdir()).filter((name) => name.includes(`lstm-lens-${process.pid}`)).length,
          decorations: decorations(),
          panels: panelTabs().length,
        };
      };
      let warm: Left | undefined;
      for (let cycle = 1; cycle <= CYCLES; cycle++) {
        const config = await openExperiment('soak', { train: { epochs: 2 } });
        await vscode.commands.executeCommand('lstmLens.train', config);
        await vscode.commands.executeCommand('lstmLens.inspect', config);
        await until(() => panelTabs().length === 1);
        const runs = runsOf(config);
        assert.equal(runs.length, 1);
        const hidden = readdirSync(runs[0], { recursive: true, encoding: 'utf8' }).map((name) => path.basename(name));
        assert.deepEqual(
          hidden.filter((name) => name.startsWith('.')),
          [],
        );
        await vscode.commands.executeCommand('workbench.action.closeAllEditors');
        await until(() => panelTabs().length === 0);
        await rm(runs[0], { recursive: true });
        if (cycle === WARM) warm = left();
      }
      const end = left();
      const told = `after ${WARM} cycles ${text(warm as Left)}; after ${CYCLES} ${text(end)}`;
      if (process.env.LSTM_LENS_SOAK) writeFileSync(process.env.LSTM_LENS_SOAK, `${told}\n`);
      for (const [name, bound] of Object.entries(BOUNDS) as [keyof Left, number][]) {
        assert.ok(end[name] - (warm as Left)[name] <= bound, `${name} grew by more than ${bound}: ${told}`);
      }
    });
  });

/** Entries of a folder that only Linux has. */
function count(folder: string): number {
  return process.platform === 'linux' ? readdirSync(folder).length : 0;
}

/** Kinds of decorations that were made from now on and not disposed of. */
function countDecorations(): () => number {
  let living = 0;
  const make = vscode.window.createTextEditorDecorationType;
  Object.assign(vscode.window, {
    createTextEditorDecorationType: (options: vscode.DecorationRenderOptions) => {
      const type = make(options);
      living++;
      const dispose = type.dispose.bind(type);
      let disposed = false;
      type.dispose = () => {
        if (!disposed) living--;
        disposed = true;
        dispose();
      };
      return type;
    },
  });
  return () => living;
}

function text(left: Left): string {
  return Object.entries(left)
    .map(([name, value]) => `${name} ${Number.isInteger(value) ? value : value.toFixed(1)}`)
    .join(', ');
}
