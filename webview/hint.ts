/** A small mark with an explanation that appears on hover and on focus, and leaves with Escape. */
import { h } from './dom.js';
import { type Explanation, explain } from './explain.js';

let made = 0;

/** One bubble serves the whole page. It stands behind what it explains, so that Tab leads to its link. */
const bubble = h('div', { class: 'bubble', role: 'group', hidden: true });
/** What the bubble explains. */
let explained: HTMLElement | undefined;
/** Milliseconds in which the pointer can go from the mark to the bubble. */
const REACH = 250;
let leaving: number | undefined;

const stay = () => clearTimeout(leaving);
const leave = () => {
  stay();
  leaving = window.setTimeout(() => {
    if (!bubble.contains(document.activeElement)) hideBubble();
  }, REACH);
};
bubble.addEventListener('pointerenter', stay);
bubble.addEventListener('pointerleave', leave);
bubble.addEventListener('focusout', ({ relatedTarget }) => {
  if (relatedTarget !== explained) hideBubble();
});
bubble.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  event.preventDefault();
  explained?.focus();
  hideBubble();
});

/** Makes the element explain itself. It must be able to take the focus. */
export function addHint(element: HTMLElement, explanation: Explanation): void {
  // Hidden text is no part of the element's name, and still describes it.
  const description = h('span', { hidden: true, id: `hint-${++made}` }, explain(explanation));
  element.append(description);
  element.setAttribute('aria-describedby', description.id);
  const show = () => showBubble(element, explanation);
  element.addEventListener('pointerenter', show);
  element.addEventListener('focus', show);
  element.addEventListener('pointerleave', leave);
  element.addEventListener('blur', ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && bubble.contains(relatedTarget))) hideBubble();
  });
  element.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || bubble.hidden) return;
    // One press does one thing.
    event.preventDefault();
    hideBubble();
  });
}

/** A round "i" to hover or focus. */
export function infoMark(explanation: Explanation): HTMLElement {
  const mark = h('button', { type: 'button', class: 'info', 'aria-label': `About: ${explanation.name}` }, 'i');
  addHint(mark, explanation);
  return mark;
}

/** Takes the bubble away; a view that replaces its elements calls this, for no pointer will leave them. */
export function hideBubble(): void {
  stay();
  bubble.hidden = true;
}

function showBubble(element: HTMLElement, { name, what, caution, source, paper }: Explanation): void {
  stay();
  explained = element;
  bubble.replaceChildren(
    h('strong', {}, name),
    h('p', {}, what),
    h('p', {}, h('em', {}, 'Beware: '), caution),
    ...(source ? [h('p', { class: 'quiet' }, paper ? paperLink(source, paper) : source)] : []),
  );
  bubble.setAttribute('aria-label', `About: ${name}`);
  element.after(bubble);
  bubble.hidden = false;
  const { left, bottom, top } = element.getBoundingClientRect();
  const { offsetWidth, offsetHeight } = bubble;
  const room = 8;
  const below = bottom + room + offsetHeight <= window.innerHeight;
  const x = Math.max(room, Math.min(left, document.documentElement.clientWidth - offsetWidth - room));
  const y = below ? bottom + 4 : Math.max(room, top - offsetHeight - 4);
  bubble.style.setProperty('left', `${x}px`);
  bubble.style.setProperty('top', `${y}px`);
}

/** VS Code opens it in the browser, and asks first. */
function paperLink(source: string, paper: string): HTMLElement {
  return h('a', { href: paper, target: '_blank', rel: 'noreferrer', title: paper }, source);
}
