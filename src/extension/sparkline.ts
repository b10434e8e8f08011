/** A line of numbers in a line of text. */

const BARS = '▁▂▃▄▅▆▇█';

/** From this ratio of the largest to the least on, bars follow the logarithm: a loss that falls falls in all of them. */
const WIDE = 20;

/** @returns at most `width` bars, each of its share of the values; empty where fewer than two values are finite. */
export function sparkline(values: readonly number[], width: number): string {
  const finite = values.filter(Number.isFinite);
  if (finite.length < 2) return '';
  const count = Math.min(width, finite.length);
  const means = Array.from({ length: count }, (_, bar) => {
    const part = finite.slice(
      Math.floor((bar * finite.length) / count),
      Math.floor(((bar + 1) * finite.length) / count),
    );
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  });
  const [low, high] = [Math.min(...means), Math.max(...means)];
  const shown = low > 0 && high / low >= WIDE ? means.map(Math.log) : means;
  const least = Math.min(...shown);
  const range = Math.max(...shown) - least;
  return shown.map((mean) => BARS[range > 0 ? Math.round(((mean - least) / range) * (BARS.length - 1)) : 0]).join('');
}
