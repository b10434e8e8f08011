/** Traces with room for N samples, and what fills them. */
import { GATES, isRecurrent, type Layer, type LayerShape, type RecurrentLayer } from '../../model/spec.js';
import type { AttentionTrace, LayerTrace } from '../engine.js';
import type { States } from './recurrent.js';

export function emptyTraces(shapes: readonly LayerShape[], samples: number): LayerTrace[] {
  return shapes.flatMap(({ layer, inputSteps: steps = 1 }) =>
    directionsOf(layer).map(({ name, direction, of: { type, units } }) => {
      const values = () => new Float32Array(samples * steps * units);
      return {
        ...{ layer: name, type, direction, units, steps, hidden: values() },
        ...(type === 'lstm' && { cell: values() }),
        gates: Object.fromEntries(GATES[type].map((gate) => [gate, values()])),
      };
    }),
  );
}

interface Direction {
  readonly name: string;
  readonly direction: LayerTrace['direction'];
  readonly of: RecurrentLayer;
}

function directionsOf(layer: Layer): Direction[] {
  if (isRecurrent(layer)) return [{ name: layer.name, direction: 'forward', of: layer }];
  if (layer.type !== 'bidirectional') return [];
  return (['forward', 'backward'] as const).map((direction) => ({
    ...{ name: `${layer.name}.${direction}`, direction, of: layer.layer },
  }));
}

export function emptyAttention(shapes: readonly LayerShape[], samples: number): AttentionTrace[] {
  return shapes.flatMap(({ layer, inputSteps: steps = 1 }) => {
    if (layer.type !== 'selfAttention') return [];
    const { name, numHeads: heads } = layer;
    return [{ layer: name, heads, steps, weights: new Float32Array(samples * heads * steps * steps) }];
  });
}

/** Writes the values of one pass, from sample `first` on. */
export function copyStates(states: States, trace: LayerTrace, first: number): void {
  const at = first * trace.steps * trace.units;
  trace.hidden.set(states.hidden.dataSync(), at);
  trace.cell?.set(states.all('cell').dataSync(), at);
  for (const gate of GATES[trace.type]) trace.gates[gate]?.set(states.all(gate).dataSync(), at);
}
