/** What a drawing on the page and one for a file have in common. */
import type { View } from 'vega';
import { type Color, paint } from './picture.js';
import { PICTURE, type PlotSpec } from './views/plotSpec.js';

/** The picture's colours are those of the drawn scale, so that they are the legend's. */
export function paintPicture(view: View, { picture }: PlotSpec, ratio = window.devicePixelRatio): void {
  if (!picture) return;
  const color = view.scale('color') as Color & { domain(): number[] };
  const size = { width: view.width(), height: view.height(), ratio };
  view.data(PICTURE, [{ url: paint(picture, size, color, color.domain()) }]);
}

interface AnyMark {
  type: string;
  marks?: AnyMark[];
  encode?: { update?: Record<string, unknown> };
}

/**
 * Vega shows a canvas as it is, at once and without a copy; Vega-Lite knows only addresses. In an SVG the canvas becomes
 * a data address by itself.
 */
export function showPictures<T>(spec: T): T {
  const change = (marks: readonly AnyMark[] = []) => {
    for (const { type, marks: inner, encode } of marks) {
      change(inner);
      if (type !== 'image' || !encode?.update?.url) continue;
      encode.update.image = encode.update.url;
      encode.update.smooth = { value: false };
      delete encode.update.url;
    }
  };
  change((spec as { marks?: AnyMark[] }).marks);
  return spec;
}
