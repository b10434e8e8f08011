/** The dynamics of a model as plain JSON. */
import { isUnfit } from '../influence/influence.js';
import type { Dynamics, LayerDynamics, LayerProbes, ProbedQuantity } from './results.js';

export function dynamicsDocument({ layers, ablations, inputGradient, ...about }: Dynamics) {
  return {
    ...about,
    layers: layers.map(layerDocument),
    // Units are counted from 1, as in the views.
    ablations: ablations.map(({ unit, ...row }) => ({ ...row, unit: unit + 1 })),
    inputGradient: plain(inputGradient),
  };
}

function layerDocument(dynamics: LayerDynamics) {
  const { layer, type, units, halfLives, rest, lineAttractor, probes, integrator, gradient, steering } = dynamics;
  return {
    ...{ layer, type, units },
    ...(halfLives ? { halfLives: [...halfLives] } : {}),
    ...(rest
      ? {
          input: [...rest.input],
          search: plain(rest.search),
          fixedPoints: rest.points.map(({ state, speed, starts, answer, spectrum }) => ({
            state: [...state],
            ...(answer ? { answer: [...answer] } : {}),
            speed,
            starts,
            stable: spectrum.stable,
            unstableModes: spectrum.unstable,
            modes: spectrum.modes.map(({ direction, ...mode }) => ({ ...mode, direction: [...direction] })),
          })),
        }
      : {}),
    lineAttractor,
    probes: isUnfit(probes) ? probes : probesDocument(probes),
    integrator: plain(integrator),
    gradient: plain(gradient),
    steering: plain(steering),
  };
}

function probesDocument({ running, target, inputs, steps, ...about }: LayerProbes) {
  const quantity = ({ directions, ...scores }: ProbedQuantity) => ({
    ...(plain(scores) as object),
    directions: nested(directions, steps),
  });
  return {
    ...about,
    running: quantity(running),
    target: isUnfit(target) ? target : quantity(target),
    inputs: inputs.map(({ feature, r2, byLag }) => ({ feature, r2: nested(r2, steps), byLag: plain(byLag) })),
  };
}

/** Numbers as plain arrays, however deep they stand. */
export function plain(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

function nested(values: Float64Array, rows: number): number[][] {
  const width = values.length / rows;
  return Array.from({ length: rows }, (_, row) => [...values.subarray(row * width, (row + 1) * width)]);
}
