/** The nodes: a heat strip, a table, and one node in detail where the address names it. */

import * as api from '../api.js';
import { h, setText } from '../dom.js';
import { plural } from '../format.js';
import { rowKeys } from '../keys.js';
import { JAR, card, empty } from '../parts.js';
import { peersOf } from '../peers.js';
import { poll } from '../poll.js';
import { link } from '../router.js';
import { heatStrip } from './heat.js';
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
