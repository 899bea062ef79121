/** A histogram of measured values with the declared one drawn in. Bins are pure; the rest is SVG. */

import { fillWith, h, setText, svg } from './dom.js';
import { count, percent, plural } from './format.js';

const BINS = 24;
const WIDTH = 480;
const HEIGHT = 200;
const FLOOR = HEIGHT - 18;
/** From this ratio on, a linear axis would show one bar and nothing. */
const WIDE = 40;

/**
 * Equal bins over the values, or bins of equal ratio where they differ by magnitudes.
 *
 * @param {number[]} values
 * @returns {{from: number, to: number, log: boolean, bins: {from: number, to: number, n: number}[]}}
 */
export function binsOf(values, declared = null) {
  const lowest = Math.min(...values);
  const highest = Math.max(
    ...values,
    declared !== null && declared <= 4 * Math.max(...values) ? declared : 0,
  );
  const log = lowest > 0 && highest / lowest > WIDE;
  const from = log ? lowest : Math.min(lowest, 0);
  const to = highest > from ? highest : from + 1;
  const scale = log ? (x) => Math.log(x / from) / Math.log(to / from) : (x) => (x - from) / (to - from);
  const edge = log ? (i) => from * (to / from) ** (i / BINS) : (i) => from + ((to - from) * i) / BINS;
  const bins = Array.from({ length: BINS }, (_, i) => ({ from: edge(i), to: edge(i + 1), n: 0 }));
  for (const value of values) bins[Math.min(BINS - 1, Math.max(0, Math.floor(scale(value) * BINS)))].n++;
  return { from, to, log, bins, scale };
}

/** The value below which a share of the sorted values lies. */
export const quantile = (sorted, share) =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];

/**
 * @param {{label: string, format: (x: number) => string, declaredWord: string,
 *   phrase: (declared: string) => string, verb: string}} how
 */
export function histogram({ label, format, declaredWord, phrase, verb }) {
  const drawing = svg('svg', { class: 'histogram', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img' });
  const title = h('h3', null, label);
  const words = h('p', { class: 'sub' });
  const verdict = h('p', { class: 'verdict' });
  const el = h('div', { class: 'distribution' }, h('div', { class: 'row' }, title, words), drawing, verdict);
  const update = (values, declared) => {
    const sorted = [...values].sort((a, b) => a - b);
    el.hidden = sorted.length === 0;
    if (sorted.length === 0) return;
    draw(drawing, binsOf(sorted, declared), { declared, format, declaredWord });
    const summary = `median ${format(quantile(sorted, 0.5))}, 95 % below ${format(quantile(sorted, 0.95))}, largest ${format(sorted.at(-1))}`;
    setText(words, summary);
    drawing.setAttribute('aria-label', `${label} of ${plural(sorted.length, 'task')}: ${summary}`);
    setText(verdict, declared === null ? '' : verdictOf(sorted, declared, phrase(format(declared)), verb));
  };
  return { el, update };
}

/** What the picture says, in words: asked for far too much, or too little. */
function verdictOf(sorted, declared, subject, verb) {
  const over = sorted.filter((v) => v > declared).length;
  if (over > 0)
    return `${plural(over, 'task')} (${percent(over, sorted.length)}) ${verb} more. ${subject} is too little.`;
  const times = declared / quantile(sorted, 0.99);
  if (times < 2) return `${subject} fits.`;
  return `${subject} is ${times >= 10 ? count(times) : times.toFixed(1)} times what 99 % of the tasks ${verb}.`;
}

function draw(at, { bins, from, to, scale, log }, { declared, format, declaredWord }) {
  const most = Math.max(...bins.map((b) => b.n));
  const step = WIDTH / bins.length;
  const bars = bins.map((bin, i) => bar(bin, i * step, step, most, format));
  const marks = [text(0, 'start', format(from)), text(WIDTH, 'end', format(to))];
  if (log) marks.push(text(WIDTH / 2, 'middle', format(Math.sqrt(from * to))));
  const inside = declared !== null && declared >= from && declared <= to;
  if (inside) marks.push(declaredMark(scale(declared) * WIDTH, `${declaredWord} ${format(declared)}`));
  fillWith(at, svg('line', { class: 'floor', x1: 0, x2: WIDTH, y1: FLOOR, y2: FLOOR }), bars, marks);
}

function bar({ from, to, n }, x, width, most, format) {
  const height = n === 0 ? 0 : Math.max(2, (n / most) * (FLOOR - 18));
  return svg(
    'rect',
    { class: 'bin', x: x + 1, y: FLOOR - height, width: width - 2, height, rx: 2 },
    svg('title', null, `${format(from)} to ${format(to)}: ${count(n)}`),
  );
}

const text = (x, anchor, words) => svg('text', { x, y: HEIGHT - 3, 'text-anchor': anchor }, words);

function declaredMark(x, words) {
  const left = x > WIDTH * 0.6;
  return svg(
    'g',
    { class: 'declared' },
    svg('line', { x1: Math.min(x, WIDTH - 1), x2: Math.min(x, WIDTH - 1), y1: 4, y2: FLOOR }),
    svg('text', { x: left ? x - 6 : x + 6, y: 13, 'text-anchor': left ? 'end' : 'start' }, words),
  );
}
