/** A small mark with an explanation that appears on hover and on focus, and leaves with Escape. */
import { h } from './dom.js';
import { type Explanation, explain } from './explain.js';

let made = 0;

/** One bubble serves the whole page, so that no container can clip it. */
const bubble = h('div', { class: 'bubble', role: 'tooltip', hidden: true });

/** Makes the element explain itself. It must be able to take the focus. */
export function addHint(element: HTMLElement, explanation: Explanation): void {
  // Hidden text is no part of the element's name, and still describes it.
  const description = h('span', { hidden: true, id: `hint-${++made}` }, explain(explanation));
  element.append(description);
  element.setAttribute('aria-describedby', description.id);
  const show = () => showBubble(element, explanation);
  element.addEventListener('pointerenter', show);
  element.addEventListener('focus', show);
  element.addEventListener('pointerleave', hideBubble);
  element.addEventListener('blur', hideBubble);
  element.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') hideBubble();
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
  bubble.hidden = true;
}

function showBubble(element: HTMLElement, { name, what, caution, source }: Explanation): void {
  bubble.replaceChildren(
    h('strong', {}, name),
    h('p', {}, what),
    h('p', {}, h('em', {}, 'Beware: '), caution),
    ...(source ? [h('p', { class: 'quiet' }, source)] : []),
  );
  document.body.append(bubble);
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
