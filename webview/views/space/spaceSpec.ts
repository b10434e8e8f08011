/** Hidden states as points, one line a sequence: flat with axes, or turned in three dimensions. */
import type { TopLevelSpec } from 'vega-lite';
import { type PlotLink, pointsLink } from '../link.js';
import { alignedAxis, frame, type PlotSpec, pictureLayer, type Row, unseen } from '../plotSpec.js';
import type { PointColors } from './colors.js';
import type { Direction } from './direction.js';
import { type Bounds, flat, type Points, seen, turned } from './geometry.js';

const HEIGHT = 380;

export interface SpaceDrawing {
  readonly points: Points;
  readonly bounds: Bounds;
  readonly colors: PointColors;
  /** Points of one line. */
  readonly steps: number;
  /** The selected sample seen in the same space: a line that stands out. */
  readonly sample?: Points;
  readonly sampleName?: string;
  /** Where a probe's quantity grows. */
  readonly direction?: Direction;
  /** What the axes are called. */
  readonly axisNames: readonly string[];
  /** What each line is called in the tooltip. */
  readonly lineName: (line: number) => string;
  /** Undefined in two dimensions. */
  readonly turn?: readonly [number, number];
  /** Width of the picture in pixels, which a ball needs to stay round. */
  readonly width: number;
  readonly description: string;
}

export function spacePlot(drawing: SpaceDrawing): PlotSpec {
  const { bounds, colors, steps, turn, width, lineName } = drawing;
  const placed = (points: Points) => (turn ? seen(points, bounds, turn, width / HEIGHT) : flat(points, bounds));
  const places = placed(drawing.points);
  const lines = places.length / 2 / steps;
  const crowd = lines > 60;
  return {
    spec: turn ? ballSpec(drawing) : flatSpec(drawing),
    data: {
      corner: CORNER,
      sample: sampleRows(drawing, placed),
      direction: directionRows(drawing, placed),
      ...(turn ? { axes: axisRows(drawing, turn) } : {}),
    },
    height: HEIGHT + 60,
    parameters: turn ? undefined : endsOf(bounds),
    marks: 1,
    link: spaceLink(drawing, placed, places),
    tooltip: { line: 'Sequence', step: 'Step', value: colors.name },
    picture: {
      kind: 'lines',
      points: places,
      length: steps,
      values: colors.values,
      width: crowd ? 0.8 : 1.4,
      opacity: crowd ? 0.45 : 0.8,
      // Thousands of dots hide the lines, and take longer than they do.
      dots: lines * steps <= DOTS,
    },
    numbers: () => pointRows(drawing),
    /** The nearest point, where one is near enough. */
    rowAt(right, down) {
      const ratio = width / HEIGHT;
      let nearest = -1;
      let least = (NEAR / HEIGHT) ** 2;
      for (let point = 0; 2 * point < places.length; point++) {
        const distance = ((places[2 * point] - right) * ratio) ** 2 + (places[2 * point + 1] - down) ** 2;
        if (distance >= least) continue;
        least = distance;
        nearest = point;
      }
      if (nearest < 0) return undefined;
      const line = Math.floor(nearest / steps);
      return { line: lineName(line), step: (nearest % steps) + 1, value: colors.values[nearest] };
    },
  };
}

/** The steps of all lines can be picked; the picked one is marked on the sample's line. */
function spaceLink(
  { sample, steps }: SpaceDrawing,
  placed: (points: Points) => Float32Array,
  all: Float32Array,
): PlotLink {
  const stepPoints = (places: Float32Array) =>
    Array.from({ length: places.length / 2 }, (_, point) => ({
      value: point % steps,
      right: places[2 * point],
      down: places[2 * point + 1],
    }));
  const own = pointsLink('step', sample ? stepPoints(placed(sample)) : []);
  return {
    ...own,
    right: { key: 'step', values: Array.from({ length: steps }, (_, step) => step) },
    pick: (right, down) => own.pick(right, down) ?? pointsLink('step', stepPoints(all)).pick(right, down),
  };
}

/** Every point with its coordinates in the space itself. */
function pointRows({ points: { coordinates, width }, colors, steps, axisNames, lineName }: SpaceDrawing): Row[] {
  return Array.from({ length: coordinates.length / width }, (_, point) => ({
    line: lineName(Math.floor(point / steps)),
    step: (point % steps) + 1,
    ...Object.fromEntries(
      axisNames.slice(0, width).map((name, d) => [name.replace(/ \(.*/, ''), coordinates[point * width + d]]),
    ),
    [colors.name]: colors.values[point],
  }));
}

/** The sample's points where the picture has them: shares of its width and height. */
function sampleRows({ sample, sampleName = '' }: SpaceDrawing, placed: (points: Points) => Float32Array): Row[] {
  if (!sample) return [];
  const places = placed(sample);
  return Array.from({ length: places.length / 2 }, (_, t) => ({
    right: places[2 * t],
    down: places[2 * t + 1],
    step: t + 1,
    line: sampleName,
  }));
}

/** Both ends, where the picture has them; the second one bears the name. */
function directionRows({ direction }: SpaceDrawing, placed: (points: Points) => Float32Array): Row[] {
  if (!direction) return [];
  const places = placed(direction.ends);
  return [0, 1].map((end) => ({
    right: places[2 * end],
    down: places[2 * end + 1],
    end,
    name: end === 1 ? `more ${direction.name}` : '',
  }));
}

type Layer = Extract<TopLevelSpec, { layer: unknown[] }>['layer'][number];

/** Its axes are the picture's sides, so that it needs no others. */
const sampleLayer: Layer = {
  data: { name: 'sample' },
  transform: [
    { calculate: 'datum.right * width', as: 'x' },
    { calculate: 'datum.down * height', as: 'y' },
  ],
  mark: { type: 'line', style: 'standout', aria: false, clip: true, point: { style: 'standout', size: 40 } },
  encoding: {
    x: { field: 'x', type: 'quantitative', scale: null },
    y: { field: 'y', type: 'quantitative', scale: null },
    order: { field: 'step' },
  },
};

const PLACED = [
  { calculate: 'datum.right * width', as: 'x' },
  { calculate: 'datum.down * height', as: 'y' },
];
const PLACE = {
  x: { field: 'x', type: 'quantitative', scale: null },
  y: { field: 'y', type: 'quantitative', scale: null },
} as const;

const directionLayers: Layer[] = [
  {
    data: { name: 'direction' },
    transform: PLACED,
    mark: { type: 'line', style: 'standout', strokeDash: [6, 4], aria: false, clip: true, tooltip: null },
    encoding: { ...PLACE, order: { field: 'end' } },
  },
  {
    data: { name: 'direction' },
    transform: PLACED,
    mark: { type: 'text', dy: -8, fontWeight: 'bold', aria: false, limit: 160, tooltip: null },
    encoding: { ...PLACE, text: { field: 'name', type: 'nominal' } },
  },
];

/** Points that are dots, too. */
const DOTS = 6000;

/** Pixels within which a point is pointed at. */
const NEAR = 14;
const CORNER: Row[] = [{ x: 0, y: 0, value: 0 }];

function colorOf({ colors }: SpaceDrawing) {
  const [low, high] = colors.domain;
  return {
    field: 'value',
    type: 'quantitative',
    title: colors.name,
    scale: { domain: [low, high], range: colors.diverging ? 'lines' : 'gateLines' } as object,
    legend: { orient: 'top', direction: 'horizontal', gradientLength: 160, offset: 4, tickCount: 4, format: '.3~g' },
  } as const;
}

/** What the ends of the axes are called in the spec: they move while one zooms. */
const ENDS = [
  ['left', 'right'],
  ['bottom', 'top'],
] as const;

function endsOf({ ends }: Bounds): PlotSpec['parameters'] {
  return Object.fromEntries(ENDS.flatMap((names, d) => names.map((name, side) => [name, (ends[d] ?? [-1, 1])[side]])));
}

function flatSpec(drawing: SpaceDrawing): TopLevelSpec {
  const { axisNames, description } = drawing;
  const axis = (field: string, d: number) => ({
    field,
    type: 'quantitative' as const,
    title: axisNames[d] ?? '',
    scale: { domain: ENDS[d].map((expr) => ({ expr })), nice: false, zero: false },
    axis: { ...(field === 'y' ? alignedAxis : {}), tickCount: 5, format: '.2~g' },
  });
  return {
    ...frame(description, HEIGHT),
    layer: [
      pictureLayer,
      {
        data: { name: 'corner' },
        mark: unseen,
        encoding: { x: axis('x', 0), y: axis('y', 1), color: colorOf(drawing) },
      },
      sampleLayer,
      ...directionLayers,
    ],
  };
}

/** The axes of the ball stand in its middle and turn with it. */
function ballSpec(drawing: SpaceDrawing): TopLevelSpec {
  const { description, width } = drawing;
  const ratio = width / HEIGHT;
  const hidden = (field: string, reach: number) => ({
    field,
    type: 'quantitative' as const,
    scale: { domain: [-reach, reach], nice: false, zero: false },
    axis: null,
  });
  const [x, y] = [hidden('x', ratio), hidden('y', 1)];
  return {
    ...frame(description, HEIGHT),
    layer: [
      pictureLayer,
      { data: { name: 'corner' }, mark: unseen, encoding: { x, y, color: colorOf(drawing) } },
      sampleLayer,
      ...directionLayers,
      {
        data: { name: 'axes' },
        mark: { type: 'rule', style: 'guide', aria: false },
        encoding: { x, y, x2: { field: 'x2' }, y2: { field: 'y2' } },
      },
      {
        data: { name: 'axes' },
        mark: { type: 'text', style: 'quiet', stroke: null, aria: false },
        encoding: { x: { ...x, field: 'x2' }, y: { ...y, field: 'y2' }, text: { field: 'name', type: 'nominal' } },
      },
    ],
  };
}

/** From the middle to the end of the bounds along each coordinate. */
function axisRows({ bounds, axisNames }: SpaceDrawing, turn: readonly [number, number]): Row[] {
  return bounds.ends.slice(0, 3).map(([low, high], d) => {
    const direction = [0, 0, 0];
    direction[d] = (0.6 * (high - low)) / bounds.radius;
    const [x2, y2] = turned(direction, turn);
    return { x: 0, y: 0, x2, y2, name: (axisNames[d] ?? '').replace(/ \(.*/, '') };
  });
}
