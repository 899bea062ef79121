/** Draws nodes by time on a canvas. Only the rows in view are drawn, however many nodes there are. */

import { h, setStyle } from './dom.js';
import { visible } from './format.js';
import { colour, onTheme } from './theme.js';

const AXIS = 26;
const ROW = 22;
const GAP = 3;
const LEAST_TICK_PX = 84;
const TICKS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600];

/**
 * @typedef {{name: string, bins: import('./types.js').Bin[], whole: ?import('./types.js').Bin[]}} Row
 *   whole: with one job chosen, what all jobs did in the same bins
 * @typedef {{from: number, binS: number, rows: Row[], t0: number, t1: number}} Scene times in seconds
 */
export function timelinePlot() {
  const axis = h('canvas', { class: 'tl-axis' });
  const canvas = h('canvas', { class: 'tl-canvas' });
  const cell = h('div', { class: 'tl-cell', hidden: true });
  const brush = h('div', { class: 'tl-brush', hidden: true });
  const spacer = h('div', { class: 'tl-spacer' }, canvas, cell, brush);
  const scroller = h('div', { class: 'tl-scroll' }, spacer);
  const el = h('div', { class: 'tl-plot' }, axis, scroller);
  let scene = null;
  let inks = colours();
  let frame = 0;

  const later = () => {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      if (scene && el.isConnected) draw();
    });
  };
  const sizes = new ResizeObserver(later);
  sizes.observe(el);
  const offTheme = onTheme(() => {
    inks = colours();
    later();
  });
  scroller.addEventListener('scroll', later, { passive: true });

  const left = () => (scroller.clientWidth < 600 ? 84 : 132);
  const width = () => Math.max(1, scroller.clientWidth - left());
  const xOf = (t) => left() + ((t - scene.t0) / (scene.t1 - scene.t0)) * width();

  function draw() {
    setStyle(spacer, 'height', `${scene.rows.length * ROW}px`);
    const view = sized(canvas, scroller.clientWidth, Math.min(scroller.clientHeight, scene.rows.length * ROW));
    const first = Math.floor(scroller.scrollTop / ROW);
    const last = Math.min(scene.rows.length, first + Math.ceil(scroller.clientHeight / ROW) + 1);
    for (let i = first; i < last; i++) drawRow(view, scene.rows[i], i * ROW - scroller.scrollTop);
    drawAxis();
  }

  function drawRow(view, row, top) {
    view.globalAlpha = 1;
    view.fillStyle = inks.name;
    view.font = inks.font;
    view.textBaseline = 'middle';
    view.fillText(fitted(view, visible(row.name), left() - 12), 0, top + ROW / 2);
    view.fillStyle = inks.empty;
    view.fillRect(left(), top + GAP / 2, width(), ROW - GAP);
    const first = Math.max(0, Math.floor((scene.t0 - scene.from) / scene.binS));
    const end = Math.min(row.bins.length, Math.ceil((scene.t1 - scene.from) / scene.binS));
    for (let i = first; i < end; i++) drawBin(view, row, i, top + GAP / 2);
  }

  function drawBin(view, row, i, top) {
    const start = Math.max(left(), xOf(scene.from + i * scene.binS));
    const size = Math.min(left() + width(), xOf(scene.from + (i + 1) * scene.binS)) - start;
    const box = { start, size: Math.max(1, size - (size > 6 ? 1 : 0)), top };
    const { finished, failed, busy } = row.bins[i];
    const ink = finished > 0 ? inks.done : inks.run;
    const shown = Math.min(1, finished > 0 ? Math.max(busy, 0.08) : busy);
    if (row.whole) stack(view, box, ink, shown, Math.min(1, row.whole[i]?.busy ?? 0));
    else paint(view, box, ink, shown);
    if (failed > 0) notch(view, box, failed / (finished + failed));
  }

  function paint(view, { start, size, top }, ink, busy) {
    if (!(busy > 0)) return;
    view.globalAlpha = 0.18 + 0.82 * busy;
    view.fillStyle = ink;
    view.fillRect(start, top, size, ROW - GAP);
  }

  /** One job below, all others over it: heights, because two strengths over each other say nothing. */
  function stack(view, { start, size, top }, ink, busy, whole) {
    const fill = (colour, share) => {
      view.fillStyle = colour;
      view.fillRect(start, top + (1 - share) * (ROW - GAP), size, share * (ROW - GAP));
    };
    view.globalAlpha = 1;
    fill(inks.other, Math.max(whole, busy));
    fill(ink, busy);
  }

  /** Failures grow from the bottom: their height is their share, their place says it without colour. */
  function notch(view, { start, size, top }, share) {
    const height = Math.max(5, share * (ROW - GAP));
    view.globalAlpha = 1;
    view.fillStyle = inks.card;
    view.fillRect(start, top + ROW - GAP - height - 1, size, 1);
    view.fillStyle = inks.failed;
    view.fillRect(start, top + ROW - GAP - height, Math.max(2, size), height);
  }

  function drawAxis() {
    const view = sized(axis, scroller.clientWidth, AXIS);
    view.font = inks.font;
    view.textBaseline = 'middle';
    view.fillStyle = inks.faint;
    const least = ((scene.t1 - scene.t0) * LEAST_TICK_PX) / width();
    const step = TICKS.find((s) => s >= least) ?? TICKS.at(-1);
    const zone = new Date().getTimezoneOffset() * 60;
    for (let t = Math.ceil((scene.t0 - zone) / step) * step + zone; t <= scene.t1; t += step) {
      const text = (step < 60 ? SECOND : MINUTE).format(t * 1000);
      const at = Math.min(xOf(t), left() + width() - view.measureText(text).width);
      view.fillText(text, at, AXIS / 2);
      view.fillRect(xOf(t), AXIS - 4, 1, 4);
    }
  }

  /** The row and the bin under a point of the window; null beside them. */
  function at(event) {
    const box = spacer.getBoundingClientRect();
    const row = Math.floor((event.clientY - box.top) / ROW);
    const x = event.clientX - box.left;
    if (!scene || row < 0 || row >= scene.rows.length || x < left()) return null;
    return { row, t: timeAt(x), x };
  }

  const timeAt = (x) => scene.t0 + ((x - left()) / width()) * (scene.t1 - scene.t0);

  function mark(row, bin) {
    cell.hidden = row === null;
    if (row === null) return;
    const start = Math.max(left(), xOf(scene.from + bin * scene.binS));
    const end = Math.min(left() + width(), xOf(scene.from + (bin + 1) * scene.binS));
    setStyle(cell, 'left', `${start}px`);
    setStyle(cell, 'top', `${row * ROW}px`);
    setStyle(cell, 'width', `${Math.max(2, end - start)}px`);
  }

  function select(from, to) {
    brush.hidden = from === null;
    if (from === null) return;
    setStyle(brush, 'left', `${xOf(Math.min(from, to))}px`);
    setStyle(brush, 'width', `${Math.abs(xOf(to) - xOf(from))}px`);
  }

  function reveal(row) {
    const top = row * ROW;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    if (top + ROW > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = top + ROW - scroller.clientHeight;
  }

  return {
    el,
    surface: scroller,
    at,
    mark,
    select,
    reveal,
    show(next) {
      scene = next;
      later();
    },
    dispose() {
      cancelAnimationFrame(frame);
      offTheme();
      sizes.disconnect();
    },
  };
}

/** Sizes a canvas for the screen's pixels and clears it; coordinates stay CSS pixels. */
function sized(canvas, width, height) {
  const scale = devicePixelRatio || 1;
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  setStyle(canvas, 'width', `${width}px`);
  setStyle(canvas, 'height', `${height}px`);
  const view = canvas.getContext('2d');
  view.setTransform(scale, 0, 0, scale, 0, 0);
  return view;
}

function fitted(view, text, room) {
  if (view.measureText(text).width <= room) return text;
  let short = text;
  while (short.length > 1 && view.measureText(`${short}\u2026`).width > room) short = short.slice(0, -1);
  return `${short}\u2026`;
}

const colours = () => ({
  name: colour('--ink'),
  faint: colour('--faint'),
  empty: colour('--raised'),
  card: colour('--card'),
  done: colour('--done'),
  run: colour('--run'),
  failed: colour('--failed'),
  other: colour('--todo'),
  font: `12px ${getComputedStyle(document.body).fontFamily}`,
});

const clockOf = (more) =>
  new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', ...more });
const MINUTE = clockOf({});
const SECOND = clockOf({ second: '2-digit' });
