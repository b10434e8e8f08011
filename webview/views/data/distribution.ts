/** A distribution as a small drawing in a table: the training part as bars. */
import type { Bins } from '../../../src/core/data/preview/histogram.js';
import { setAttributes } from '../../dom.js';

const SVG = 'http://www.w3.org/2000/svg';
const [WIDTH, HEIGHT] = [96, 20];

export function smallDistribution(counts: readonly number[], label: string): SVGElement {
  const picture = document.createElementNS(SVG, 'svg');
  setAttributes(picture, {
    class: 'small-distribution',
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    width: WIDTH,
    height: HEIGHT,
    role: 'img',
    'aria-label': label,
  });
  const most = Math.max(1, ...counts);
  const width = WIDTH / counts.length;
  picture.append(
    ...counts.map((count, bin) => {
      const bar = document.createElementNS(SVG, 'rect');
      // One value among very many is still to be seen.
      const height = count === 0 ? 0 : Math.max(1, (HEIGHT * count) / most);
      setAttributes(bar, { x: bin * width, y: HEIGHT - height, width: Math.max(0.5, width - 0.5), height });
      return bar;
    }),
  );
  return picture;
}

/** What the drawing shows, in words. */
export function distributionWords(
  { name, bins, counts }: { name: string; bins: Bins; counts: readonly number[] },
  format: (value: number) => string,
): string {
  const most = counts.indexOf(Math.max(...counts));
  const width = (bins.high - bins.low) / bins.bins;
  const [from, to] = [bins.low + most * width, bins.low + (most + 1) * width];
  return `Distribution of ${name}: most values lie from ${format(from)} to ${format(to)}`;
}
