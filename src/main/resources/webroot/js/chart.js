/** The two charts of the overview over one axis of time: what ended per second, and what waits and runs. */

import uPlot from '/vendor/uplot/uPlot.esm.js';
import { h } from './dom.js';
import { compact, rate } from './format.js';
import { colour, onTheme } from './theme.js';

const WIDTH_OF_FAILURES = 3;
const AXIS_LEFT = 50;
const SYNC = 'overview';

/** A gap in the axis of time that fits each span. */
const STEPS = { 300: [60], 3600: [600, 1200], 86400: [14400, 21600] };

/**
 * @typedef {number[][]} Columns times, finished/s, failed/s, queued, running
 * @param {(index: ?number) => void} onPoint is told which point is under the pointer
 */
export function charts(onPoint) {
  const speed = chartBox('chart-speed', speedOptions, [0, 1, 2], onPoint);
  const depth = chartBox('chart-depth', depthOptions, [0, 3, 4], onPoint);
  return {
    el: h('div', { class: 'charts', role: 'img' }, speed.el, depth.el),
    update(columns, span) {
      speed.update(columns, span);
      depth.update(columns, span);
    },
    dispose() {
      speed.dispose();
      depth.dispose();
    },
  };
}

/** One plot that fills its box and is drawn anew for another theme. */
function chartBox(kind, optionsOf, picked, onPoint) {
  const el = h('div', { class: `chart ${kind}` });
  let data = picked.map(() => []);
  let span = 300;
  let plot = null;
  const size = () => ({ width: el.clientWidth, height: el.clientHeight });
  const build = () => {
    if (el.clientWidth === 0) return;
    plot?.destroy();
    plot = new uPlot({ ...optionsOf(() => span, onPoint), ...size() }, data, el);
  };
  const sizes = new ResizeObserver(() => (plot ? plot.setSize(size()) : build()));
  sizes.observe(el);
  const offTheme = onTheme(build);
  return {
    el,
    update(columns, wanted) {
      data = picked.map((i) => columns[i]);
      span = wanted;
      if (plot) plot.setData(data);
      else build();
    },
    dispose() {
      offTheme();
      sizes.disconnect();
      plot?.destroy();
    },
  };
}

function speedOptions(spanOf, onPoint) {
  const series = [{}, finishedSeries(), failedSeries()];
  return options({ spanOf, onPoint, series, values: rate, least: 1, clock: false });
}

function depthOptions(spanOf, onPoint) {
  const series = [{}, queuedSeries(), runningSeries()];
  return options({ spanOf, onPoint, series, values: compact, least: 10, clock: true });
}

function options({ spanOf, onPoint, series, values, least, clock: named }) {
  const font = `11px ${getComputedStyle(document.body).fontFamily}`;
  const axis = { stroke: colour('--faint'), font, ticks: { show: false }, gap: 6 };
  const lines = { stroke: colour('--line'), width: 1 };
  return {
    padding: [8, 18, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { size: 7 }, drag: { x: false, y: false }, sync: { key: SYNC } },
    hooks: { setCursor: [(plot) => onPoint(plot.cursor.idx)] },
    scales: {
      x: { time: true, range: () => [Date.now() / 1000 - spanOf(), Date.now() / 1000] },
      y: { range: (u, min, max) => [0, nice(max, least)] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: named ? 26 : 6,
        splits: () => clockSplits(spanOf()),
        values: (u, splits) => splits.map((t) => (named ? clock(t) : '')),
      },
      {
        ...axis,
        grid: lines,
        size: AXIS_LEFT,
        space: 30,
        values: (u, splits) => splits.map((v) => values(v)),
      },
    ],
    series,
  };
}

/** Full minutes or hours of the reader's clock, as many as there is room for. */
function clockSplits(span) {
  const now = Date.now() / 1000;
  const steps = STEPS[span] ?? [span / 5];
  const step = innerWidth < 760 ? steps.at(-1) : steps[0];
  const zone = new Date().getTimezoneOffset() * 60;
  const found = [];
  const first = Math.ceil((now - span - zone) / step) * step + zone;
  for (let t = first; t <= now; t += step) found.push(t);
  return found;
}

const line = { points: { show: false }, scale: 'y' };

const finishedSeries = () => ({
  ...line,
  stroke: colour('--done'),
  width: 2,
  paths: uPlot.paths.spline(),
  fill: (plot) => fade(plot, colour('--done-fill-top'), colour('--done-fill-end')),
});

const failedSeries = () => ({
  ...line,
  stroke: colour('--failed'),
  fill: colour('--failed'),
  width: 0,
  paths: uPlot.paths.bars({ size: [0.6, WIDTH_OF_FAILURES] }),
});

const queuedSeries = () => ({
  ...line,
  stroke: colour('--cancel'),
  width: 1.5,
  fill: colour('--queued-fill'),
  paths: uPlot.paths.stepped({ align: 1 }),
});

const runningSeries = () => ({
  ...line,
  stroke: colour('--run'),
  width: 2,
  paths: uPlot.paths.stepped({ align: 1 }),
});

function fade(plot, top, end) {
  const height = plot.bbox.height;
  if (!(height > 0)) return top;
  const gradient = plot.ctx.createLinearGradient(0, plot.bbox.top, 0, plot.bbox.top + height);
  gradient.addColorStop(0, top);
  gradient.addColorStop(1, end);
  return gradient;
}

/** The next of 1, 2, 3, 5 times a power of ten above the value: a scale that does not twitch. */
export function nice(value, least) {
  if (!(value > least)) return least;
  const power = 10 ** Math.floor(Math.log10(value * 1.08));
  return power * ([1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((step) => step * power >= value * 1.08) ?? 10);
}

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const clock = (t) => CLOCK.format(new Date(t * 1000));
