/** The page's figures: Vega-Lite specs with the panel's own light colours, drawn as text without a browser. */
import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { vegaConfig } from '../../webview/vegaConfig.js';
import type { Documents, DynamicsLayer } from './documents.js';

const THEME = {
  kind: 'light',
  font: 'sans-serif',
  fontSize: 13,
  foreground: '#1f1f1f',
  muted: '#4d4d4d',
  grid: '#d9d9d9',
  background: '#ffffff',
} as const;
const SIZE = { width: 480, height: 240 };

type Row = Record<string, string | number>;

/** By the names of their files. */
export const FIGURES: Readonly<Record<string, (documents: Documents) => TopLevelSpec>> = {
  probes: ({ inspection: { dynamics } }) =>
    lines(
      [
        ...dynamics.layers.flatMap(({ layer, probes: { running } }) =>
          curve(`the sum so far, from ${layer}`, running.state.r2),
        ),
        ...curve('control task, from lstm_1', dynamics.layers[0].probes.running.state.control),
        ...curve('the whole sum, from lstm_1', dynamics.layers[0].probes.target.state.r2),
      ],
      { x: 'step', y: 'R² on sequences not seen', domain: [-0.1, 1.05] },
    ),
  steering: ({ inspection: { dynamics } }) =>
    lines(
      dynamics.layers.flatMap(({ layer, steering }) => curve(layer, steering.slopes)),
      { x: 'step after which the state is moved', y: 'change of the answer per δ', domain: [0, 1.05] },
    ),
  modes: ({ inspection: { dynamics } }) => modes(dynamics.layers[1]),
  training: ({ inspection: { dynamics } }) => {
    const { epochs, fit, influence } = dynamics.training;
    return lines(
      [
        ...curve('R² of the model', fit, epochs),
        ...Object.entries(influence).flatMap(([method, r]) => curve(`r of ${method}`, r, epochs)),
      ],
      { x: 'epoch', y: 'R², and r with the truth', domain: [0.5, 1.02] },
    );
  },
};

/** @returns the drawing as SVG. */
export async function drawn(spec: TopLevelSpec): Promise<string> {
  const compiled = compile(
    { ...spec, background: 'white', padding: 12 },
    {
      // What is to be read aloud stands beside the figure, and every digit of a number would stand in the file.
      config: { ...vegaConfig(THEME), aria: false },
    },
  ).spec;
  const view = new View(parse({ ...compiled, background: 'white' }), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  return `${svg}\n`;
}

function curve(
  name: string,
  values: readonly number[],
  places: readonly number[] = values.map((_, i) => i + 1),
): Row[] {
  return values.map((value, i) => ({ name, place: places[i], value }));
}

function lines(
  rows: readonly Row[],
  { x, y, domain }: { readonly x: string; readonly y: string; readonly domain: readonly [number, number] },
): TopLevelSpec {
  const names = [...new Set(rows.map(({ name }) => name))];
  const legend = { orient: 'bottom', columns: 2, labelLimit: 300, symbolType: 'stroke', symbolSize: 300 } as const;
  const color = { field: 'name', type: 'nominal' as const, title: null, sort: names, legend };
  return {
    ...SIZE,
    data: { values: [...rows] },
    mark: { type: 'line', point: true },
    encoding: {
      x: { field: 'place', type: 'quantitative', title: x, axis: { tickMinStep: 1, format: 'd' } },
      y: { field: 'value', type: 'quantitative', title: y, scale: { domain: [...domain], nice: false } },
      color,
      strokeDash: color,
    },
  };
}

/** Eigenvalues in the complex plane. */
function modes({ fixedPoints: [point] }: DynamicsLayer): TopLevelSpec {
  const side = 300;
  const values = point.modes.flatMap(({ real, imaginary }): Row[] =>
    [imaginary, -imaginary].slice(0, imaginary === 0 ? 1 : 2).map((part) => ({ real, imaginary: part })),
  );
  const circle = Array.from({ length: 101 }, (_, turn): Row => {
    const angle = (turn * Math.PI) / 50;
    return { turn, real: Number(Math.cos(angle).toFixed(6)), imaginary: Number(Math.sin(angle).toFixed(6)) };
  });
  const axis = (field: string, title: string) => ({
    field,
    type: 'quantitative' as const,
    title,
    scale: { domain: [-1.1, 1.1], nice: false },
  });
  const [x, y] = [axis('real', 'real part of λ'), axis('imaginary', 'imaginary part')];
  return {
    width: side,
    height: side,
    layer: [
      {
        data: { values: circle },
        mark: { type: 'line', style: 'guide' },
        encoding: { x, y, order: { field: 'turn', type: 'quantitative' } },
      },
      { data: { values }, mark: { type: 'point', filled: true, size: 40, opacity: 0.8 }, encoding: { x, y } },
    ],
  };
}
