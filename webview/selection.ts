/** Reads selections that come from outside: an earlier page's, or a link's. Pure. */
import { TRACE_NAMES } from './explain.js';
import { SECTIONS, type Selection, VIEWS } from './protocol.js';

/** As much of it as this version understands; the rest is left out. */
export function readSelection(value: unknown): Partial<Selection> {
  const { view, sample, sequence, layer, trace, step, unit, point, section } = asObject(value);
  const known: Partial<Selection> = {
    view: VIEWS.find((other) => other === view),
    sample: asIndex(sample),
    sequence: asIndex(sequence),
    layer: typeof layer === 'string' ? layer : undefined,
    trace: (Object.keys(TRACE_NAMES) as Selection['trace'][]).find((other) => other === trace),
    step: asIndex(step),
    unit: asIndex(unit),
    point: asIndex(point),
    section: SECTIONS.find((other) => other === section),
  };
  return Object.fromEntries(Object.entries(known).filter(([, part]) => part !== undefined));
}

export function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** A whole number from 0 on. */
export function asIndex(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;
}
