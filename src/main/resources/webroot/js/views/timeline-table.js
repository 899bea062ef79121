/** The timeline in figures: for readers who do not see it, and for those who want to copy it. */

import { h, keyed, setAttr, setText } from '../dom.js';
import { count, duration, percent, plural, visible } from '../format.js';
import { link } from '../router.js';

const IDLE = 0.005;

export function timelineTable() {
  const body = h('tbody');
  const heads = [['Node'], ['Busy', 'num'], ['Finished', 'num'], ['Failed', 'num'], ['Idle for', 'num wide'], ['Longest idle', 'num wide']];
  const caption = h('caption', { class: 'sub' });
  const el = h(
    'table',
    { class: 'tl-table', hidden: true },
    caption,
    h('thead', null, h('tr', null, heads.map(([text, kind]) => h('th', { class: kind, scope: 'col' }, text)))),
    body,
  );
  const update = ({ rows, from, binS }, { t0, t1 }) => {
    const [first, end] = [Math.round((t0 - from) / binS), Math.round((t1 - from) / binS)];
    setText(caption, `${plural(rows.length, 'node')} over the last ${duration(t1 - t0)}, in steps of ${duration(binS)}`);
    const sums = rows.map(({ name, bins }) => ({ name, ...summed(bins.slice(first, end), binS) }));
    keyed(body, sums, (sum) => sum.name, tableRow);
  };
  return { el, update };
}

function summed(bins, binS) {
  const total = (field) => bins.reduce((sum, bin) => sum + bin[field], 0);
  let [idle, run, longest] = [0, 0, 0];
  for (const bin of bins) {
    run = bin.busy < IDLE ? run + 1 : 0;
    idle += bin.busy < IDLE ? 1 : 0;
    longest = Math.max(longest, run);
  }
  return {
    busy: total('busy') / Math.max(1, bins.length),
    finished: total('finished'),
    failed: total('failed'),
    idle: idle * binS,
    longest: longest * binS,
  };
}

function tableRow(first) {
  const name = h('a', { class: 'name', href: link('nodes', { name: first.name }) }, visible(first.name));
  const [busy, finished, failed, idle, longest] = Array.from({ length: 5 }, (_, i) => h('td', { class: i > 2 ? 'num wide' : 'num' }));
  const el = h('tr', null, h('th', { scope: 'row' }, name), busy, finished, failed, idle, longest);
  const update = (sum) => {
    setText(busy, sum.busy > 0 ? percent(Math.min(1, sum.busy), 1) : 'idle');
    setText(finished, count(sum.finished));
    setText(failed, sum.failed > 0 ? count(sum.failed) : '\u2013');
    setAttr(failed, 'class', sum.failed > 0 ? 'num bad' : 'num');
    setText(idle, sum.idle > 0 ? duration(sum.idle) : 'never');
    setText(longest, sum.longest > 0 ? duration(sum.longest) : '\u2013');
  };
  return { el, update };
}
