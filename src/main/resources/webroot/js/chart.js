/** The throughput chart: finished and failed tasks per second and the queue, over five minutes. */

import uPlot from '/vendor/uplot/uPlot.esm.js';
import { h, setText } from './dom.js';
import { compact, count, rate } from './format.js';
import { colour, onTheme } from './theme.js';

const SPAN_SECONDS = 300;
const WIDTH_OF_FAILURES = 3;

/** @returns {{el: HTMLElement, legend: HTMLElement, update: (store: import('./store.js').Store) => void, dispose: () => void}} */
export function throughputChart() {
  const el = h('div', {
    class: 'chart',
    role: 'img',
    'aria-label': 'Tasks finished and failed per second over the last five minutes',
  });
  const legend = chartLegend();
  let columns = [[], [], [], []];
  let plot = null;
  const build = () => {
    const size = { width: el.clientWidth, height: el.clientHeight };
    if (size.width === 0) return;
    plot?.destroy();
    plot = new uPlot(
      options(size, (i) => legend.show(columns, i)),
      columns,
      el,
    );
  };
  const sizes = new ResizeObserver(() =>
    plot ? plot.setSize({ width: el.clientWidth, height: el.clientHeight }) : build(),
  );
  sizes.observe(el);
  const offTheme = onTheme(build);
  return {
    el,
    legend: legend.el,
    update(store) {
      columns = store.history.columns();
      el.classList.toggle('waiting', columns[0].length === 0);
      if (!plot) build();
      plot?.setData(columns);
      legend.show(columns, plot?.cursor.idx ?? null);
    },
    dispose() {
      offTheme();
      sizes.disconnect();
      plot?.destroy();
    },
  };
}

/** Names the series and shows the values under the pointer, or the latest. */
function chartLegend() {
  const values = [h('b'), h('b'), h('b')];
  const names = [
    ['finished', 'done'],
    ['failed', 'failed'],
    ['open tasks', 'open'],
  ];
  const el = h(
    'span',
    { class: 'legend' },
    names.map(([name, kind], i) => h('span', null, h('i', { class: `key-${kind}` }), name, ' ', values[i])),
  );
  const show = ([times, finished, failed, open], index) => {
    const i = index ?? times.length - 1;
    setText(values[0], i < 0 ? '' : `${rate(finished[i])} /s`);
    setText(values[1], i < 0 ? '' : `${rate(failed[i])} /s`);
    setText(values[2], i < 0 ? '' : count(open[i]));
  };
  return { el, show };
}

function options(size, onPoint) {
  const font = `11px ${getComputedStyle(document.body).fontFamily}`;
  const axis = { stroke: colour('--faint'), font, ticks: { show: false }, gap: 6 };
  const grid = { stroke: colour('--line'), width: 1 };
  return {
    ...size,
    padding: [12, 0, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { size: 7 }, drag: { x: false, y: false } },
    hooks: { setCursor: [(plot) => onPoint(plot.cursor.idx)] },
    scales: {
      x: { time: true, range: lastMinutes },
      y: { range: (u, min, max) => [0, nice(max, 1)] },
      open: { range: (u, min, max) => [0, nice(max, 10)] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 26,
        values: (u, splits) => splits.map(clock),
        space: 40,
        incrs: [60, 120, 300],
      },
      { ...axis, grid, size: 46, space: 36, values: (u, splits) => splits.map((v) => rate(v)) },
      {
        ...axis,
        grid: { show: false },
        side: 1,
        scale: 'open',
        size: 50,
        space: 36,
        values: (u, splits) => splits.map(compact),
      },
    ],
    series: [{}, finishedSeries(), failedSeries(), openSeries()],
  };
}

const finishedSeries = () => ({
  scale: 'y',
  stroke: colour('--done'),
  width: 2,
  points: { show: false },
  paths: uPlot.paths.spline(),
  fill: (plot) => fade(plot, colour('--done-fill-top'), colour('--done-fill-end')),
});

const failedSeries = () => ({
  scale: 'y',
  stroke: colour('--failed'),
  fill: colour('--failed'),
  width: 0,
  points: { show: false },
  paths: uPlot.paths.bars({ size: [0.6, WIDTH_OF_FAILURES] }),
});

const openSeries = () => ({
  scale: 'open',
  stroke: colour('--faint'),
  width: 1.5,
  dash: [4, 4],
  points: { show: false },
});

function fade(plot, top, end) {
  const height = plot.bbox.height;
  if (!(height > 0)) return top;
  const gradient = plot.ctx.createLinearGradient(0, plot.bbox.top, 0, plot.bbox.top + height);
  gradient.addColorStop(0, top);
  gradient.addColorStop(1, end);
  return gradient;
}

const lastMinutes = () => [Date.now() / 1000 - SPAN_SECONDS, Date.now() / 1000];

/** The next of 1, 2, 3, 5 times a power of ten above the value: a scale that does not twitch. */
export function nice(value, least) {
  if (!(value > least)) return least;
  const power = 10 ** Math.floor(Math.log10(value * 1.08));
  return power * ([1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((step) => step * power >= value * 1.08) ?? 10);
}

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const clock = (t) => CLOCK.format(new Date(t * 1000));
