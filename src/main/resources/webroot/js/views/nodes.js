/** The nodes: a heat strip, a table, and one node in detail where the address names it. */

import * as api from '../api.js';
import { h, keyed, setAttr, setStyle, setText } from '../dom.js';
import { memory, plural, visible } from '../format.js';
import { rowKeys } from '../keys.js';
import { JAR, card, empty, wordOf } from '../parts.js';
import { peersOf } from '../peers.js';
import { poll } from '../poll.js';
import { link } from '../router.js';
import { nodeCard } from './node-card.js';
import { nodeTable } from './node-table.js';

const PEERS_MS = 15000;

export function nodesView(store, query) {
  const heat = heatStrip();
  const table = nodeTable({});
  const summary = h('small');
  const none = empty('No node yet', 'Start one on each machine:', `${JAR} -conf conf.json`);
  const at = h('div', { class: 'detail-at', hidden: true });
  const list = card('Nodes', [summary, h('span', { class: 'grow' }), heat.legend], heat.el, table.el, none);
  const el = h('div', { class: 'page' }, h('h1', { class: 'unseen' }, 'Nodes'), at, list);
  let peers = new Map();
  let detail = null;

  const source = poll({
    load: (signal) => api.timeline({ range: '1h' }, signal),
    every: () => PEERS_MS,
    show: (timeline) => {
      if (timeline) peers = peersOf(timeline);
      update();
    },
  });

  function update() {
    const nodes = store.nodeList();
    heat.update(nodes);
    table.update(nodes, peers);
    table.select(detail?.name);
    detail?.update(store.nodes.get(detail.name), peers.get(detail.name));
    setText(summary, nodes.length > 0 ? plural(nodes.length, 'node') : '');
    for (const part of [heat.el, heat.legend, table.el]) part.hidden = nodes.length === 0;
    none.hidden = nodes.length > 0 || !store.status;
  }

  function open(name) {
    if (detail?.name === name) return;
    const before = detail?.name;
    const [fromList, fromDetail] = [list, at].map((part) => part.contains(document.activeElement));
    detail?.dispose();
    detail = name ? nodeCard(name) : null;
    at.hidden = detail === null;
    at.replaceChildren(...(detail ? [detail.el] : []));
    update();
    if (detail) scrollTo(0, 0);
    if (detail && fromList) detail.focus();
    if (fromDetail && !detail) table.focus(before);
  }

  open(query.name);
  return {
    el,
    update,
    keys: {
      ...rowKeys(table.el, { links: 'a.name' }),
      Escape: () => {
        if (detail) location.hash = link('nodes');
      },
    },
    navigate: (next) => open(next.name),
    dispose: () => {
      source.dispose();
      detail?.dispose();
    },
  };
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
  let shown = null;
  const update = (now) => {
    if (now === shown) return;
    shown = now;
    const words = `${visible(now.name)}: ${wordOf(now.state)}, ${now.running} of ${now.slots} slots in use, ${memory(now.mem_free_gb)} free`;
    setAttr(el, 'class', `cell ${now.state}`);
    setStyle(el, '--load', String(now.slots > 0 ? 0.06 + 0.94 * (now.running / now.slots) : 0));
    setAttr(el, 'title', words);
    setAttr(el, 'aria-label', words);
  };
  return { el, update };
}
