/** One node in detail: what runs there now, what that reserves, how it does beside the others, what it gave back. */

import * as api from '../api.js';
import { fillWith, h, keyed, setAttr, setStyle, setText } from '../dom.js';
import { ago, count, memory, moment, number, percent, visible } from '../format.js';
import { icon } from '../icons.js';
import { pill, setPill, tile } from '../parts.js';
import { poll } from '../poll.js';
import { link } from '../router.js';
import { nodeActions } from './node-table.js';
import { ranOf } from './task-table.js';

const TASKS_MS = 3000;
const RETURNS_MS = 15000;
const MOST_TASKS = 100;
const MOST_RETURNS = 5;
const UP = ['live', 'draining'];

export function nodeCard(name) {
  const head = nodeHead(name);
  const tiles = nodeTiles();
  const split = memorySplit();
  const running = taskList('Running now', 'Nothing runs here now.', runningRow);
  const returned = taskList('Given back, not started again', 'Nothing waits that the memory guard or a drain gave back here.', returnedRow);
  const trouble = h('p', { class: 'trouble', hidden: true }, icon('alert'), h('span'));
  const gone = h('p', { class: 'sub pad', hidden: true }, 'No node of this name was seen in the last day.');
  const columns = h('div', { class: 'node-lists' }, running.el, returned.el);
  const el = h('section', { class: 'card node-card', 'aria-label': `Node ${name}` }, head.el, trouble, gone, tiles.el, split.el, columns);
  const sources = [
    poll({
      load: (signal) => api.tasks({ node: name, state: 'in_progress', limit: MOST_TASKS }, signal),
      every: () => TASKS_MS,
      show: running.show,
    }),
    poll({
      load: (signal) => api.tasks({ node: name, outcome: 'returned', limit: MOST_RETURNS }, signal),
      every: () => RETURNS_MS,
      show: returned.show,
    }),
  ];

  function update(now, peer) {
    gone.hidden = Boolean(now);
    for (const part of [tiles.el, split.el, columns]) part.hidden = !now;
    head.update(now);
    trouble.hidden = !now?.trouble && !now?.notice;
    if (!now) return;
    setText(trouble.lastChild, said(now));
    tiles.update(now, peer);
    split.update(now);
  }

  return { name, el, update, focus: head.focus, dispose: () => sources.forEach((source) => source.dispose()) };
}

function said({ trouble, notice }) {
  return trouble ? `Takes no tasks: ${visible(trouble)}.` : `Its conf file: ${visible(notice ?? '')}.`;
}

function nodeHead(name) {
  const title = h('h2', { class: 'node-name', tabindex: -1 }, visible(name));
  const state = pill('live');
  const facts = h('small');
  const acts = nodeActions();
  const el = h(
    'div',
    { class: 'head' },
    title,
    state,
    facts,
    h('span', { class: 'grow' }),
    h('a', { class: 'do', href: link('tasks', { node: name }) }, 'All its tasks'),
    acts.el,
    h('a', { class: 'btn icon-only', href: link('nodes'), 'aria-label': 'Close', title: 'Close' }, icon('close')),
  );
  const update = (node) => {
    state.hidden = acts.el.hidden = !node;
    if (!node) return;
    setPill(state, node.state);
    setText(facts, factsOf(node));
    acts.update(node);
  };
  return { el, update, focus: () => title.focus({ preventScroll: true }) };
}

function factsOf(node) {
  const facts = [`up since ${moment(node.started_at)}`];
  if (!UP.includes(node.state)) facts[0] = `seen ${ago(node.seen_at)}`;
  if (node.host && node.host !== node.name) facts.unshift(visible(node.host));
  if (node.tags.length > 0) facts.push(`tags ${node.tags.map(visible).join(', ')}`);
  return facts.join(', ');
}

function nodeTiles() {
  const slots = tile('Slots in use');
  const cpus = tile('Cpus in use');
  const mem = tile('Memory in use');
  const failed = tile('Failed, last hour');
  const el = h(
    'div',
    { class: 'strip four' },
    [slots, cpus, mem, failed].map((one) => one.el),
  );
  const update = (node, peer) => {
    slots.update(count(node.running), `/ ${count(node.slots)}`, `${percent(node.running, node.slots)} busy`);
    cpus.update(number(node.cpus_used), `/ ${number(node.cpus)}`, `${number(node.cpus_reserved)} reserved by tasks`);
    const used = node.mem_gb - (node.mem_free_gb ?? NaN);
    mem.update(memory(used), `/ ${memory(node.mem_gb)}`, `${memory(node.mem_free_gb)} free`);
    showFailed(failed, peer);
  };
  return { el, update };
}

function showFailed(at, peer) {
  const ended = peer ? peer.finished + peer.failed : 0;
  if (ended === 0) return at.update('\u2013', '', 'no task ended here');
  const others = `of ${count(ended)}; the others ${percent(peer.others, 1)}`;
  return at.update(count(peer.failed), percent(peer.failed, ended), others, peer.odd ? 'bad' : '');
}

/** Measured use as a bar, with a mark where the reservations of running tasks end. */
function memorySplit() {
  const [tasks, others] = [h('i', { class: 'seg-run' }), h('i', { class: 'seg-others' })];
  const mark = h('span', { class: 'reserved-mark' });
  const bar = h('div', { class: 'mem-split', role: 'img' }, h('div', null, tasks, others), mark);
  const key = (kind, word) => {
    const [at, words, value] = [h('span'), h('span', null, word), h('b')];
    at.append(h('i', { class: kind }), words, ' ', value);
    const update = (gb) => {
      at.hidden = !Number.isFinite(gb);
      setText(value, memory(gb));
    };
    return { el: at, words, update, said: () => (at.hidden ? [] : [at.textContent]) };
  };
  const ofTasks = key('key-run', 'running tasks');
  const ofOthers = key('key-others', '');
  const ofReserved = key('key-reserved', 'reserved by running tasks');
  const ofFree = key('key-free', 'free');
  const keys = [ofTasks, ofOthers, ofReserved, ofFree];
  const legend = h(
    'div',
    { class: 'legend' },
    keys.map((one) => one.el),
  );
  const el = h('div', { class: 'mem-at' }, bar, legend);
  const update = (node) => {
    const parts = memoryParts(node);
    setStyle(tasks, 'width', share(parts.tasks ?? 0, node.mem_gb));
    setStyle(others, 'width', share(parts.others, node.mem_gb));
    setStyle(mark, 'left', share(parts.reserved, node.mem_gb));
    mark.hidden = !(parts.reserved > 0);
    ofTasks.update(parts.tasks);
    setText(ofOthers.words, parts.tasks === undefined ? 'all processes' : 'other processes');
    ofOthers.update(parts.others);
    ofReserved.update(parts.reserved);
    ofFree.update(parts.free);
    setAttr(bar, 'aria-label', `Memory, ${memory(node.mem_gb)}: ${keys.flatMap((one) => one.said()).join(', ')}`);
  };
  return { el, update };
}

/** In GB. What tasks share with others counts once for each of them, so together they may seem to use more than is in use. */
function memoryParts(node) {
  const free = node.mem_free_gb ?? node.mem_gb;
  const used = Math.max(0, node.mem_gb - free);
  const tasks = Number.isFinite(node.mem_tasks_gb) ? Math.min(used, node.mem_tasks_gb) : undefined;
  return { tasks, others: used - (tasks ?? 0), reserved: node.mem_reserved_gb, free };
}

const share = (part, whole) => `${(100 * Math.min(1, Math.max(0, part / whole || 0))).toFixed(1)}%`;

function taskList(title, nothing, row) {
  const list = h('ul', { class: 'mini-tasks' });
  const number = h('small');
  const words = h('p', { class: 'sub' }, 'Loading');
  const el = h('div', null, h('h3', null, title, ' ', number), words, list);
  const show = (page, error) => {
    if (error) fillWith(words, error.message);
    words.hidden = !error && page.tasks.length > 0;
    if (!page) return;
    if (page.tasks.length === 0) setText(words, nothing);
    setText(number, page.tasks.length > 0 ? `${count(page.tasks.length)}${page.next_cursor ? ' shown' : ''}` : '');
    keyed(list, page.tasks, (task) => task.id, row);
  };
  return { el, show };
}

function taskRow(rightOf, belowOf) {
  const id = h('a', { class: 'name mono cover' });
  const command = h('code', { class: 'one-line' });
  const [right, below] = [h('span', { class: 'sub num' }), h('span', { class: 'sub' })];
  const el = h('li', null, id, command, right, below);
  const update = (task) => {
    setText(id, task.id);
    setAttr(id, 'href', link('tasks', task.id));
    setText(command, visible(task.command).replace(/\n/g, '\u21b5'));
    setText(right, rightOf(task));
    setText(below, belowOf(task));
    below.hidden = belowOf(task) === '';
  };
  return { el, update };
}

const runningRow = () =>
  taskRow(
    (task) => (task.attempts.length > 0 ? ranOf(task.attempts.at(-1)) : ''),
    () => '',
  );

const returnedRow = () =>
  taskRow(
    (task) => (task.attempts.at(-1)?.ended_at ? ago(task.attempts.at(-1).ended_at) : ''),
    (task) => visible(task.attempts.at(-1)?.reason ?? ''),
  );
