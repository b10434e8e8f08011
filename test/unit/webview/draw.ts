/** Draws a plot as the page does, but as text and without a browser. */
import { parse, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile } from 'vega-lite';
import { type Theme, vegaConfig } from '../../../webview/vegaConfig.js';
import { type PlotSpec, wholeSpec } from '../../../webview/views/plotSpec.js';

export const THEME: Theme = {
  kind: 'dark',
  font: 'sans-serif',
  fontSize: 13,
  foreground: '#cccccc',
  muted: '#9d9d9d',
  grid: '#313131',
  background: '#1f1f1f',
};

/** Pixels. */
const WIDTH = 400;

/** Draws as the page does: with the interpreter in place of generated code. */
export async function draw(plot: PlotSpec, theme = THEME): Promise<{ svg: string; warnings: string[] }> {
  const { view, warnings } = await drawn(plot, theme);
  const svg = await view.toSVG();
  view.finalize();
  return { svg, warnings };
}

/** The drawing itself, to be asked for its scales. */
export async function drawn(plot: PlotSpec, theme = THEME): Promise<{ view: View; warnings: string[] }> {
  const warnings: string[] = [];
  const warn = (...words: readonly unknown[]) => {
    warnings.push(words.join(' '));
    return logger;
  };
  const logger = { level: () => logger, error: warn, warn, info: () => logger, debug: () => logger };
  const compiled = compile(wholeSpec(plot, WIDTH), { config: vegaConfig(theme), logger: logger as never }).spec;
  const view = new View(parse(compiled, undefined, { ast: true }), {
    expr: expressionInterpreter,
    logger: logger as never,
  });
  return { view: await view.runAsync(), warnings };
}
