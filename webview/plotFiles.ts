/**
 * A plot as a file: on white, in the colours of the light theme, whatever theme the page has, because files end up on
 * other people's white pages.
 */
import { parse, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile } from 'vega-lite';
import { type Exporter, tableEntries } from './export/exporter.js';
import { numbersOf } from './export/plotTable.js';
import type { MenuEntry } from './menu.js';
import { paintPicture, showPictures } from './plotDrawing.js';
import { readTheme } from './theme.js';
import { type Theme, vegaConfig } from './vegaConfig.js';
import { PICTURE, type PlotSpec, wholeSpec } from './views/plotSpec.js';

/** Pixels of a PNG for each of the page. */
const SCALE = 2;

const PAPER: Theme = {
  kind: 'light',
  font: 'sans-serif',
  fontSize: 13,
  foreground: '#1f1f1f',
  muted: '#555555',
  grid: '#d0d0d0',
  background: '#ffffff',
};

/** @param failed told where a drawing does not succeed. */
export function plotEntries(
  exporter: Exporter,
  plot: PlotSpec,
  width: number,
  failed: (error: unknown) => void,
): MenuEntry[] {
  const name = plot.spec.description ?? 'plot';
  const saving = (work: () => Promise<void>) => () => void work().catch(failed);
  return [
    {
      label: 'Save as SVG…',
      run: saving(async () => exporter.save(name, 'svg', await withView(plot, width, (view) => view.toSVG()))),
    },
    {
      label: 'Save as PNG…',
      run: saving(async () => exporter.save(name, 'png', await withView(plot, width, png))),
    },
    {
      label: 'Save as Vega-Lite spec…',
      run: saving(async () =>
        exporter.save(name, 'json', await withView(plot, width, (view) => specText(plot, width, view))),
      ),
    },
    ...tableEntries(exporter, name, () => numbersOf(plot)),
  ];
}

function paper() {
  return { ...vegaConfig({ ...PAPER, font: readTheme().font }), background: PAPER.background };
}

async function withView<T>(plot: PlotSpec, width: number, use: (view: View) => T | Promise<T>): Promise<T> {
  const compiled = showPictures(compile(wholeSpec(plot, width), { config: paper() }).spec);
  const view = new View(parse(compiled, undefined, { ast: true }), { renderer: 'none', expr: expressionInterpreter });
  try {
    await view.runAsync();
    paintPicture(view, plot, SCALE);
    await view.runAsync();
    return await use(view);
  } finally {
    view.finalize();
  }
}

async function png(view: View): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = await view.toCanvas(SCALE);
  const base64 = canvas.toDataURL('image/png').replace(/^.*,/, '');
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** Whole: with its data, its colours, and a painted picture as an address that holds it. */
function specText(plot: PlotSpec, width: number, view: View): string {
  const spec = wholeSpec(plot, width);
  const pictures = plot.picture ? (view.data(PICTURE) as { url: HTMLCanvasElement }[]) : [];
  const painted = pictures.map(({ url }) => ({ url: url.toDataURL('image/png') }));
  const datasets = { ...plot.data, ...(plot.picture ? { [PICTURE]: painted } : {}) };
  return `${JSON.stringify({ ...spec, datasets, config: paper() }, null, 1)}\n`;
}
