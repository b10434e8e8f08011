/** The flow of states in the plane of their first principal components, with trajectories and fixed points. */
import type { TopLevelSpec } from 'vega-lite';
import type { Flow } from '../../../src/core/analysis/dynamics/flow.js';
import type { RestPoint } from '../../../src/core/analysis/dynamics/layerRest.js';
import { formatNumber, formatPercent } from '../../format.js';
import { type PlotLink, pointsLink } from '../link.js';
import { alignedAxis, frame, type PlotSpec, pictureLayer, type Row, unseen } from '../plotSpec.js';
import { kindOf, kindText } from './pointWords.js';

const HEIGHT = 360;
/** Pixels beside the drawing: labels and title of the vertical axis. */
const BESIDE = 60;
/** Length of the longest arrow, as a share of the way to the next one. */
const LONGEST = 0.95;
/** No arrow is shorter than this share of it: it would have no direction. */
const SHORTEST = 0.25;
/** Slower than this is told as this: rounding begins here. */
const STILL = 1e-16;
/** Pixels within which a fixed point is pointed at. */
const NEAR = 12;

export interface FlowDrawing {
  readonly flow: Flow;
  readonly points: readonly RestPoint[];
  readonly layer: string;
  /** Pixels of the whole plot: arrows point where states go. */
  readonly width: number;
}

export function flowPlot(drawing: FlowDrawing): PlotSpec {
  const { flow, points, layer } = drawing;
  const { grid, explained } = flow;
  const arrows = arrowRows(drawing);
  const [low, high] = speedEnds(flow);
  const names = explained.map((share, d) => `PC ${d + 1} of the state (${formatPercent(share)})`);
  const axis = (field: string, d: number) => ({
    field,
    type: 'quantitative' as const,
    title: names[d] ?? '',
    scale: { domain: [...grid.ends[d]], nice: false, zero: false },
    axis: { ...(field === 'y' ? alignedAxis : {}), tickCount: 5, format: '.2~g', grid: false },
  });
  const [x, y] = [axis('x', 0), axis('y', 1)];
  const color = {
    field: 'log',
    type: 'quantitative' as const,
    title: 'speed q, power of ten',
    scale: { domain: [low, high], range: 'gateLines' } as object,
    legend: {
      type: 'gradient' as const,
      orient: 'top' as const,
      direction: 'horizontal' as const,
      gradientLength: 160,
      // Arrows of the highest row reach beyond the plot.
      offset: 18,
      tickCount: 4,
      format: '.2~g',
    },
  };
  // Of all layers' legends Vega-Lite would make one with the symbols of the marks.
  const marked = { ...color, legend: null };
  const spec: TopLevelSpec = {
    ...frame(`Flow of the states of ${layer} under a constant input, in the plane of two principal components`, HEIGHT),
    resolve: { legend: { color: 'independent' } },
    layer: [
      pictureLayer,
      { data: { name: 'corner' }, mark: unseen, encoding: { x, y, color } },
      {
        data: { name: 'arrows' },
        mark: { type: 'rule', strokeWidth: 1.3, aria: false },
        encoding: { x, y, x2: { field: 'x2' }, y2: { field: 'y2' }, color: marked },
      },
      {
        data: { name: 'arrows' },
        mark: { type: 'point', shape: 'triangle', filled: true, size: 22, opacity: 1, stroke: null, aria: false },
        encoding: {
          x: { ...x, field: 'x2' },
          y: { ...y, field: 'y2' },
          color: marked,
          angle: { field: 'angle', type: 'quantitative', scale: null },
        },
      },
      {
        data: { name: 'points' },
        mark: { type: 'point', filled: true, style: 'standout', size: 110, opacity: 1, aria: false },
        encoding: {
          x,
          y,
          shape: {
            field: 'kind',
            type: 'nominal',
            title: 'fixed point',
            scale: {
              domain: ['stable', 'saddle', 'unstable'],
              range: ['circle', 'diamond', 'triangle-up'],
            },
            legend: points.length > 0 ? { orient: 'bottom', direction: 'horizontal' } : null,
          },
        },
      },
    ],
  };
  return {
    spec,
    data: { corner: [{ x: 0, y: 0, log: low }], arrows, points: pointRows(drawing) },
    height: HEIGHT + 104,
    marks: 1,
    picture: {
      kind: 'lines',
      points: sharesOf(flow.trajectories, grid.ends),
      length: flow.steps,
      values: Float32Array.from(flow.speeds, logOf),
      width: 1.2,
      opacity: 0.55,
    },
    tooltip: { point: 'Fixed point', kind: 'Kind', speed: 'Speed q' },
    rowAt: (right, down) => rowAt(drawing, right, down),
    numbers: () => arrows.map(({ angle: _, log: __, ...row }) => row),
    link: flowLink(drawing),
  };
}

type Ends = Flow['grid']['ends'];

/** [P,2] right and down as shares of the picture. @param places [P,2] right and up in the plane. */
function sharesOf(places: Float32Array, ends: Ends): Float32Array {
  return places.map((value, i) => {
    const [low, high] = ends[i % 2];
    const share = (value - low) / (high - low);
    return i % 2 === 0 ? share : 1 - share;
  });
}

function logOf(speed: number): number {
  return Math.log10(Math.max(STILL, speed));
}

/** Ends of the colour scale: of the states that were really there, too. */
function speedEnds({ grid, speeds }: Flow): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const list of [grid.speeds, speeds]) {
    for (const speed of list) {
      low = Math.min(low, logOf(speed));
      high = Math.max(high, logOf(speed));
    }
  }
  return low < high ? [low, high] : [low - 1, low + 1];
}

function placeOf({ columns, rows, ends }: Flow['grid'], at: number): [number, number] {
  const place = ([low, high]: readonly [number, number], index: number, count: number) =>
    count > 1 ? low + ((high - low) * index) / (count - 1) : 0;
  return [place(ends[0], at % columns, columns), place(ends[1], Math.floor(at / columns), rows)];
}

/** Each arrow begins where its state is; all have their true direction, and lengths that tell more from less. */
function arrowRows({ flow: { grid }, width }: FlowDrawing): Row[] {
  const { columns, rows, ends, moves, speeds } = grid;
  const [across, up] = ends.map(([low, high]) => high - low);
  const pixels = [Math.max(1, width - BESIDE) / across, HEIGHT / up];
  const cell = Math.min(Math.max(1, width - BESIDE) / columns, HEIGHT / Math.max(1, rows));
  const lengths = Array.from(speeds, (_, at) => Math.hypot(moves[2 * at] * pixels[0], moves[2 * at + 1] * pixels[1]));
  const longest = Math.max(...lengths);
  return lengths.map((length, at): Row => {
    const [x, y] = placeOf(grid, at);
    // Square roots: the longest would leave the others without a length.
    const drawn = cell * LONGEST * Math.max(SHORTEST, Math.sqrt(length / longest));
    const scale = length > 0 ? drawn / length : 0;
    const [right, top] = [moves[2 * at], moves[2 * at + 1]];
    return {
      x,
      y,
      x2: x + right * scale,
      y2: y + top * scale,
      angle: (Math.atan2(right * pixels[0], top * pixels[1]) * 180) / Math.PI,
      log: logOf(speeds[at]),
      speed: speeds[at],
    };
  });
}

function pointRows({ flow, points }: FlowDrawing): Row[] {
  return points.map((point, index) => ({
    x: flow.points[2 * index],
    y: flow.points[2 * index + 1],
    point: String(index + 1),
    kind: kindOf(point),
  }));
}

/** A fixed point where one is near, else the nearest state of the grid. */
function rowAt({ flow, points, width }: FlowDrawing, right: number, down: number): Row | undefined {
  const { grid } = flow;
  const places = sharesOf(flow.points, grid.ends);
  const near = points.findIndex((_, index) => {
    const across = (places[2 * index] - right) * Math.max(1, width - BESIDE);
    return Math.hypot(across, (places[2 * index + 1] - down) * HEIGHT) < NEAR;
  });
  if (near >= 0) {
    return { point: String(near + 1), kind: kindText(points[near]), speed: formatNumber(points[near].speed, 2) };
  }
  const column = Math.round(right * (grid.columns - 1));
  const row = Math.round((1 - down) * (grid.rows - 1));
  const speed = grid.speeds[row * grid.columns + column];
  return speed === undefined ? undefined : { speed: formatNumber(speed, 2) };
}

function flowLink({ flow, points, layer }: FlowDrawing): PlotLink {
  const places = sharesOf(flow.points, flow.grid.ends);
  return pointsLink(
    'point',
    points.map((_, index) => ({ value: index, right: places[2 * index], down: places[2 * index + 1] })),
    { layer },
    (selection) => selection.layer === layer,
  );
}
