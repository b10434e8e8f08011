/** The only file that knows Vega at run time: puts a plot into the page, keeps it up to date, and takes it away. */
import type { View } from 'vega';
import embed from 'vega-embed';
import { expressionInterpreter } from 'vega-interpreter';
import type { TopLevelSpec } from 'vega-lite';
import { h } from './dom.js';
import { onThemeChange, readTheme } from './theme.js';
import { hideTooltip, tooltipHandler } from './tooltip.js';
import { vegaConfig } from './vegaConfig.js';
import type { PlotSpec } from './views/plotSpec.js';

/** Above this many marks a canvas is faster than SVG elements. */
const SVG_MARKS = 2000;

export interface Plot {
  readonly element: HTMLElement;
  /** Shows the plot. Where only the data differ from the last one, the drawing stays and takes the new data. */
  show(plot: PlotSpec): void;
}

export interface Plots {
  create(): Plot;
}

/** @param painted called after each finished drawing. */
export function createPlots(painted: () => void, failed: (error: unknown) => void): Plots {
  const redraws: (() => void)[] = [];
  onThemeChange(() => {
    for (const redraw of redraws) redraw();
  });
  return {
    create() {
      const plot = new VegaPlot(painted, failed);
      redraws.push(() => plot.redraw());
      return plot;
    },
  };
}

class VegaPlot implements Plot {
  readonly element = h('div', { class: 'plot' });
  private wanted: PlotSpec | undefined;
  /** What is drawn: the key of its spec and theme, and how to end it. */
  private drawn: { key: string; view: View; finalize: () => void } | undefined;
  private width = 0;
  private working: Promise<void> = Promise.resolve();
  private waiting = false;

  constructor(
    private readonly painted: () => void,
    private readonly failed: (error: unknown) => void,
  ) {
    // A plot in a hidden tab has no width; it is drawn when the tab is shown.
    new ResizeObserver(([{ contentRect }]) => {
      const width = Math.floor(contentRect.width);
      if (width === this.width || width === 0) return;
      this.width = width;
      // In the next frame: a drawing that changes sizes within this one makes the observer fire again, an error.
      requestAnimationFrame(() => this.redraw());
    }).observe(this.element);
  }

  show(plot: PlotSpec): void {
    this.wanted = plot;
    this.element.style.setProperty('min-height', `${plot.height}px`);
    this.redraw();
  }

  /** One drawing at a time; what comes meanwhile is drawn once, in its last state. */
  redraw(): void {
    if (!this.wanted || this.width === 0 || this.waiting) return;
    this.waiting = true;
    this.working = this.working.then(async () => {
      this.waiting = false;
      try {
        if (this.wanted) await this.draw(this.wanted);
        this.painted();
      } catch (error) {
        this.failed(error);
      }
    });
  }

  private async draw({ spec, data, marks, tooltip }: PlotSpec): Promise<void> {
    const config = vegaConfig(readTheme());
    const renderer = marks > SVG_MARKS ? 'canvas' : 'svg';
    const key = JSON.stringify([spec, config, renderer, tooltip]);
    if (this.drawn?.key === key) {
      const { view } = this.drawn;
      for (const [name, rows] of Object.entries(data)) view.data(name, rows);
      await view.width(this.width).runAsync();
      return;
    }
    hideTooltip();
    this.drawn?.finalize();
    this.drawn = undefined;
    const whole = { ...spec, width: this.width, datasets: data, usermeta: undefined } as TopLevelSpec;
    const { view, finalize } = await embed(this.element, whole, {
      mode: 'vega-lite',
      renderer,
      config,
      actions: false,
      ast: true,
      expr: expressionInterpreter,
      defaultStyle: false,
      tooltip: tooltipHandler(tooltip),
    });
    this.drawn = { key, view, finalize };
  }
}
