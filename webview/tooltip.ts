/** The small table beside the pointer that names what a mark stands for. Text only: data never becomes markup. */
import type { Item, TooltipHandler } from 'vega';
import { h } from './dom.js';
import { formatNumber } from './format.js';
import type { TooltipFields } from './views/plotSpec.js';

const OFFSET = 12;
const bubble = h('table', { class: 'bubble', 'aria-hidden': 'true', hidden: true });

export function tooltipHandler(fields: TooltipFields): TooltipHandler {
  return (_handler, event, item: Item<unknown> | null) => {
    showTooltip(fields, rowOf(item?.datum), event);
  };
}

/** @param row what the pointer is on; nothing is told of it where it has none of the fields. */
export function showTooltip(fields: TooltipFields, row: Record<string, unknown> | undefined, event: MouseEvent): void {
  // Axes and legends have data of their own, without our fields.
  const known = Object.entries(fields).filter(([field]) => row?.[field] !== undefined);
  bubble.hidden = known.length === 0;
  if (bubble.hidden) return;
  bubble.replaceChildren(
    ...known.map(([field, label]) => h('tr', {}, h('th', { scope: 'row' }, label), h('td', {}, textOf(row?.[field])))),
  );
  document.body.append(bubble);
  place(event);
}

/** A plot that goes away takes its tooltip along. */
export function hideTooltip(): void {
  bubble.hidden = true;
}

function rowOf(datum: unknown): Record<string, unknown> {
  return typeof datum === 'object' && datum !== null ? (datum as Record<string, unknown>) : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : formatNumber(typeof value === 'number' ? value : undefined);
}

function place({ clientX, clientY }: MouseEvent): void {
  const { offsetWidth, offsetHeight } = bubble;
  const { clientWidth } = document.documentElement;
  const x = clientX + OFFSET + offsetWidth > clientWidth ? clientX - OFFSET - offsetWidth : clientX + OFFSET;
  const y = clientY + OFFSET + offsetHeight > innerHeight ? clientY - OFFSET - offsetHeight : clientY + OFFSET;
  bubble.style.setProperty('left', `${Math.max(0, x)}px`);
  bubble.style.setProperty('top', `${Math.max(0, y)}px`);
}
