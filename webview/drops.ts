/** Files that are dragged from the explorer onto the page; VS Code lets them through while Shift is held. */
import { h } from './dom.js';
import type { Host } from './host.js';

const LIST = 'text/uri-list';

export function takeDrops(root: HTMLElement, host: Host): void {
  const hint = h(
    'div',
    { class: 'drop-hint', hidden: true },
    'Drop a data or model file here to use it in this experiment',
  );
  root.append(hint);
  const carriesFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes(LIST) === true;
  const over = (event: DragEvent) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    event.dataTransfer!.dropEffect = 'copy';
    hint.hidden = false;
  };
  document.addEventListener('dragenter', over);
  document.addEventListener('dragover', over);
  document.addEventListener('dragleave', (event) => {
    // Between elements of the page the pointer does not leave it.
    if (event.relatedTarget === null) hint.hidden = true;
  });
  document.addEventListener('drop', (event) => {
    hint.hidden = true;
    const files = event.dataTransfer?.getData(LIST);
    if (!files) return;
    event.preventDefault();
    host.post({ type: 'dropped', files });
  });
}
