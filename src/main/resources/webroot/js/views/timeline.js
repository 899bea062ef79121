/** What each node ran when: bins from the server on a canvas, and the same as a table. */

import * as api from '../api.js';
import { h, setAttr, setText } from '../dom.js';
import { count, moment, percent, plural, visible } from '../format.js';
import { JAR, card, empty, failure, setNotice } from '../parts.js';
import { poll } from '../poll.js';
import { link } from '../router.js';
import { timelinePlot } from '../timeline-plot.js';
import { RANGES, timelineControls } from './timeline-controls.js';
import { timelineTable } from './timeline-table.js';

const FIRST = '1h';
const LEAST_PAUSE_MS = 3000;
const MOST_PAUSE_MS = 30000;
const FEWEST_BINS = 4;
const ZOOM = 1.6;
const DRAG_PX = 6;

export function timelineView(store, first) {
  let query = queryOf(first);
  let data = null;
  /** The span that is shown, in seconds; null: all of it, moving on with the time. */
  let zoom = null;
  let cursor = null;
  const plot = timelinePlot();
  const table = timelineTable();
  const readout = h('p', { class: 'tl-readout sub', role: 'status' });
  const notice = h('div', { hidden: true });
  const controls = timelineControls({
    zoomIn: () => zoomBy(1 / ZOOM),
    zoomOut: () => zoomBy(ZOOM),
    all: () => setZoom(null),
  });
  const body = h('div', { class: 'tl', hidden: true }, plot.el, table.el, readout);
  const size = h('small');
  const head = [size, controls.legend, h('span', { class: 'grow' }), controls.el];
  const el = h('div', { class: 'page' }, h('h1', { class: 'unseen' }, 'Timeline'), card('Timeline', head, body, notice));
  const surface = plot.surface;
  setAttr(surface, 'tabindex', 0);
  setAttr(surface, 'role', 'application');
  setAttr(surface, 'aria-roledescription', 'timeline');
  setAttr(
    surface,
    'aria-label',
    'What each node ran when. Arrow keys move, plus and minus zoom, Escape shows all, Enter opens the tasks of the node. The table has the same.',
  );

  const source = poll({
    load: (signal) => loadBoth(query, signal),
    every: () => Math.min(MOST_PAUSE_MS, Math.max(LEAST_PAUSE_MS, (data?.binS ?? 0) * 1000)),
    show(loaded, error) {
      if (loaded) data = loaded;
      setNotice(notice, noticeOf(data, error, source?.again));
      body.hidden = !data || data.rows.length === 0;
      setText(size, data ? plural(data.rows.length, 'node') : '');
      draw();
    },
  });

  const span = () => zoom ?? { t0: data.from, t1: data.to };

  function draw() {
    if (!data || data.rows.length === 0) return;
    table.el.hidden = query.as !== 'table';
    plot.el.hidden = query.as === 'table';
    if (query.as === 'table') table.update(data, span());
    else plot.show({ ...data, ...span() });
    controls.show({ zoomed: zoom !== null, asTable: query.as === 'table' });
    point(cursor);
  }

  /** Zooms around the cursor, else around the middle. */
  function zoomBy(factor, around) {
    if (!data) return;
    const { t0, t1 } = span();
    const middle = around ?? (cursor ? data.from + (cursor.bin + 0.5) * data.binS : (t0 + t1) / 2);
    const part = (middle - t0) / (t1 - t0);
    const length = Math.max(FEWEST_BINS * data.binS, (t1 - t0) * factor);
    setZoom({ t0: middle - part * length, t1: middle + (1 - part) * length });
  }

  function setZoom(wanted) {
    if (!data) return;
    const t0 = Math.max(data.from, wanted?.t0 ?? data.from);
    const t1 = Math.min(data.to, wanted?.t1 ?? data.to);
    zoom = t0 <= data.from && t1 >= data.to ? null : { t0, t1: Math.max(t1, t0 + FEWEST_BINS * data.binS) };
    draw();
  }

  function point(next) {
    cursor = next && data?.rows[next.row]?.bins[next.bin] ? next : null;
    plot.mark(cursor ? cursor.row : null, cursor?.bin);
    setText(readout, cursor ? describe(data, cursor) : hint(query.as));
  }

  const cellAt = (found) => found && { row: found.row, bin: Math.floor((found.t - data.from) / data.binS) };

  function open() {
    if (!cursor) return;
    const row = data.rows[cursor.row];
    const failed = row.bins[cursor.bin].failed > 0;
    location.hash = link('tasks', { node: row.name, job: query.job, state: failed ? 'failed' : '' });
  }

  followPointer(plot, {
    hover: (found) => point(cellAt(found)),
    click: (found) => {
      point(cellAt(found));
      open();
    },
    brush: (from, to) => setZoom({ t0: Math.min(from, to), t1: Math.max(from, to) }),
    wheel: (factor, found) => zoomBy(factor, found?.t),
    reset: () => setZoom(null),
  });
  surface.addEventListener('keydown', (event) => {
    const act = data && keyAct(event.key, { data, cursor, span, point, zoomBy, setZoom, open });
    if (!act) return;
    event.preventDefault();
    act();
    if (cursor) plot.reveal(cursor.row);
  });

  controls.select(query);
  return {
    el,
    update: () => controls.jobs(store.jobList(), query),
    navigate(next) {
      const before = query;
      query = queryOf(next);
      controls.select(query);
      controls.jobs(store.jobList(), query);
      if (query.range === before.range && query.job === before.job) return draw();
      zoom = cursor = null;
      source.again();
    },
    dispose() {
      source.dispose();
      plot.dispose();
    },
  };
}

const queryOf = ({ range, job, as }) => ({
  range: RANGES.some(([known]) => known === range) ? range : FIRST,
  job: /^[1-9][0-9]{0,15}$/.test(job ?? '') ? job : '',
  as: as === 'table' ? 'table' : '',
});

/** All jobs, and the chosen one over them. */
async function loadBoth({ range, job }, signal) {
  const [all, one] = await Promise.all([
    api.timeline({ range }, signal),
    job ? api.timeline({ range, job }, signal) : null,
  ]);
  const ofJob = new Map((one?.nodes ?? []).map((node) => [node.name, node.bins]));
  const rows = all.nodes.map(({ name, bins }) =>
    one ? { name, bins: ofJob.get(name) ?? bins.map(() => IDLE), whole: bins } : { name, bins, whole: null },
  );
  rows.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  return { from: Date.parse(all.from) / 1000, to: Date.parse(all.to) / 1000, binS: all.bin_s, rows };
}

const IDLE = { finished: 0, failed: 0, busy: 0 };

function noticeOf(data, error, again) {
  if (error && data === null) return failure(error, again);
  if (data?.rows.length === 0)
    return empty('Nothing has run yet', 'Each node gets a row here once it runs a task:', `${JAR} submit tasks.txt`);
  return null;
}

function describe({ rows, from, binS }, { row, bin }) {
  const { name, bins } = rows[row];
  const { finished, failed, busy } = bins[bin];
  const start = (from + bin * binS) * 1000;
  const ended = failed > 0 ? `${count(finished)} finished, ${count(failed)} failed` : `${count(finished)} finished`;
  return `${visible(name)}, ${moment(start)} to ${moment(start + binS * 1000)}: ${busy > 0 ? `${percent(Math.min(1, busy), 1)} busy` : 'idle'}, ${ended}`;
}

const hint = (as) =>
  as === 'table' ? '' : 'Point at a cell to read it, click it for its tasks, drag over a span to zoom in, double-click for all.';

/** What a key does; undefined for keys that are not ours. */
function keyAct(key, { data, cursor, span, point, zoomBy, setZoom, open }) {
  const { t0, t1 } = span();
  const [first, last] = [Math.ceil((t0 - data.from) / data.binS), Math.floor((t1 - data.from) / data.binS) - 1];
  const here = cursor ?? { row: 0, bin: last };
  const to = (row, bin) => () =>
    point({
      row: Math.min(data.rows.length - 1, Math.max(0, row)),
      bin: Math.min(last, Math.max(first, bin)),
    });
  const page = 10;
  return {
    ArrowLeft: to(here.row, here.bin - 1),
    ArrowRight: to(here.row, here.bin + 1),
    ArrowUp: to(here.row - 1, here.bin),
    ArrowDown: to(here.row + 1, here.bin),
    PageUp: to(here.row - page, here.bin),
    PageDown: to(here.row + page, here.bin),
    Home: to(here.row, first),
    End: to(here.row, last),
    '+': () => zoomBy(1 / ZOOM),
    '=': () => zoomBy(1 / ZOOM),
    '-': () => zoomBy(ZOOM),
    Escape: () => setZoom(null),
    Enter: open,
  }[key];
}

/** Hover, click, drag over a span, wheel with Ctrl (which a pinch sends, too), double-click. */
function followPointer({ surface, at, select }, on) {
  let down = null;
  surface.addEventListener('pointerdown', (event) => {
    if (event.button === 0 && event.pointerType !== 'touch') down = at(event);
    if (down) surface.setPointerCapture(event.pointerId);
  });
  surface.addEventListener('pointermove', (event) => {
    const found = at(event);
    on.hover(found);
    if (down && found && Math.abs(found.x - down.x) > DRAG_PX) select(down.t, found.t);
  });
  surface.addEventListener('pointerup', (event) => {
    const found = at(event);
    const dragged = down && found && Math.abs(found.x - down.x) > DRAG_PX;
    select(null);
    if (dragged) on.brush(down.t, found.t);
    down = null;
    surface.classList.toggle('dragged', Boolean(dragged));
  });
  surface.addEventListener('click', (event) => {
    const found = at(event);
    if (found && event.detail === 1 && !surface.classList.contains('dragged')) on.click(found);
  });
  surface.addEventListener('dblclick', on.reset);
  surface.addEventListener('pointerleave', () => on.hover(null));
  surface.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      on.wheel(event.deltaY > 0 ? ZOOM : 1 / ZOOM, at(event));
    },
    { passive: false },
  );
}
