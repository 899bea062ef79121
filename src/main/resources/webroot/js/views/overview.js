/** The overview: figures, charts, what needs attention, jobs and nodes. */

import * as api from '../api.js';
import { h, setText } from '../dom.js';
import { count } from '../format.js';
import { JAR, card, empty } from '../parts.js';
import { peersOf } from '../peers.js';
import { poll } from '../poll.js';
import { link } from '../router.js';
import { heatStrip } from './heat.js';
import { jobsCard } from './job-cards.js';
import { nodeTable } from './node-table.js';
import { attentionCard } from './notices.js';
import { statusStrip } from './status-strip.js';
import { rangeOf, throughputCard } from './throughput.js';

const NODES_SHOWN = 6;
const FACTS_MS = 15000;
const WITHIN_SECONDS = 3600;

export function overview(store, query) {
  const strip = statusStrip();
  const chart = throughputCard(rangeOf(query));
  const notices = attentionCard();
  const jobs = jobsCard();
  const nodes = nodesCard();
  const facts = { past: null, demands: [], peers: new Map() };
  const el = h(
    'div',
    { class: 'page' },
    h('h1', { class: 'unseen' }, 'Overview'),
    strip.el,
    h('div', { class: 'two' }, chart.el, notices.el),
    jobs.el,
    nodes.el,
  );
  let sources = [];
  const update = () => {
    // Not before the first figures: they would wait behind these longer answers of the same node.
    if (sources.length === 0 && store.status !== null) sources = ask();
    strip.update(store, facts.past);
    chart.update(store);
    notices.update(store, facts);
    jobs.update(store);
    nodes.update(store, facts.peers);
  };
  const ask = () => [
    fact((signal) => api.history('1h', signal), (past) => (facts.past = past)),
    fact((signal) => api.timeline({ range: '1h' }, signal), (timeline) => (facts.peers = peersOf(timeline))),
    fact((signal) => demands(store, signal), (scale) => (facts.demands = scale.classes)),
  ];

  /** Keeps what it knew where a call is refused: these are remarks, the stream has the figures. */
  function fact(load, take) {
    const show = (value) => {
      if (value === null) return;
      take(value);
      update();
    };
    return poll({ load, every: () => FACTS_MS, show });
  }

  return {
    el,
    update,
    navigate: (next) => chart.choose(rangeOf(next)),
    dispose: () => [chart, ...sources].forEach((part) => part.dispose()),
  };
}

/** What the queued tasks need; where none is queued there is nothing to ask. */
const demands = async (store, signal) =>
  store.status?.counts.todo > 0 ? api.scale({ within_s: WITHIN_SECONDS }, signal) : { classes: [] };

function nodesCard() {
  const heat = heatStrip();
  const table = nodeTable({ brief: true });
  const none = empty('No node yet', 'Start one on each machine:', `${JAR} -conf conf.json`);
  const all = h('a', { class: 'do', href: link('nodes') });
  const el = card('Nodes', [heat.legend, h('span', { class: 'grow' }), all], heat.el, table.el, none);
  const update = (store, peers) => {
    const nodes = store.nodeList();
    heat.update(nodes);
    table.update(byConcern(nodes).slice(0, NODES_SHOWN), peers);
    for (const part of [heat.el, heat.legend, table.el]) part.hidden = nodes.length === 0;
    none.hidden = nodes.length > 0 || !store.status;
    setText(all, nodes.length > NODES_SHOWN ? `All ${count(nodes.length)} nodes` : 'All nodes');
    all.hidden = nodes.length === 0;
  };
  return { el, update };
}

const CONCERN = { lost: 0, draining: 1, live: 2, stopped: 3 };

/** Lost and draining nodes first, then by name: rows that jump with every delta cannot be read. */
const byConcern = (nodes) => [...nodes].sort((a, b) => CONCERN[a.state] - CONCERN[b.state]);
