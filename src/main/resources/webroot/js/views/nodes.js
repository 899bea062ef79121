/** The nodes: a heat strip, and a table with what each has and can be told. */

import { drain, undrain } from '../actions.js';
import { h, keyed, setAttr, setStyle, setText } from '../dom.js';
import { ago, count, memory, memoryOf, moment, number, plural, visible } from '../format.js';
import { JAR, button, card, empty, meter, pill, setPill, wordOf } from '../parts.js';
import { link } from '../router.js';

const TIGHT_MEMORY = 0.9;

export function nodesView(store, query) {
  const heat = heatStrip();
  const table = nodeTable({});
  const summary = h('small');
  const none = empty('No node yet', 'Start one on each machine:', `${JAR} -conf conf.json`);
  const el = h(
    'div',
    { class: 'page' },
    card('Nodes', [summary, h('span', { class: 'grow' }), heat.legend], heat.el, table.el, none),
  );
  let wanted = query.name;
  const update = () => {
    const nodes = store.nodeList();
    heat.update(nodes);
    table.update(nodes);
    setText(summary, nodes.length > 0 ? plural(nodes.length, 'node') : '');
    for (const part of [heat.el, heat.legend, table.el]) part.hidden = nodes.length === 0;
    none.hidden = nodes.length > 0 || !store.status;
    if (wanted && table.point(wanted)) wanted = null;
  };
  const navigate = ({ name }) => {
    wanted = name;
    update();
  };
  return { el, update, navigate };
}

/** One cell per node: the fuller, the more are its slots in use. */
export function heatStrip() {
  const el = h('div', { class: 'heat' });
  const scale = h(
    'span',
    { class: 'scale', 'aria-hidden': 'true' },
    [0.1, 0.4, 0.7, 1].map((load) => {
      const cell = h('i', { class: 'cell' });
      setStyle(cell, '--load', String(load));
      return cell;
    }),
  );
  const sign = (state, word) => h('span', null, h('i', { class: `cell ${state}` }), word);
  const legend = h(
    'span',
    { class: 'legend heat-legend' },
    h('span', null, 'slots in use: low ', scale, ' high'),
    sign('draining', 'draining'),
    sign('lost', 'lost'),
  );
  return { el, legend, update: (nodes) => keyed(el, nodes, (n) => n.name, heatCell) };
}

function heatCell(node) {
  // The table below has the same for the keyboard; forty more tab stops would be in the way.
  const el = h('a', { class: 'cell', tabindex: -1, href: link('nodes', { name: node.name }) });
  const update = (now) => {
    const words = `${visible(now.name)}: ${wordOf(now.state)}, ${now.running} of ${now.slots} slots in use, ${memory(now.mem_free_gb)} free`;
    setAttr(el, 'class', `cell ${now.state}`);
    setStyle(el, '--load', String(now.slots > 0 ? 0.06 + 0.94 * (now.running / now.slots) : 0));
    setAttr(el, 'title', words);
    setAttr(el, 'aria-label', words);
  };
  return { el, update };
}

/** A table of nodes. `brief` leaves out tags, times and actions. `point(name)` scrolls to a row. */
export function nodeTable({ brief = false }) {
  const body = h('tbody');
  const heads = [
    ['Node'],
    ['State'],
    ['Running', 'c-meter'],
    ['Memory', 'c-meter'],
    ['Cpus', 'num wide'],
    ...(brief
      ? []
      : [
          ['Up since', 'num wide'],
          ['', 'num'],
        ]),
  ];
  const el = h(
    'table',
    { class: brief ? 'nodes brief' : 'nodes' },
    h(
      'thead',
      null,
      h(
        'tr',
        null,
        heads.map(([text, kind]) => h('th', { class: kind }, text)),
      ),
    ),
    body,
  );
  const rows = new Map();
  const create = (node) => {
    const row = nodeRow(brief);
    rows.set(node.name, row.el);
    return row;
  };
  return {
    el,
    update: (nodes) => keyed(body, nodes, (n) => n.name, create),
    point: (name) => pointAt(rows.get(name)),
  };
}

function pointAt(row) {
  if (!row?.isConnected) return false;
  row.scrollIntoView({ block: 'center' });
  row.classList.remove('pointed');
  requestAnimationFrame(() => row.classList.add('pointed'));
  return true;
}

function nodeRow(brief) {
  const name = h('a', { class: 'name' });
  const tags = h('div', { class: 'sub' });
  const state = pill('live');
  const seen = h('div', { class: 'sub' });
  const running = meter('Running');
  const mem = meter('Memory');
  const [cpus, up] = [h('div'), h('div')];
  let node = null;
  const stop = button('Drain', null, () => drain(node), 'small');
  const resume = button('Undrain', null, () => undrain(node), 'small');
  const el = h(
    'tr',
    null,
    h('td', { class: 'c-name' }, name, tags),
    h('td', { class: 'c-state' }, state, seen),
    h('td', { class: 'c-meter' }, running.el),
    h('td', { class: 'c-meter' }, mem.el),
    h('td', { class: 'num wide' }, cpus),
    brief ? null : [h('td', { class: 'num wide' }, up), h('td', { class: 'num c-do' }, stop, resume)],
  );
  const update = (now) => {
    node = now;
    setText(name, visible(now.name));
    setAttr(name, 'href', link('tasks', { node: now.name }));
    setAttr(name, 'title', 'Tasks that ran on this node');
    setText(tags, now.tags.map(visible).join(', '));
    setPill(state, now.state);
    setText(seen, now.state === 'lost' ? `seen ${ago(now.seen_at)}` : '');
    showUse(running, mem, now);
    setText(cpus, number(now.cpus));
    setText(up, moment(now.started_at));
    stop.hidden = now.state !== 'live';
    resume.hidden = now.state !== 'draining';
  };
  return { el, update };
}

function showUse(running, mem, node) {
  const up = node.state === 'live' || node.state === 'draining';
  running.el.hidden = mem.el.hidden = !up;
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
