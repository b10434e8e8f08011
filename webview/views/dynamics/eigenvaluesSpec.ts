/** The modes of a fixed point in the complex plane: within the unit circle they die out, outside they grow. */
import type { TopLevelSpec } from 'vega-lite';
import type { RestPoint } from '../../../src/core/analysis/dynamics/layerRest.js';
import { alignedAxis, frame, type PlotSpec, type Row } from '../plotSpec.js';
import { stepsText } from './pointWords.js';

const HEIGHT = 300;
/** Pixels beside the drawing: labels and title of the vertical axis. */
const BESIDE = 60;

/** @param width of the whole plot, pixels: the circle is round. */
export function eigenvaluesPlot(point: RestPoint, name: string, width: number): PlotSpec {
  const rows = point.modes.flatMap(({ real, imaginary, size, timeConstant }): Row[] => {
    const row = {
      real,
      size,
      mode: size < 1 ? 'dies out' : 'grows',
      time: stepsText(timeConstant),
      turn: imaginary === 0 ? (real < 0 ? '2' : '–') : stepsText((2 * Math.PI) / Math.atan2(imaginary, real)),
    };
    return imaginary === 0
      ? [{ ...row, imaginary }]
      : [
          { ...row, imaginary },
          { ...row, imaginary: -imaginary },
        ];
  });
  const reach = 1.08 * Math.max(1, ...point.modes.map(({ size }) => size));
  const across = (reach * Math.max(1, width - BESIDE)) / HEIGHT;
  const axis = (field: string, title: string, end: number) => ({
    field,
    type: 'quantitative' as const,
    title,
    scale: { domain: [-end, end], nice: false, zero: false },
    axis: { ...(field === 'imaginary' ? alignedAxis : {}), tickCount: 5, format: '~g' },
  });
  const [x, y] = [axis('real', 'real part of λ', across), axis('imaginary', 'imaginary part', reach)];
  const spec: TopLevelSpec = {
    ...frame(`Eigenvalues at ${name} in the complex plane, with the unit circle`, HEIGHT),
    layer: [
      {
        data: { name: 'circle' },
        mark: { type: 'line', style: 'guide', aria: false },
        encoding: { x, y, order: { field: 'turn' } },
      },
      {
        data: { name: 'modes' },
        mark: { type: 'point', filled: true, size: 50, opacity: 0.8, aria: false },
        encoding: {
          x,
          y,
          color: {
            field: 'mode',
            type: 'nominal',
            title: null,
            scale: { domain: ['dies out', 'grows'] },
            legend: { orient: 'top', direction: 'horizontal' },
          },
          shape: {
            field: 'mode',
            type: 'nominal',
            title: null,
            scale: { domain: ['dies out', 'grows'], range: ['circle', 'triangle-up'] },
          },
        },
      },
    ],
  };
  return {
    spec,
    data: { circle: CIRCLE, modes: rows },
    height: HEIGHT + 60,
    marks: rows.length,
    tooltip: {
      size: '|λ|',
      real: 'Real part',
      imaginary: 'Imaginary part',
      time: 'Time constant, steps',
      turn: 'Turns once in, steps',
    },
    numbers: () => rows,
  };
}

const CIRCLE: Row[] = Array.from({ length: 97 }, (_, turn) => ({
  turn,
  real: Math.cos((2 * Math.PI * turn) / 96),
  imaginary: Math.sin((2 * Math.PI * turn) / 96),
}));
