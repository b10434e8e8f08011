/** How long each unit of a gated layer holds what it has: one dot a unit, the longest first. */
import type { TopLevelSpec } from 'vega-lite';
import { pointsLink } from '../link.js';
import { alignedAxis, frame, type PlotSpec, type Row } from '../plotSpec.js';

const HEIGHT = 200;
/** What lasts longer than this many times the sequences is drawn there: no one could tell it from for ever. */
const MOST = 100;
const LEAST = 0.05;

/** @param halfLives [H] steps. @param steps of a sequence. */
export function halfLivesPlot(halfLives: ArrayLike<number>, layer: string, steps: number): PlotSpec {
  const drawn = (value: number) => Math.max(LEAST, Math.min(MOST * steps, value));
  const units = Array.from(halfLives, (_, unit) => unit)
    // A message turns what is endless into null only where it is JSON: arrays keep it.
    .filter((unit) => !Number.isNaN(halfLives[unit]))
    .sort((a, b) => drawn(halfLives[b]) - drawn(halfLives[a]));
  const rows = units.map((unit, place): Row => {
    const value = halfLives[unit];
    return { place: place + 1, unit: unit + 1, halfLife: Number.isFinite(value) ? value : '∞', drawn: drawn(value) };
  });
  const all = [...units.map((unit) => drawn(halfLives[unit])), steps];
  const ends = [Math.min(...all) / 1.3, Math.max(...all) * 1.3];
  const x = {
    field: 'place',
    type: 'quantitative' as const,
    title: 'units, the longest first',
    scale: { domain: [0.5, units.length + 0.5], nice: false, zero: false },
    axis: { tickMinStep: 1, format: 'd', tickCount: 8 },
  };
  const y = {
    field: 'drawn',
    type: 'quantitative' as const,
    title: 'half-life, steps',
    scale: { type: 'log' as const, domain: ends, nice: false },
    axis: { ...alignedAxis, tickCount: 5, format: '~g' },
  };
  const spec: TopLevelSpec = {
    ...frame(`Half-lives of the ${units.length} units of ${layer}`, HEIGHT),
    layer: [
      {
        data: { name: 'limit' },
        mark: { type: 'rule', style: 'guide', aria: false },
        encoding: { y: { ...y, field: 'steps' } },
      },
      { data: { name: 'units' }, mark: { type: 'point', filled: true, size: 45, aria: false }, encoding: { x, y } },
    ],
  };
  const [low, high] = ends.map(Math.log);
  return {
    spec,
    data: { units: rows, limit: [{ steps }] },
    height: HEIGHT + 50,
    marks: rows.length,
    tooltip: { unit: 'Unit', halfLife: 'Half-life, steps' },
    numbers: () => rows.map(({ unit, halfLife }) => ({ unit, halfLife })),
    link: pointsLink(
      'unit',
      units.map((unit, place) => ({
        value: unit,
        right: (place + 0.5) / units.length,
        down: 1 - (Math.log(drawn(halfLives[unit])) - low) / (high - low),
      })),
      { layer },
      (selection) => selection.layer === layer,
    ),
  };
}
