/** Puts a plot into the page, keeps it up to date, and takes it away. */
import equal from 'fast-deep-equal/es6';
import type { View } from 'vega';
import embed, { type Config } from 'vega-embed';
import { expressionInterpreter } from 'vega-interpreter';
import { h, setAttributes, setText } from './dom.js';
import type { Exporter } from './export/exporter.js';
import { menuButton } from './menu.js';
import { draggable } from './plotDrag.js';
import { paintPicture, showPictures } from './plotDrawing.js';
import { plotEntries } from './plotFiles.js';
import { createMarks } from './plotMarks.js';
import type { Selection } from './protocol.js';
import { onThemeChange, readTheme } from './theme.js';
import { hideTooltip, showTooltip, tooltipHandler } from './tooltip.js';
import { vegaConfig } from './vegaConfig.js';
import { moved, type Picked } from './views/link.js';
import { type PlotSpec, wholeSpec } from './views/plotSpec.js';

/** Above this many marks a canvas is faster than SVG elements. */
const SVG_MARKS = 2000;

export interface Plot {
  readonly element: HTMLElement;
  /** Shows the plot. Where only the data differ from the last one, the drawing stays and takes the new data. */
  show(plot: PlotSpec): void;
  /** Shows a plot that depends on the width it gets, pixels; it is made only when it is drawn. */
  fit(height: number, plot: (width: number) => PlotSpec): void;
}

export interface Plots {
  create(): Plot;
  /** Marks what is selected in every plot, now and in those to come. */
  mark(selection: Selection): void;
}

/** What plots tell the page. */
export interface PlotEvents {
  /** After each finished drawing. */
  painted(): void;
  /** The plot itself says that it could not be drawn. */
  failed(error: Error): void;
  picked(picked: Picked): void;
  /** What is selected by now; it may not be marked yet. */
  selection(): Selection;
}

export function createPlots(events: PlotEvents, exporter: Exporter): Plots {
  const made: VegaPlot[] = [];
  let selection: Selection | undefined;
  // Reading the theme makes the browser work out all styles: once is enough.
  let config: Config | undefined;
  onThemeChange(() => {
    config = undefined;
    for (const plot of made) plot.redraw();
  });
  return {
    create() {
      const plot = new VegaPlot(
        events,
        exporter,
        () => selection,
        () => (config ??= vegaConfig(readTheme())),
      );
      made.push(plot);
      return plot;
    },
    mark(selected) {
      selection = selected;
      for (const plot of made) plot.mark();
    },
  };
}

class VegaPlot implements Plot {
  /** Vega says of this element what it draws, the plot around it what one can do. */
  private readonly drawing = h('div');
  private readonly plot = h('div', { class: 'plot' }, this.drawing);
  private readonly marks = createMarks();
  private readonly failure = h('p', { class: 'instead quiet', role: 'status', hidden: true });
  readonly element: HTMLElement;
  private wanted: ((width: number) => PlotSpec) | undefined;
  /** What was drawn last. */
  private shown: PlotSpec | undefined;
  /** What is drawn: the key of its spec and theme, and how to end it. */
  private drawn: { key: string; view: View; finalize: () => void; width: number; inner: number } | undefined;
  private width = 0;
  private working: Promise<void> = Promise.resolve();
  private waiting = false;

  constructor(
    private readonly events: PlotEvents,
    exporter: Exporter,
    private readonly selection: () => Selection | undefined,
    private readonly config: () => Config,
  ) {
    const entries = () =>
      this.shown ? plotEntries(exporter, this.shown, this.width, (error) => this.fail(error as Error)) : [];
    const menu = menuButton('Save or copy this plot', entries);
    this.element = h('div', { class: 'plot-frame' }, this.plot, this.failure, menu);
    this.element.append(this.marks.element);
    this.plot.addEventListener('keydown', (event) => this.move(event));
    draggable(
      this.plot,
      () => this.shown?.drag,
      (event) => this.drawn && sharesOf(event, this.drawn.view, this.drawing),
    );
    // A plot in a hidden tab has no width; it is drawn when the tab is shown.
    new ResizeObserver(([{ contentRect }]) => {
      const width = Math.floor(contentRect.width);
      if (width === this.width || width === 0) return;
      this.width = width;
      // In the next frame: a drawing that changes sizes within this one makes the observer fire again, an error.
      requestAnimationFrame(() => this.redraw());
    }).observe(this.plot);
  }

  show(plot: PlotSpec): void {
    this.fit(plot.height, () => plot);
  }

  fit(height: number, plot: (width: number) => PlotSpec): void {
    this.wanted = plot;
    this.plot.style.setProperty('min-height', `${height}px`);
    this.redraw();
  }

  /** One drawing at a time; what comes meanwhile is drawn once, in its last state. */
  redraw(): void {
    if (!this.wanted || this.width === 0 || this.waiting) return;
    this.waiting = true;
    this.working = this.working.then(async () => {
      this.waiting = false;
      try {
        if (this.wanted) await this.draw(this.wanted(this.width));
        this.failure.hidden = true;
        this.mark();
        this.events.painted();
      } catch (error) {
        this.fail(error as Error);
      }
    });
  }

  private fail(error: Error): void {
    this.failure.hidden = false;
    setText(this.failure, `This plot could not be drawn: ${error.message}`);
    this.events.failed(error);
  }

  /** Marks what is selected. */
  mark(): void {
    const selection = this.selection();
    if (this.drawn && selection) this.marks.show(this.drawn.view, this.shown?.link?.shapes(selection) ?? []);
  }

  private move(event: KeyboardEvent): void {
    const link = this.shown?.link;
    const picked = link && !event.shiftKey && moved(link, this.events.selection(), event.key);
    if (!picked) return;
    // A picture that turns with the same keys lies around it.
    event.preventDefault();
    event.stopPropagation();
    this.events.picked(picked);
  }

  /** A plot in which something can be picked takes the keyboard. */
  private announce({ link, spec }: PlotSpec): void {
    const { right, down } = link ?? {};
    const names = [right, down].flatMap((axis) => (axis ? [axis.key] : []));
    setAttributes(this.plot, {
      tabindex: link && 0,
      role: link && 'application',
      'aria-label':
        link && `${spec.description}. The arrow keys pick a ${names.join(' and a ')}, Escape picks nothing.`,
      'data-linked': link !== undefined,
    });
  }

  private async draw(plot: PlotSpec): Promise<void> {
    const { spec, data, parameters = {}, marks, tooltip, rowAt } = plot;
    const before = this.shown;
    this.shown = plot;
    this.announce(plot);
    const config = this.config();
    // In an SVG a picture would become the text of a PNG, each time anew.
    const renderer = marks > SVG_MARKS || plot.picture ? 'canvas' : 'svg';
    const key = JSON.stringify([spec, config, renderer, tooltip]);
    if (this.drawn?.key === key) {
      const { view } = this.drawn;
      if (before && this.width === this.drawn.width && sameContent(before, plot)) return;
      for (const [name, rows] of Object.entries(data)) view.data(name, rows);
      const moved = Object.entries(parameters).filter(([name, value]) => view.signal(name) !== value);
      for (const [name, value] of moved) view.signal(name, value);
      // A picture takes its colours from a scale that only a run moves.
      if (plot.picture && moved.length > 0) await view.runAsync();
      // A picture is as wide as the plot, which knows its width only after a run.
      if (view.width() !== this.drawn.inner || this.width !== this.drawn.width) {
        await view.width(this.width).runAsync();
        Object.assign(this.drawn, { width: this.width, inner: view.width() });
      }
      paintPicture(view, plot);
      await view.runAsync();
      return;
    }
    hideTooltip();
    this.drawn?.finalize();
    this.drawn = undefined;
    const { view, finalize } = await embed(this.drawing, wholeSpec(plot, this.width), {
      mode: 'vega-lite',
      renderer,
      config,
      actions: false,
      ast: true,
      expr: expressionInterpreter,
      defaultStyle: false,
      tooltip: tooltipHandler(tooltip),
      patch: showPictures,
    });
    this.drawn = { key, view, finalize, width: this.width, inner: view.width() };
    paintPicture(view, plot);
    await view.runAsync();
    view.addEventListener('click', (event) => {
      const at = placeOf(event as MouseEvent, view, this.drawing);
      const picked = at && this.shown?.link?.pick(...at);
      if (picked) this.events.picked(picked);
    });
    if (!rowAt) return;
    // Always the plot as it is by then, not as it was when the drawing began.
    const row = (event: MouseEvent) => {
      const at = placeOf(event, view, this.drawing);
      return at && this.shown?.rowAt?.(...at);
    };
    view.addEventListener('pointermove', (event) =>
      showTooltip(tooltip, row(event as MouseEvent), event as MouseEvent),
    );
    view.addEventListener('pointerout', hideTooltip);
  }
}

/** Comparing is much cheaper than drawing, and most of a page stays as it is when something in it changes. */
function sameContent(one: PlotSpec, other: PlotSpec): boolean {
  const content = ({ data, parameters, picture }: PlotSpec) => [data, parameters, picture];
  return equal(content(one), content(other));
}

/** Where the pointer is in the plot, as shares of its width and height; undefined outside of it. */
function placeOf(event: MouseEvent, view: View, element: HTMLElement): [number, number] | undefined {
  const place = sharesOf(event, view, element);
  return place?.every((share) => share >= 0 && share < 1) ? place : undefined;
}

/** As `placeOf`, also outside of the plot. */
function sharesOf({ clientX, clientY }: MouseEvent, view: View, element: HTMLElement): [number, number] | undefined {
  const drawing = element.querySelector('canvas, svg')?.getBoundingClientRect();
  if (!drawing) return undefined;
  const { left = 0, top = 0 } = view.padding() as { left?: number; top?: number };
  const [x, y] = view.origin();
  const right = (clientX - drawing.left - left - x) / view.width();
  const down = (clientY - drawing.top - top - y) / view.height();
  return [right, down];
}
