/** A small button that opens a list of actions. The toolkit has none; the keys are those of any menu. */
import { h } from './dom.js';

export interface MenuEntry {
  readonly label: string;
  run(): void;
}

/** One list serves the whole page, so that no container can clip it. */
const list = h('div', { class: 'menu', role: 'menu', hidden: true });
let opener: HTMLElement | undefined;

/** @param entries asked for when the menu is opened. */
export function menuButton(label: string, entries: () => readonly MenuEntry[]): HTMLElement {
  const button = h('button', {
    type: 'button',
    class: 'more',
    'aria-label': label,
    'aria-haspopup': 'menu',
    'aria-expanded': 'false',
    title: label,
  });
  button.addEventListener('click', () => (opener === button ? close() : open(button, entries())));
  button.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    open(button, entries());
  });
  // Whatever it lies on may be dragged.
  button.addEventListener('pointerdown', (event) => event.stopPropagation());
  return button;
}

function open(button: HTMLElement, entries: readonly MenuEntry[]): void {
  close();
  opener = button;
  button.setAttribute('aria-expanded', 'true');
  list.setAttribute('aria-label', button.getAttribute('aria-label') ?? '');
  list.replaceChildren(
    ...entries.map(({ label, run }) => {
      const item = h('button', { type: 'button', role: 'menuitem', tabindex: -1 }, label);
      item.addEventListener('click', () => {
        close();
        button.focus();
        run();
      });
      return item;
    }),
  );
  document.body.append(list);
  list.hidden = false;
  const { right, bottom, top } = button.getBoundingClientRect();
  const below = bottom + list.offsetHeight < window.innerHeight;
  list.style.setProperty('left', `${Math.max(4, right - list.offsetWidth)}px`);
  list.style.setProperty('top', `${below ? bottom + 2 : Math.max(4, top - list.offsetHeight - 2)}px`);
  focusItem(0);
}

function close(): void {
  opener?.setAttribute('aria-expanded', 'false');
  opener = undefined;
  list.hidden = true;
}

function focusItem(index: number): void {
  const items = list.querySelectorAll('button');
  items[(index + items.length) % items.length]?.focus();
}

list.addEventListener('keydown', (event) => {
  const current = [...list.children].indexOf(document.activeElement as Element);
  const to: Record<string, number> = { ArrowDown: current + 1, ArrowUp: current - 1, Home: 0, End: -1 };
  if (event.key in to) focusItem(to[event.key]);
  else if (event.key === 'Escape' || event.key === 'Tab') {
    const button = opener;
    close();
    button?.focus();
    if (event.key === 'Tab') return;
  } else return;
  event.preventDefault();
  event.stopPropagation();
});
list.addEventListener('focusout', ({ relatedTarget }) => {
  if (!list.contains(relatedTarget as Node | null) && relatedTarget !== opener) close();
});
if (typeof window !== 'undefined') window.addEventListener('scroll', close, { passive: true });
