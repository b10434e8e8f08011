/** Makes elements. Text is always set as text, never as markup. */
import type { Fact } from './fact.js';

export type { Fact };

type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;
type Child = Node | string | undefined;

/** An element with attributes (true: present and empty; false or undefined: absent) and children. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  setAttributes(element, attributes);
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

export function setAttributes(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
}

/** Replaces the children only where the text differs, so that screen readers are not told the same again. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Terms and their values, side by side as far as there is room. */
export function facts(entries: readonly Fact[]): HTMLElement {
  return h(
    'dl',
    { class: 'facts' },
    ...entries.map(([term, value, explanation]) =>
      h('div', { title: explanation }, h('dt', {}, term), h('dd', {}, value)),
    ),
  );
}

/** Replaces the children only where they are others: what is taken out and put back is laid out and drawn anew. */
export function setChildren(element: Element, children: readonly Element[]): void {
  const same =
    children.length === element.children.length && children.every((child, i) => child === element.children[i]);
  if (!same) element.replaceChildren(...children);
}
