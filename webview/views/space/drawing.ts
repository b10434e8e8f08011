/** From what is selected to what is drawn of the state space. */
import type { LayerPopulation, Population } from '../../../src/core/analysis/population/population.js';
import { DIMENSIONS } from '../../../src/core/analysis/population/shape.js';
import { project } from '../../../src/core/analysis/stateSpace/projection.js';
import { findingOf } from '../../findings.js';
import { formatCount, formatPercent } from '../../format.js';
import type { Embedding } from '../../protocol.js';
import { sameEmbedding } from '../../store.js';
import type { Options, SpaceMethod } from '../options.js';
import type { Shown } from '../shown.js';
import { type PointColors, pointColors } from './colors.js';
import { type Direction, directionOf } from './direction.js';
import { type Bounds, boundsOf, type Points } from './geometry.js';
import type { SpaceDrawing } from './spaceSpec.js';
import { boundsSeen } from './zoom.js';

export interface SpaceState {
  readonly method: SpaceMethod;
  readonly points: Points;
  readonly bounds: Bounds;
  readonly colors: PointColors;
  readonly steps: number;
  readonly sample?: Points;
  readonly sampleName?: string;
  readonly lineNames: (line: number) => string;
  readonly direction?: Direction;
  readonly axisNames: readonly string[];
  readonly dimensions: 2 | 3;
  /** The layout that was asked for, however far it is. */
  readonly embedding?: Embedding;
  /** It is wanted and not there. */
  readonly missing: boolean;
  readonly note: string;
}

/** @param final the same layer of the final model: the picture shows its part of space for every checkpoint. */
export function stateOf(
  shown: Shown,
  population: Population,
  layer: LayerPopulation,
  final: LayerPopulation,
  live: boolean,
): SpaceState {
  const { snapshot, selection, inspection, epoch, page } = shown;
  const { options } = page;
  const { steps, layer: name } = layer.mean;
  const colors = pointColors(options.color, population, inspection?.features ?? [], steps);
  // Layouts are made of the final model only.
  const method = live && epoch === undefined ? options.method : 'pca';
  const base = { steps, dimensions: options.dimensions };
  if (method === 'pca') {
    const points = { coordinates: layer.space.points, width: DIMENSIONS };
    const bounds = boundsOf({ coordinates: final.space.points, width: DIMENSIONS });
    const direction = directionIn(shown, layer, bounds);
    const states = inspection?.samples[selection.sample];
    const hidden = states?.layers.find((entry) => entry.layer === name)?.hidden;
    return {
      ...base,
      method,
      points,
      bounds,
      direction,
      colors,
      sample: hidden && { coordinates: project(hidden, layer.space.axes, DIMENSIONS), width: DIMENSIONS },
      sampleName: states?.label,
      lineNames: (line) => `${population.part} sequence ${line + 1} of ${population.sequences}`,
      axisNames: layer.space.explained.slice(0, 3).map((share, d) => `PC ${d + 1} (${formatPercent(share)})`),
      missing: false,
      note: [
        hidden ? `The line that stands out is ${states?.label}.` : '',
        direction
          ? `Dashed: where the ${direction.name} grows, of which ${formatPercent(direction.share)} lies within these components.`
          : '',
        epoch === undefined ? '' : 'Along the axes of the final model.',
        options.method !== 'pca' && epoch !== undefined ? 'Other layouts are made of the final model only.' : '',
      ]
        .filter((part) => part)
        .join(' '),
    };
  }
  const key = { layer: name, method, dimensions: options.dimensions };
  const embedding = snapshot.embeddings.find((other) => sameEmbedding(other, key));
  const done = embedding?.kind === 'done' ? embedding : undefined;
  const sequences = done?.sequences ?? [];
  const points = { coordinates: done?.points ?? new Float32Array(), width: options.dimensions };
  const axis = method === 'tsne' ? 't-SNE' : 'UMAP';
  return {
    ...base,
    method,
    points,
    bounds: boundsOf(points),
    colors: chosenLines(colors, sequences, steps),
    lineNames: (line) => `${population.part} sequence ${(sequences[line] ?? line) + 1} of ${population.sequences}`,
    axisNames: [1, 2, 3].map((d) => `${axis} ${d}`),
    embedding,
    missing: done === undefined,
    note:
      sequences.length < population.sequences && done
        ? `The layout is made of ${formatCount(sequences.length)} of them, since it compares all states with each other.`
        : '',
  };
}

/** The direction that was asked for, once it is known; of the final model only. */
function directionIn({ snapshot, selection, page, epoch }: Shown, layer: LayerPopulation, bounds: Bounds) {
  const { direction } = page.options;
  if (direction === undefined || epoch !== undefined) return undefined;
  const finding = findingOf(snapshot.findings, { about: 'carried' });
  const own = finding?.kind === 'done' && finding.answer.layers.find((entry) => entry.layer === layer.mean.layer);
  const step = selection.step ?? layer.mean.steps - 1;
  return own ? directionOf(own, direction, step, layer.space.axes, bounds) : undefined;
}

/** Points that can be drawn anew in every frame. */
const MOVING = 4000;

/** Every so manieth line is drawn while the picture moves. */
export function thinning({ points, steps }: SpaceState): number {
  const lines = points.coordinates.length / points.width / steps;
  return Math.max(1, Math.ceil((lines * steps) / MOVING));
}

/** Every so manieth line of a state space. */
export function thinned(state: SpaceState, every: number): SpaceState {
  const { points, colors, steps, lineNames } = state;
  const lines = Math.ceil(points.coordinates.length / points.width / steps / every);
  const kept = Array.from({ length: lines }, (_, line) => line * every);
  const size = steps * points.width;
  const coordinates = new Float32Array(lines * size);
  for (const [index, line] of kept.entries()) {
    coordinates.set(points.coordinates.subarray(line * size, (line + 1) * size), index * size);
  }
  return {
    ...state,
    points: { ...points, coordinates },
    colors: chosenLines(colors, kept, steps),
    lineNames: (line) => lineNames(kept[line] ?? line),
  };
}

/** @param width of the picture, pixels. */
export function drawingOf(
  state: SpaceState,
  { turn, zoom }: Pick<Options, 'turn' | 'zoom'>,
  width: number,
): SpaceDrawing {
  const { method, points, bounds, colors, steps, sample, sampleName, lineNames, axisNames, dimensions, direction } =
    state;
  return {
    points,
    bounds: boundsSeen(bounds, zoom),
    colors,
    steps,
    sample,
    sampleName,
    direction,
    axisNames,
    lineName: lineNames,
    turn: dimensions === 3 ? turn : undefined,
    width,
    description: `State space (${method}, ${dimensions} dimensions): sequences of ${steps} steps, coloured by ${colors.name}`,
  };
}

function chosenLines(colors: PointColors, lines: readonly number[], steps: number): PointColors {
  const values = new Float32Array(lines.length * steps);
  for (const [index, line] of lines.entries()) {
    values.set(colors.values.subarray(line * steps, (line + 1) * steps), index * steps);
  }
  return { ...colors, values };
}
