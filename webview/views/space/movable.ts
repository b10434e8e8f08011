/** Lets a picture be moved with the pointer, the wheel and the keyboard. What that means is for the view to say. */
import { h } from '../../dom.js';

export interface Moving {
  /** By so many pixels to the right and down. */
  dragged(right: number, down: number): void;
  /** @param place right and down as shares of the picture. */
  zoomed(by: number, place: readonly [number, number]): void;
  whole(): void;
  /** Called once it rests. */
  done(): void;
}

/** Pixels that a press of a key moves, and that a pressed pointer may move and still click. */
const KEY = 13;
const CLICK = 3;
/** Milliseconds after which the wheel rests. */
const REST = 250;
const ZOOM = 1.25;
const MIDDLE = [0.5, 0.5] as const;
const KEYS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-KEY, 0],
  ArrowRight: [KEY, 0],
  ArrowUp: [0, -KEY],
  ArrowDown: [0, KEY],
};

export function movable(picture: HTMLElement, { dragged, zoomed, whole, done }: Moving) {
  const element = h('div', { class: 'movable' }, picture);
  let turns = false;
  let drags = false;
  let resting: number | undefined;
  /** Where the pointer was pressed. A press that does not move is a click, and picks a point. */
  let from: readonly [number, number] | undefined;
  element.addEventListener('pointerdown', (event) => {
    if (!drags || event.button !== 0) return;
    from = [event.clientX, event.clientY];
  });
  element.addEventListener('pointermove', (event) => {
    if (!from) return;
    if (Math.hypot(event.clientX - from[0], event.clientY - from[1]) > CLICK && element.dataset.moving === undefined) {
      element.setPointerCapture(event.pointerId);
      element.dataset.moving = '';
    }
    if (element.dataset.moving !== undefined) dragged(event.movementX, event.movementY);
  });
  const release = (event: PointerEvent) => {
    from = undefined;
    if (element.dataset.moving === undefined) return;
    delete element.dataset.moving;
    if (element.hasPointerCapture(event.pointerId)) element.releasePointerCapture(event.pointerId);
    done();
  };
  element.addEventListener('pointerup', release);
  element.addEventListener('pointercancel', release);
  // Without a key the wheel moves the page. A pinch comes as a wheel with Ctrl.
  element.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const { left, top, width, height } = picture.getBoundingClientRect();
      zoomed(Math.exp(-event.deltaY / 200), [(event.clientX - left) / width, (event.clientY - top) / height]);
      clearTimeout(resting);
      resting = window.setTimeout(done, REST);
    },
    { passive: false },
  );
  const act = (key: string, shift: boolean): boolean => {
    const by = KEYS[key];
    if (by && (turns || shift)) dragged(...by);
    else if (key === '+' || key === '=') zoomed(ZOOM, MIDDLE);
    else if (key === '-') zoomed(1 / ZOOM, MIDDLE);
    else if (key === '0') whole();
    else return false;
    done();
    return true;
  };
  element.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (act(event.key, event.shiftKey)) event.preventDefault();
  });
  const control = (text: string, label: string, key: string) => {
    const button = h(
      'button',
      { type: 'button', class: 'link', 'aria-label': label, title: `${label} (${key})` },
      text,
    );
    button.addEventListener('click', () => act(key, false));
    return button;
  };
  return {
    element,
    /** Buttons that do what the keys do. */
    controls: h(
      'span',
      { class: 'zoom' },
      control('−', 'Zoom out', '-'),
      control('+', 'Zoom in', '+'),
      control('Whole', 'Show the whole space', '0'),
    ),
    /** @param options whether arrow keys and a drag turn it, and whether there is anywhere to be dragged to. */
    enable(options: { turns: boolean; drags: boolean }) {
      ({ turns, drags } = options);
      element.toggleAttribute('data-movable', drags);
      if (turns) {
        element.tabIndex = 0;
        element.setAttribute('role', 'application');
        const keys = 'turn it with the arrow keys, zoom with + and −, 0 shows the whole';
        element.setAttribute('aria-label', `State space in three dimensions: ${keys}`);
      } else {
        for (const name of ['tabindex', 'role', 'aria-label']) element.removeAttribute(name);
      }
    },
  };
}
