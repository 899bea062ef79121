/** The card with the charts: a span to choose, and the figures under the pointer. */

import * as api from '../api.js';
import { charts } from '../chart.js';
import { h, setAttr, setText } from '../dom.js';
import { count, plural, rate } from '../format.js';
import { joined } from '../history.js';
import { card } from '../parts.js';
import { poll } from '../poll.js';
import { link } from '../router.js';

const SPANS = {
  '5m': { seconds: 300, word: '5 min' },
  '1h': { seconds: 3600, word: '1 h' },
  '24h': { seconds: 86400, word: '24 h' },
};
const FIRST = '5m';
const MIN_PAUSE_MS = 5000;
const MAX_PAUSE_MS = 30000;
const NOTHING = { range: FIRST, step_s: 0, points: [] };

export const rangeOf = (query) => (query.range in SPANS ? query.range : FIRST);

/** @param {string} first the span to begin with */
export function throughputCard(first) {
  let range = first;
  let past = NOTHING;
  let store = null;
  let columns = [[], [], [], [], []];
  const legend = chartLegend();
  const plots = charts((index) => legend.show(columns, index));
  const picks = spanPicks();
  const note = h('p', { class: 'chart-note', hidden: true });
  const el = card('Throughput', [legend.el, h('span', { class: 'grow' }), picks.el], plots.el, note);
  el.classList.add('throughput');
  picks.select(range);
  const source = poll({
    load: (signal) => api.history(range, signal),
    every: (last) => Math.min(MAX_PAUSE_MS, Math.max(MIN_PAUSE_MS, (last?.step_s ?? 0) * 1000)),
    show: (loaded) => {
      past = loaded ?? past;
      draw();
    },
  });

  function draw() {
    if (store === null) return;
    const now = Date.now() / 1000;
    const { seconds, word } = SPANS[range];
    columns = joined(past, store.history, now);
    plots.update(columns, seconds);
    legend.show(columns, null);
    const quiet = columns.slice(1).every((column) => column.every((n) => !n));
    note.hidden = !quiet;
    setText(note, columns[0].length === 0 ? 'Waiting for the first figures.' : `Nothing ran in the last ${word}.`);
    setAttr(plots.el, 'aria-label', describe(past, word));
  }

  return {
    el,
    update(now) {
      store = now;
      draw();
    },
    choose(wanted) {
      if (wanted === range) return;
      range = wanted;
      past = NOTHING;
      picks.select(range);
      source.again();
    },
    dispose() {
      source.dispose();
      plots.dispose();
    },
  };
}

function describe({ points }, word) {
  const sum = (field) => points.reduce((total, point) => total + point[field], 0);
  const queue = points.at(-1)?.todo;
  const waits = Number.isFinite(queue) ? `; ${count(queue)} queued at the end` : '';
  return `The last ${word}: ${plural(sum('finished'), 'task')} finished, ${count(sum('failed'))} failed${waits}`;
}

function spanPicks() {
  const links = Object.entries(SPANS).map(([range, { word }]) => ({
    range,
    el: h('a', { href: link(range === FIRST ? {} : { range }) }, word),
  }));
  const el = h(
    'nav',
    { class: 'seg', 'aria-label': 'Span of the charts' },
    links.map((one) => one.el),
  );
  const select = (range) =>
    links.forEach((one) => setAttr(one.el, 'aria-current', one.range === range ? 'true' : null));
  return { el, select };
}

const SERIES = [
  ['finished', 'done', (v) => `${rate(v)} /s`],
  ['failed', 'failed', (v) => `${rate(v)} /s`],
  ['queued', 'queued', count],
  ['running', 'run', count],
];

/** Names the series and shows the values under the pointer, or the latest. */
function chartLegend() {
  const values = SERIES.map(() => h('b'));
  const el = h(
    'span',
    { class: 'legend chart-legend' },
    SERIES.map(([name, kind], i) => h('span', null, h('i', { class: `key-${kind}` }), name, ' ', values[i])),
  );
  const show = ([times, ...series], index) => {
    const at = index ?? times.length - 1;
    SERIES.forEach(([, , words], i) => setText(values[i], at < 0 ? '' : words(series[i][at] ?? NaN)));
  };
  return { el, show };
}
