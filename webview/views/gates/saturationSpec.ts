/** One point a unit: how often its gate is shut and how often it is wide open (after Karpathy et al. 2015). */
import type { TopLevelSpec } from 'vega-lite';
import { CLOSED, OPEN } from '../../../src/core/analysis/population/gates.js';
import type { LayerPopulation } from '../../../src/core/analysis/population/population.js';
import type { Gate } from '../../../src/core/model/spec.js';
import { TRACE_NAMES } from '../../explain.js';
import { type PlotLink, pointsLink } from '../link.js';
import { frame, type PlotSpec, type Row } from '../plotSpec.js';

const HEIGHT = 220;

export function saturationPlot(gate: Gate, layers: readonly LayerPopulation[]): PlotSpec {
  const rows = layers.flatMap(({ mean, gates }): Row[] =>
    Array.from(gates[gate]?.closed ?? [], (closed, unit) => ({
      layer: mean.layer,
      unit: unit + 1,
      closed,
      open: gates[gate]?.open[unit] ?? 0,
    })),
  );
  const { name } = TRACE_NAMES[gate];
  const share = (field: string, title: string) => ({
    field,
    type: 'quantitative' as const,
    title,
    scale: { domain: [0, 1] },
    axis: { format: '.0%', tickCount: 5 },
  });
  const [x, y] = [share('closed', `time under ${CLOSED}`), share('open', `time over ${OPEN}`)];
  const several = layers.length > 1;
  const spec: TopLevelSpec = {
    ...frame(`${name}: how often each of ${rows.length} units is shut, and how often wide open`, HEIGHT),
    layer: [
      // No unit can be beyond this line: the two shares add up to one at most.
      {
        data: { name: 'limit' },
        mark: { type: 'line', style: 'guide', aria: false },
        encoding: { x, y },
      },
      {
        data: { name: 'units' },
        mark: { type: 'point', filled: true, size: 45, opacity: 0.65, clip: false, aria: false },
        encoding: {
          x,
          y,
          ...(several
            ? {
                color: {
                  field: 'layer',
                  type: 'nominal',
                  title: null,
                  sort: layers.map(({ mean }) => mean.layer),
                  legend: { orient: 'top', direction: 'horizontal', columns: 2 },
                },
              }
            : {}),
        },
      },
    ],
  };
  return {
    spec,
    data: {
      units: rows,
      limit: [
        { closed: 0, open: 1 },
        { closed: 1, open: 0 },
      ],
    },
    height: HEIGHT + 50,
    marks: rows.length,
    link: saturationLink(layers, rows),
    tooltip: {
      ...(several ? { layer: 'Layer' } : {}),
      unit: 'Unit',
      closed: `Time under ${CLOSED}`,
      open: `Time over ${OPEN}`,
    },
  };
}

/** Units of several layers in one plot are picked, layer by layer, with the pointer only. */
function saturationLink(layers: readonly LayerPopulation[], rows: readonly Row[]): PlotLink {
  const links = layers.map(({ mean: { layer } }) => {
    const points = rows
      .filter((row) => row.layer === layer)
      .map(({ unit, closed, open }) => ({
        value: Number(unit) - 1,
        right: Number(closed),
        down: 1 - Number(open),
      }));
    return pointsLink('unit', points, { layer }, (selection) => selection.layer === layer);
  });
  return {
    ...links[0],
    pick: (right, down) => links.map((link) => link.pick(right, down)).find((picked) => picked),
    shapes: (selection) => links.flatMap((link) => link.shapes(selection)),
  };
}
