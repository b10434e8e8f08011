/** A theme as a Vega configuration: fonts, lines, and colour scales that survive colour blindness. Pure. */
import type { Config } from 'vega-lite';

export type ThemeKind = 'light' | 'dark' | 'highContrast' | 'highContrastLight';

export interface Theme {
  readonly kind: ThemeKind;
  readonly font: string;
  readonly fontSize: number;
  readonly foreground: string;
  readonly muted: string;
  readonly grid: string;
  readonly background: string;
}

/**
 * Blue is below zero and orange above it: the pair that all common kinds of colour blindness keep apart. The middle
 * is near the background. Lines would vanish there, so they have a grey middle of their own.
 */
const RANGES = {
  light: {
    category: ['#0f6cbd', '#c4570a', '#00796b', '#a8327e', '#6e6100', '#5b5fc7', '#3b3b3b'],
    diverging: ['#084a91', '#4a94d6', '#a9cdec', '#f4f4f4', '#f5c295', '#dd7f2a', '#8f3d00'],
    truth: '#a3a3a3',
    lines: ['#0a559f', '#4a88bd', '#9a9a9a', '#c27a3c', '#a34700'],
    sequential: ['#f4f4f4', '#bcd6ea', '#6ba6d2', '#2a72ad', '#083c70'],
  },
  dark: {
    category: ['#4aa3f0', '#f59a4c', '#3cc2a8', '#e27bbd', '#d3c24a', '#a0a4ff', '#d0d0d0'],
    diverging: ['#8cc7ff', '#3f8ed6', '#24557f', '#2b2b2b', '#7d4a1c', '#d67f2c', '#ffc285'],
    truth: '#8f8f8f',
    lines: ['#6db5f7', '#5089b8', '#7d7d7d', '#b5793f', '#f7a65a'],
    sequential: ['#2b2b2b', '#1f4f73', '#2f7cb0', '#64b0dd', '#c8ecff'],
  },
} as const;

const HIGH_CONTRAST_MIDDLE: Partial<Record<ThemeKind, string>> = {
  highContrast: '#000000',
  highContrastLight: '#ffffff',
};

/** Specs name ranges (`category`, `diverging`, `heatmap`, and our `lines`, `gateLines`, `pair`) and styles (`guide`, `quiet`) and never colours. */
export function vegaConfig({ kind, font, fontSize, foreground, muted, grid, background }: Theme): Config {
  const ranges = RANGES[kind === 'light' || kind === 'highContrastLight' ? 'light' : 'dark'];
  const middle = HIGH_CONTRAST_MIDDLE[kind];
  const strong = middle !== undefined;
  const small = Math.max(10, fontSize - 2);
  const text = { labelFont: font, titleFont: font, labelFontSize: small, titleFontSize: small } as const;
  return {
    background: 'transparent',
    font,
    padding: 2,
    view: { stroke: null },
    axis: {
      ...text,
      titleFontWeight: 'normal',
      labelColor: strong ? foreground : muted,
      titleColor: strong ? foreground : muted,
      domainColor: strong ? foreground : grid,
      tickColor: strong ? foreground : grid,
      gridColor: grid,
      gridOpacity: strong ? 0.35 : 0.6,
      tickSize: 4,
      labelPadding: 4,
      titlePadding: 6,
    },
    legend: {
      ...text,
      titleFontWeight: 'normal',
      labelColor: foreground,
      titleColor: strong ? foreground : muted,
      symbolStrokeWidth: 2,
      gradientThickness: 8,
      gradientStrokeColor: grid,
      gradientStrokeWidth: 1,
    },
    text: { color: foreground, font, fontSize: small },
    rule: { color: foreground },
    bar: { color: ranges.category[0] },
    line: { color: ranges.category[0] },
    point: { color: ranges.category[0] },
    style: {
      guide: { color: strong ? foreground : muted, strokeDash: [4, 4], strokeWidth: 1 },
      standout: { color: foreground, strokeWidth: 2 },
      quiet: { fill: strong ? foreground : muted, stroke: strong ? foreground : muted },
      mark: { stroke: background, strokeWidth: 1 },
    },
    range: {
      category: [...ranges.category],
      diverging: withMiddle(ranges.diverging, middle),
      lines: [...ranges.lines],
      gateLines: ranges.sequential.slice(1),
      pair: [ranges.category[0], strong ? foreground : ranges.truth],
      heatmap: strong ? [middle, ...ranges.sequential.slice(1)] : [...ranges.sequential],
    },
  };
}

function withMiddle(colors: readonly string[], middle: string | undefined): string[] {
  const center = (colors.length - 1) / 2;
  return colors.map((color, index) => (middle !== undefined && index === center ? middle : color));
}
