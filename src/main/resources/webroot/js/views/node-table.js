/** A table of nodes with what each has and does, how it did lately, and what it can be told. */

import { drain, undrain } from '../actions.js';
import { h, keyed, setAttr, setHidden, setText, svg } from '../dom.js';
import { ago, count, memory, memoryOf, moment, number, percent, visible } from '../format.js';
import { button, meter, pill, setPill } from '../parts.js';
import { link } from '../router.js';

const TIGHT_MEMORY = 0.9;
const UP = ['live', 'draining'];
/** A row that is out of sight is drawn about this often, one in sight whenever it changes. */
const UNSEEN_MS = 2000;
const NEAR = '200px';

const HEADS = [
  ['Node'],
  ['State'],
  ['Running', 'c-meter'],
  ['Cpus in use', 'c-meter wide'],
  ['Memory in use', 'c-meter'],
  ['Busy, last hour', 'c-trend wide'],
  ['Failed, last hour', 'num c-share'],
];
const FULL_HEADS = [...HEADS, ['Up since', 'num wide'], [h('span', { class: 'unseen' }, 'What can be done'), 'num']];

/** @param {{brief?: boolean}} how `brief` leaves out times and actions */
export function nodeTable({ brief = false }) {
  const body = h('tbody', { role: 'rowgroup' });
  const heads = (brief ? HEADS : FULL_HEADS).map(([text, kind]) =>
    h('th', { class: kind, role: 'columnheader', scope: 'col' }, text),
  );
  // Its style is that of a grid, with which some browsers forget that it is a table: the roles say so.
  const el = h(
    'table',
    { class: brief ? 'nodes brief' : 'nodes', role: 'table' },
    h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, heads)),
    body,
  );
  const rowOf = new WeakMap();
  const sight = new IntersectionObserver(
    (changes) => changes.forEach(({ target, isIntersecting }) => rowOf.get(target).see(isIntersecting)),
    { rootMargin: NEAR },
  );
  const create = () => {
    const row = nodeRow(brief);
    rowOf.set(row.el, row);
    sight.observe(row.el);
    return row;
  };
  /** @param {Map<string, import('../peers.js').Peer>} peers */
  const update = (nodes, peers) => {
    const rows = nodes.map((node) => ({ node, peer: peers.get(node.name) }));
    keyed(body, rows, (row) => row.node.name, create);
  };
  const select = (name) =>
    [...body.children].forEach((row) => setAttr(row, 'aria-selected', row.dataset.node === name ? 'true' : null));
  const focus = (node) =>
    [...body.children].find((row) => row.dataset.node === node)?.querySelector('a.name').focus();
  return { el, update, select, focus };
}

function nodeRow(brief) {
  const name = h('a', { class: 'name' });
  const tags = h('div', { class: 'sub' });
  const state = pill('live');
  const seen = h('div', { class: 'sub' });
  const running = meter('Running');
  const cpus = meter('Cpus');
  const mem = meter('Memory');
  const trend = sparkline();
  const [share, others] = [h('div'), h('div', { class: 'sub' })];
  const up = h('div');
  const acts = brief ? null : nodeActions();
  const el = h(
    'tr',
    { role: 'row' },
    cell('c-name', name, tags),
    cell('c-state', state, seen),
    cell('c-meter', running.el),
    cell('c-meter wide', cpus.el),
    cell('c-meter', mem.el),
    cell('c-trend wide', trend.el),
    cell('num c-share', share, others),
    brief ? null : [cell('num wide', up), cell('num c-do', acts.el)],
  );
  let shown = {};
  let latest = null;
  let dueAt = -Infinity;
  let seeing = true;
  const update = (row) => {
    latest = row;
    if (seeing || performance.now() > dueAt) draw(row);
  };
  const see = (now) => {
    seeing = now;
    if (now && latest) draw(latest);
  };

  function draw({ node, peer }) {
    // A hundred rows four times a second: those that stay as they are cost nothing.
    if (node === shown.node && peer === shown.peer && node.state !== 'lost') return;
    shown = { node, peer };
    // Not for all rows at once, though all came at once.
    dueAt = performance.now() + UNSEEN_MS * (0.5 + Math.random());
    el.dataset.node = node.name;
    setText(name, visible(node.name));
    setAttr(name, 'href', link('nodes', { name: node.name }));
    setText(tags, node.tags.map(visible).join(', '));
    setPill(state, node.state);
    setText(seen, remarkOf(node));
    showUse({ running, cpus, mem }, node);
    trend.update(peer);
    showShare(share, others, peer);
    setText(up, moment(node.started_at, Date.now(), false));
    acts?.update(node);
  }
  return { el, update, see };
}

const cell = (kind, ...content) => h('td', { class: kind, role: 'cell' }, content);

/** Drain or undrain, whichever the node's state has. */
export function nodeActions() {
  let node = null;
  const stop = button('Drain', null, () => drain(node), 'small');
  const resume = button('Undrain', null, () => undrain(node), 'small');
  const update = (now) => {
    node = now;
    setHidden(new Map([[stop, now.state !== 'live'], [resume, now.state !== 'draining']]), stop, resume);
  };
  return { el: h('span', { class: 'row' }, stop, resume), update };
}

function remarkOf(node) {
  if (node.state === 'lost') return `seen ${ago(node.seen_at)}`;
  return node.state === 'live' && node.trouble ? 'takes no tasks' : '';
}

function showUse({ running, cpus, mem }, node) {
  running.el.hidden = cpus.el.hidden = mem.el.hidden = !UP.includes(node.state);
  cpus.update(node.cpus > 0 ? (node.cpus_used ?? 0) / node.cpus : 0, `${number(node.cpus_used)} / ${number(node.cpus)}`);
  running.update(
    node.slots > 0 ? node.running / node.slots : 0,
    `${count(node.running)} / ${count(node.slots)}`,
  );
  const known = Number.isFinite(node.mem_free_gb);
  const used = known ? node.mem_gb - node.mem_free_gb : 0;
  mem.update(
    used / node.mem_gb,
    known ? memoryOf(used, node.mem_gb) : memory(node.mem_gb),
    used / node.mem_gb > TIGHT_MEMORY,
  );
}

/** The share of failures; beside that of the others where it stands out. */
function showShare(share, others, peer) {
  const ended = peer ? peer.finished + peer.failed : 0;
  setText(share, ended > 0 ? shareText(peer.failed, ended) : '\u2013');
  share.classList.toggle('bad', Boolean(peer?.odd));
  setText(others, peer?.odd ? `others ${percent(peer.others, 1)}` : ended > 0 ? `of ${count(ended)}` : '');
}

const shareText = (failed, ended) => (failed === 0 ? 'none' : percent(failed, ended));

const WIDTH = 120;
const HEIGHT = 20;
const MOST_COLUMNS = 60;

/** How busy a node was, as an area. */
function sparkline() {
  const area = svg('path', { class: 'area' });
  const el = svg('svg', { class: 'spark', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img' }, area);
  let drawn = null;
  const update = (peer) => {
    if (peer === drawn) return;
    drawn = peer;
    const busy = thinned(peer?.busy ?? []);
    setAttr(area, 'd', areaPath(busy));
    const mean = busy.reduce((sum, n) => sum + n, 0) / busy.length;
    setAttr(el, 'aria-label', busy.length > 0 ? `${percent(mean, 1)} busy on average` : 'not known');
  };
  return { el, update };
}

/** At most so many means of neighbours. */
function thinned(values) {
  const each = Math.ceil(values.length / MOST_COLUMNS) || 1;
  const means = [];
  for (let i = 0; i < values.length; i += each) {
    const part = values.slice(i, i + each);
    means.push(part.reduce((sum, n) => sum + n, 0) / part.length);
  }
  return means;
}

function areaPath(busy) {
  const step = WIDTH / busy.length;
  const y = (share) => (HEIGHT - Math.min(1, Math.max(0, share)) * (HEIGHT - 1)).toFixed(1);
  const tops = busy.map((share, i) => `L${(i * step).toFixed(1)} ${y(share)}L${((i + 1) * step).toFixed(1)} ${y(share)}`);
  return busy.length === 0 ? 'M0 0' : `M0 ${HEIGHT}${tops.join('')}L${WIDTH} ${HEIGHT}Z`;
}
