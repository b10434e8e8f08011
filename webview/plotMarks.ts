/** Marks over a plot what is selected: in the page and not in the drawing, so that no plot is drawn anew for it. */
import type { View } from 'vega';
import type { Shape } from './views/link.js';

const SVG = 'http://www.w3.org/2000/svg';
const DOT = 6;

function element(name: string, attributes: Record<string, number | string>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

/** A plot that is zoomed has points beyond its sides. */
function isSeen(shape: Shape): boolean {
  return shape.kind !== 'dot' || [shape.right, shape.down].every((share) => share >= 0 && share <= 1);
}

export function createMarks() {
  const svg = element('svg', { class: 'picks', 'aria-hidden': 'true' });
  return {
    element: svg,
    show(view: View, shapes: readonly Shape[]) {
      const { left = 0, top = 0 } = view.padding() as { left?: number; top?: number };
      const [x, y] = view.origin();
      const [width, height] = [view.width(), view.height()];
      const across = (share: number) => left + x + share * width;
      const below = (share: number) => top + y + share * height;
      svg.replaceChildren(
        ...shapes.filter(isSeen).map((shape) => {
          if (shape.kind === 'dot')
            return element('circle', { cx: across(shape.right), cy: below(shape.down), r: DOT });
          if (shape.kind === 'line') {
            return element('polyline', { points: shape.points.map(([r, d]) => `${across(r)},${below(d)}`).join(' ') });
          }
          return element('rect', {
            x: across(shape.left),
            y: below(shape.top),
            width: shape.width * width,
            height: shape.height * height,
          });
        }),
      );
    },
  };
}
