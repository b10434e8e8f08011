/** The dynamics of a model as plain JSON. */
import type { Dynamics, LayerDynamics } from './results.js';

export function dynamicsDocument({ layers, ablations, ...about }: Dynamics) {
  return {
    ...about,
    layers: layers.map(layerDocument),
    // Units are counted from 1, as in the views.
    ablations: ablations.map(({ unit, ...row }) => ({ ...row, unit: unit + 1 })),
  };
}

function layerDocument({ halfLives, rest, ...layer }: LayerDynamics) {
  return {
    ...layer,
    ...(halfLives ? { halfLives: [...halfLives] } : {}),
    ...(rest
      ? {
          input: [...rest.input],
          search: rest.search,
          fixedPoints: rest.points.map(({ state, speed, starts, spectrum }) => ({
            state: [...state],
            speed,
            starts,
            stable: spectrum.stable,
            unstableModes: spectrum.unstable,
            modes: spectrum.modes.map(({ direction, ...mode }) => ({ ...mode, direction: [...direction] })),
          })),
        }
      : {}),
  };
}
