/** Paints what would be too many marks. */
import { SHADES, shadeOf } from './shades.js';
import type { LinesPicture, Picture } from './views/plotSpec.js';

export interface Size {
  /** Pixels of the page. */
  readonly width: number;
  readonly height: number;
  /** The screen's own pixels per pixel of the page. */
  readonly ratio: number;
}

/** A value's colour, as CSS. */
export type Color = (value: number) => string;

/**
 * @param domain ends of the colour scale.
 */
export function paint(picture: Picture, size: Size, color: Color, domain: readonly number[]): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  if (picture.kind === 'cells') {
    canvas.width = picture.columns;
    canvas.height = picture.rows;
  } else {
    canvas.width = Math.max(1, Math.round(size.width * size.ratio));
    canvas.height = Math.max(1, Math.round(size.height * size.ratio));
  }
  const context = canvas.getContext('2d');
  if (!context || canvas.width === 0 || canvas.height === 0) return canvas;
  const [low, high] = [domain[0], domain[domain.length - 1]];
  const shades = Array.from({ length: SHADES }, (_, shade) => color(low + ((high - low) * shade) / (SHADES - 1)));
  if (picture.kind === 'cells') paintCells(context, picture.values, shades, low, high);
  else paintLines(context, picture, size.ratio, shades, low, high);
  return canvas;
}

function paintCells(
  context: CanvasRenderingContext2D,
  values: ArrayLike<number>,
  shades: readonly string[],
  low: number,
  high: number,
): void {
  const { width, height } = context.canvas;
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  const packed = packedColors(context, shades);
  for (let i = 0; i < pixels.length; i++) {
    const shade = shadeOf(values[i], low, high);
    if (shade >= 0) pixels[i] = packed[shade];
  }
  context.putImageData(image, 0, 0);
}

/** The canvas itself knows how CSS colours become bytes. */
function packedColors(context: CanvasRenderingContext2D, shades: readonly string[]): Uint32Array {
  const { canvas } = context;
  const strip = document.createElement('canvas');
  strip.width = shades.length;
  strip.height = 1;
  const painter = strip.getContext('2d') ?? context;
  for (const [x, shade] of shades.entries()) {
    painter.fillStyle = shade;
    painter.fillRect(x, 0, 1, 1);
  }
  const bytes = painter.getImageData(0, 0, shades.length, 1).data;
  context.clearRect(0, 0, canvas.width, canvas.height);
  return new Uint32Array(bytes.buffer.slice(0));
}

/** Segments of one shade in one go: thousands of strokes of their own would take a frame and more. */
function paintLines(
  context: CanvasRenderingContext2D,
  { points, length, values, width, opacity, dots }: LinesPicture,
  ratio: number,
  shades: readonly string[],
  low: number,
  high: number,
): void {
  const { width: right, height: down } = context.canvas;
  const lines = Math.floor(values.length / length);
  const coarse = 32;
  const byShade: number[][] = Array.from({ length: coarse }, () => []);
  for (let point = 0; point < lines * length; point++) {
    const shade = shadeOf(values[point], low, high);
    if (shade >= 0) byShade[Math.floor((shade * coarse) / shades.length)].push(point);
  }
  context.lineJoin = 'bevel';
  const stroke = (chosen: readonly number[], shade: string, thick: number) => {
    const [segments, ends] = [new Path2D(), new Path2D()];
    // Points in a row make one line: far cheaper than a stroke for each of its pieces.
    let before = -2;
    for (const point of chosen) {
      const [x, y] = [points[2 * point] * right, points[2 * point + 1] * down];
      if (Number.isNaN(x) || Number.isNaN(y)) continue;
      if (dots || length === 1) {
        // A line of no length has round ends: a dot.
        ends.moveTo(x, y);
        ends.lineTo(x, y);
      }
      if (point % length === 0) continue;
      if (before !== point - 1) segments.moveTo(points[2 * point - 2] * right, points[2 * point - 1] * down);
      segments.lineTo(x, y);
      before = point;
    }
    context.strokeStyle = shade;
    context.lineWidth = thick * ratio;
    context.lineCap = 'butt';
    context.stroke(segments);
    context.lineWidth = (thick + 3) * ratio;
    context.lineCap = 'round';
    context.stroke(ends);
  };
  context.globalAlpha = opacity;
  const shadeAt = (index: number) => shades[Math.floor(((index + 0.5) * shades.length) / coarse)];
  for (const [index, chosen] of byShade.entries()) stroke(chosen, shadeAt(index), width);
}
