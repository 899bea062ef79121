/** The row of figures on the overview. */

import { h } from '../dom.js';
import { count, doneBy, memoryOf, percent, plural, rate, roughly } from '../format.js';
import { allTasks, endRange, failedWithin, openTasks } from '../history.js';
import { tile } from '../parts.js';
import { link } from '../router.js';

const RECENT_SECONDS = 600;
/** A range narrower than this is one figure. */
const NARROW_SECONDS = 90;

export function statusStrip() {
  const nodes = tile('Nodes', link('nodes'));
  const running = tile('Running', link('tasks', { state: 'in_progress' }));
  const queued = tile('Queued', link('tasks', { state: 'todo' }));
  const finished = tile('Finished', link('tasks', { state: 'finished' }));
  const failed = tile('Failed, 10 min', link('failures'));
  const done = tile('Done by', link('timeline'));
  const el = h(
    'section',
    { class: 'card strip', 'aria-label': 'Now' },
    [nodes, running, queued, finished, failed, done].map((t) => t.el),
  );
  /** @param {?import('../types.js').Past} past the last hour, when it is known */
  const update = (store, past) => {
    const status = store.status ?? store.early;
    if (!status) return;
    if (store.status) showNodes(nodes, store);
    else nodes.update(count(status.nodes), '', '');
    showCounts(running, queued, store, status);
    finished.update(rate(status.rates.finished_s), '/s', `${count(status.counts.finished)} in all`);
    showFailed(failed, status, past);
    showEstimate(done, status, past);
  };
  return { el, update };
}

function showNodes(at, store) {
  const known = store.nodeList().filter((n) => n.state !== 'stopped');
  const live = store.nodesIn('live');
  const slots = sum(live, (n) => n.slots);
  const busy = `${count(slots)} slots, ${percent(
    sum(live, (n) => n.running),
    slots,
  )} busy`;
  at.update(
    count(live.length),
    known.length > live.length ? `/ ${count(known.length)}` : '',
    slots > 0 ? busy : 'none takes work',
    live.length === 0 && openTasks(store.status.counts) > 0 ? 'bad' : '',
  );
}

function showCounts(running, queued, store, { counts }) {
  const up = store.nodeList().filter((n) => n.state === 'live' || n.state === 'draining');
  const all = sum(up, (n) => n.mem_gb);
  const used = sum(up, (n) => n.mem_gb - (n.mem_free_gb ?? n.mem_gb));
  running.update(count(counts.in_progress), '', all > 0 ? `memory ${memoryOf(used, all)}` : '');
  queued.update(
    count(counts.todo),
    '',
    counts.waiting > 0 ? plural(counts.waiting, 'waits for its time', 'wait for their time') : 'none waits for its time',
  );
}

/** What failed lately; where that was not recorded, what failed at all. */
function showFailed(at, { counts }, past) {
  const recent = failedWithin(past, RECENT_SECONDS, Date.now() / 1000);
  const all = counts.failed > 0 ? `${count(counts.failed)} in all, ${percent(counts.failed, counts.failed + counts.finished)}` : 'none ever';
  at.update(count(recent ?? NaN), '', all, recent > 0 ? 'bad' : '');
}

function showEstimate(at, { counts, eta_s: eta }, past) {
  const open = openTasks(counts);
  const now = Date.now();
  const range = open > 0 ? endRange(past, open, now / 1000) : null;
  if (range && range.late - range.soon > NARROW_SECONDS) {
    const { soon, late } = range;
    return at.update(doneBy(soon, now), `to ${doneBy(late, now)}`, `in ${roughly(soon)} to ${roughly(late)}`);
  }
  if (open > 0 && Number.isFinite(eta)) return at.update(doneBy(eta), '', `in about ${roughly(eta)}`);
  if (open > 0) return at.update('\u2013', '', 'no rate to go by yet');
  const all = allTasks(counts);
  return at.update(all > 0 ? 'Done' : '\u2013', '', all > 0 ? `${plural(all, 'task')}, none open` : 'nothing submitted');
}

const sum = (items, of) => items.reduce((total, item) => total + of(item), 0);
