/** Lets what is in a plot be dragged. A press that does not move is a click, and no drag. */
import type { PlotDrag } from './views/plotSpec.js';

/** Pixels that a press may move and still be a click. */
const CLICK = 3;

/** @param place of the pointer, as shares of the plot's width and height. */
export function draggable(
  element: HTMLElement,
  drag: () => PlotDrag | undefined,
  place: (event: PointerEvent) => [number, number] | undefined,
): void {
  let taken: number | undefined;
  let from: readonly [number, number] = [0, 0];
  let moving = false;
  element.addEventListener('pointerdown', (event) => {
    const at = place(event);
    const inside = at?.every((share) => share >= 0 && share < 1);
    if (event.button !== 0 || !at || !inside) return;
    taken = drag()?.begin(...at);
    from = [event.clientX, event.clientY];
  });
  element.addEventListener('pointermove', (event) => {
    if (taken === undefined) return;
    if (!moving && Math.hypot(event.clientX - from[0], event.clientY - from[1]) <= CLICK) return;
    if (!moving) element.setPointerCapture(event.pointerId);
    moving = true;
    const at = place(event);
    if (at) drag()?.move(taken, at[1], at[0]);
  });
  const release = () => {
    taken = undefined;
    if (!moving) return;
    moving = false;
    drag()?.end();
  };
  element.addEventListener('pointerup', release);
  element.addEventListener('pointercancel', release);
}
