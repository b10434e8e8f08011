/** How far back a layer reaches, as lines and in words. Pure. */
import type { CarriedLayer, GradientByLag, LayerProbes } from '../../../src/core/analysis/dynamics/results.js';
import type { LagLine } from './lagSpec.js';

/** Features that get a line; more cannot be told apart. */
const MOST = 6;
/** R² under which an input can hardly be read. */
const HALF = 0.5;

/** A line a feature, and the control of the first one. */
export function inputLines({ inputs }: LayerProbes): LagLine[] {
  return inputs.slice(0, MOST).flatMap(({ feature, byLag }) => [
    { name: feature, values: byLag.r2 },
    { name: feature, values: byLag.control, control: true },
  ]);
}

export function readableText({ inputs }: LayerProbes): string {
  const told = inputs.slice(0, MOST).map(({ feature, byLag: { r2 } }) => {
    const lost = Array.from(r2).findIndex((value) => value < HALF);
    const name = inputs.length > 1 ? feature : 'An input';
    if (lost < 0) return `${name} can be read over the whole sequence.`;
    return lost === 0
      ? `${name} can hardly be read even at its own step.`
      : `${name} can be read (R² of ${HALF} or more) up to ${lost === 1 ? 'its own step' : `${lost - 1} ${lost === 2 ? 'step' : 'steps'} later`}.`;
  });
  const more = inputs.length > MOST ? ` ${inputs.length - MOST} more inputs are in the data.` : '';
  return `${told.join(' ')}${more} Dashed: the control task.`;
}

type Gradient = CarriedLayer['gradient'];

export function gradientLines({ layer, gradient }: CarriedLayer, input: Gradient): LagLine[] {
  const line = (name: string, found: Gradient): LagLine[] => ('reason' in found ? [] : [{ name, values: found.norms }]);
  return [...line(`state of ${layer}`, gradient), ...line('answer by the input', input)];
}

export function gradientText({ gradient }: CarriedLayer, input: Gradient): string {
  const of = (name: string, found: Gradient) =>
    `${name}: ${'reason' in found ? found.reason : (found as GradientByLag).reading}`;
  return [of('State', gradient), of('Answer', input)].join(' ');
}
