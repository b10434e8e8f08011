/**
 * The controls of the page: the only use of the toolkit, whose repository is archived. Replacing it means this file.
 * Its badge and its ring with a value write inline styles, which our content security policy forbids: not used.
 */
import {
  type Button,
  type Dropdown,
  type Panels,
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
  vsCodePanels,
  vsCodePanelTab,
  vsCodePanelView,
  vsCodeProgressRing,
} from '@vscode/webview-ui-toolkit';
import { h, setAttributes, setText } from './dom.js';
import { formatCount } from './format.js';

/** Makes the elements known to the page. Once, before any of them is made. */
export function registerControls(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodePanels(),
    vsCodePanelTab(),
    vsCodePanelView(),
    vsCodeProgressRing(),
  );
}

export function button(label: string, appearance: 'primary' | 'secondary', onClick: () => void): HTMLElement {
  const element = document.createElement('vscode-button') as Button;
  element.setAttribute('appearance', appearance);
  element.textContent = label;
  element.addEventListener('click', onClick);
  return element;
}

/** A button that shows a sign instead of a word; its signs are drawn by the style sheet. */
export function iconButton(sign: string, label: string, onClick: () => void) {
  const element = h('button', { type: 'button', class: 'icon' });
  const show = (shown: string, name: string) => {
    element.dataset.sign = shown;
    element.setAttribute('aria-label', name);
    element.title = name;
  };
  show(sign, label);
  element.addEventListener('click', onClick);
  return { element, show };
}

/** Chooses one of several places in a row; the toolkit has none. */
export function slider(label: string, onMove: (index: number) => void) {
  const element = h('input', { type: 'range', 'aria-label': label, min: 0, step: 1, class: 'slider' });
  element.addEventListener('input', () => onMove(element.valueAsNumber));
  return {
    element,
    /** @param text what is told of the place. */
    show(index: number, count: number, text: string) {
      element.max = String(count - 1);
      element.valueAsNumber = index;
      element.setAttribute('aria-valuetext', text);
    },
  };
}

/** A sign that something is under way, without saying how far it is. */
export function ring(label: string): HTMLElement {
  const element = document.createElement('vscode-progress-ring');
  element.setAttribute('aria-label', label);
  return element;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export interface Chooser {
  readonly element: HTMLElement;
  show(choices: readonly Choice[], value: string): void;
}

/** A labelled list to choose one of. */
export function chooser(label: string, onChoose: (value: string) => void): Chooser {
  const dropdown = document.createElement('vscode-dropdown') as Dropdown;
  dropdown.setAttribute('aria-label', label);
  dropdown.addEventListener('change', () => onChoose(dropdown.value));
  let shown = '';
  return {
    element: h('div', { class: 'chooser' }, h('span', { 'aria-hidden': 'true' }, label), dropdown),
    show(choices, value) {
      const key = JSON.stringify(choices);
      if (key !== shown) {
        shown = key;
        dropdown.replaceChildren(...choices.map((choice) => option(choice, choice.value === value)));
      }
      if (dropdown.value !== value) dropdown.value = value;
    },
  };
}

function option({ value, label }: Choice, selected: boolean): HTMLElement {
  const element = document.createElement('vscode-option');
  element.setAttribute('value', value);
  if (selected) element.setAttribute('selected', '');
  element.textContent = label;
  return element;
}

/** A field for a whole number from 1 on; the arrow keys go up and down in it. */
export function numberField(label: string, onChange: (value: number) => void) {
  const input = h('input', { type: 'number', min: 1, step: 1, class: 'number-field' });
  const range = h('span', {});
  let written = '';
  const write = (text: string) => {
    written = text;
    input.value = text;
  };
  input.addEventListener('change', () => {
    const value = Math.max(1, Math.min(Number(input.max), Math.round(input.valueAsNumber)));
    if (!Number.isFinite(value)) return;
    write(String(value));
    onChange(value);
  });
  return {
    element: h('label', { class: 'chooser' }, range, input),
    /** @param of what the numbers count, in words. */
    show(value: number | undefined, max: number, of: string) {
      const text = `${label} of ${formatCount(max)}`;
      setText(range, text);
      setAttributes(input, { max, 'aria-label': `${text} ${of}`, title: `${text} ${of}` });
      // Not under the fingers of one who types, nor away from one who has asked for what is still being looked at.
      const kept = document.activeElement === input && (value === undefined || input.value !== written);
      if (!kept) write(value === undefined ? '' : String(value));
    },
  };
}

export interface Tabs {
  readonly element: HTMLElement;
  /** @param offered the tabs that there are now; by default all. */
  show(id: string, offered?: readonly string[]): void;
}

/** Pixels at an end of the tabs that fade where there are more, as in panel.css. */
const FADED_END = 32;

/** Tabs in one row over their panels, one of which is visible. */
export function tabs(
  label: string,
  entries: readonly { id: string; label: string; content: HTMLElement }[],
  onChoose: (id: string) => void,
): Tabs {
  const element = document.createElement('vscode-panels') as Panels;
  element.setAttribute('aria-label', label);
  const tabElements = entries.map((entry) => {
    const tab = document.createElement('vscode-panel-tab');
    tab.id = `tab-${entry.id}`;
    tab.textContent = entry.label;
    return tab;
  });
  element.append(
    ...tabElements,
    ...entries.map((entry) => {
      const view = document.createElement('vscode-panel-view');
      view.id = `view-${entry.id}`;
      view.append(entry.content);
      return view;
    }),
  );
  /** Scrolls the row of tabs, and nothing else, so far that the one shown is not under a faded end. */
  const reveal = () => {
    const tab = tabElements.find(({ id }) => id === element.activeid);
    const row = tab?.assignedSlot?.parentElement;
    if (!tab || !row) return;
    const [outer, inner] = [row.getBoundingClientRect(), tab.getBoundingClientRect()];
    const before = inner.left - outer.left - FADED_END;
    const after = inner.right - outer.right + FADED_END;
    if (before < 0) row.scrollLeft += before;
    else if (after > 0) row.scrollLeft += after;
  };
  new ResizeObserver(reveal).observe(element);
  let shown: string | undefined;
  const current = () => entries.find(({ id }) => element.activeid === `tab-${id}`)?.id;
  element.addEventListener('change', (event) => {
    // Changes of choosers inside a panel come by here too.
    const id = current();
    if (event.target === element && id && id !== shown) onChoose(id);
  });
  return {
    element,
    show(id, offered) {
      const changed = shown !== id;
      shown = id;
      for (const [index, entry] of entries.entries()) tabElements[index].hidden = offered?.includes(entry.id) === false;
      if (current() !== id) element.activeid = `tab-${id}`;
      if (changed) reveal();
    },
  };
}
