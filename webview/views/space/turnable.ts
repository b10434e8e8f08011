/** Lets a picture be turned with the pointer and with the arrow keys. */
import { h } from '../../dom.js';

type Turn = readonly [number, number];

export interface Turning {
  /** Called while it turns. */
  turned(turn: Turn): void;
  /** Called once it rests. */
  done(): void;
  current(): Turn;
}

/** Radians a pixel, and a press of a key. */
const DRAG = 0.01;
const KEY = Math.PI / 24;
/** Pixels that a press may move and still be a click. */
const CLICK = 3;
const KEYS: Readonly<Record<string, Turn>> = {
  ArrowLeft: [-KEY, 0],
  ArrowRight: [KEY, 0],
  ArrowUp: [0, KEY],
  ArrowDown: [0, -KEY],
};

export function turnable(picture: HTMLElement, { turned, done, current }: Turning) {
  const element = h('div', { class: 'turnable' }, picture);
  let enabled = false;
  /** Where the pointer was pressed. A press that does not move is a click, and picks a point. */
  let from: readonly [number, number] | undefined;
  const turn = ([around, over]: Turn) => {
    const [a, b] = current();
    // Never over the poles: up stays up.
    turned([a + around, Math.max(-Math.PI / 2, Math.min(Math.PI / 2, b + over))]);
  };
  element.addEventListener('pointerdown', (event) => {
    if (!enabled || event.button !== 0) return;
    from = [event.clientX, event.clientY];
  });
  element.addEventListener('pointermove', (event) => {
    if (!from) return;
    if (Math.hypot(event.clientX - from[0], event.clientY - from[1]) > CLICK && element.dataset.turning === undefined) {
      element.setPointerCapture(event.pointerId);
      element.dataset.turning = '';
    }
    if (element.dataset.turning !== undefined) turn([event.movementX * DRAG, event.movementY * DRAG]);
  });
  const release = (event: PointerEvent) => {
    from = undefined;
    if (element.dataset.turning === undefined) return;
    delete element.dataset.turning;
    if (element.hasPointerCapture(event.pointerId)) element.releasePointerCapture(event.pointerId);
    done();
  };
  element.addEventListener('pointerup', release);
  element.addEventListener('pointercancel', release);
  element.addEventListener('keydown', (event) => {
    const by = enabled ? KEYS[event.key] : undefined;
    if (!by) return;
    event.preventDefault();
    turn(by);
    done();
  });
  return {
    element,
    enable(on: boolean) {
      enabled = on;
      element.toggleAttribute('data-turnable', on);
      if (on) {
        element.tabIndex = 0;
        element.setAttribute('role', 'application');
        element.setAttribute('aria-label', 'State space in three dimensions: turn it with the arrow keys');
      } else {
        for (const name of ['tabindex', 'role', 'aria-label']) element.removeAttribute(name);
      }
    },
  };
}
