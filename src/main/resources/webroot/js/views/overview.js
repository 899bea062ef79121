/** The overview: figures, throughput, what needs attention, jobs and nodes. */

import { attention } from '../attention.js';
import { throughputChart } from '../chart.js';
import { h, keyed, setAttr, setText } from '../dom.js';
import { count, doneBy, memoryOf, moment, percent, plural, rate, roughly } from '../format.js';
import { allTasks, openTasks } from '../history.js';
import { icon } from '../icons.js';
import { JAR, card, empty, tile } from '../parts.js';
import { link } from '../router.js';
import { jobTable } from './jobs.js';
import { heatStrip, nodeTable } from './nodes.js';

const JOBS_SHOWN = 8;
const NODES_SHOWN = 6;

export function overview() {
  const strip = statusStrip();
  const chart = throughputChart();
  const notices = attentionCard();
  const jobs = jobsCard();
  const nodes = nodesCard();
  const span = h('small');
  const throughput = card('Throughput', [chart.legend, h('span', { class: 'grow' }), span], chart.el);
  throughput.classList.add('throughput');
  const el = h(
    'div',
    { class: 'page' },
    strip.el,
    h('div', { class: 'two' }, throughput, notices.el),
    jobs.el,
    nodes.el,
  );
  const parts = [strip, chart, { update: (store) => setText(span, spanText(store)) }, notices, jobs, nodes];
  return {
    el,
    update: (store) => parts.forEach((part) => part.update(store)),
    dispose: () => chart.dispose(),
  };
}

/** The chart only has what this tab saw; it says so until that is the whole span. */
function spanText({ history: { samples } }) {
  const first = samples[0]?.t * 1000;
  return Date.now() - first < 290000 ? `seen since ${moment(first)}` : 'last 5 min';
}

function statusStrip() {
  const nodes = tile('Nodes', link('nodes'));
  const running = tile('Running', link('tasks', { state: 'in_progress' }));
  const queued = tile('Queued', link('tasks', { state: 'todo' }));
  const finished = tile('Finished', link('tasks', { state: 'finished' }));
  const failed = tile('Failed', link('failures'));
  const done = tile('Done by');
  const el = h(
    'section',
    { class: 'card strip', 'aria-label': 'Now' },
    [nodes, running, queued, finished, failed, done].map((t) => t.el),
  );
  const update = (store) => {
    if (!store.status) return;
    showNodes(nodes, store);
    showCounts(running, queued, store);
    showRates(finished, failed, store.status);
    showEstimate(done, store.status);
  };
  return { el, update };
}

function showNodes(at, store) {
  const known = store.nodeList().filter((n) => n.state !== 'stopped');
  const live = store.nodesIn('live');
  const slots = sum(live, (n) => n.slots);
  const busy =
    slots > 0
      ? `${count(slots)} slots, ${percent(
          sum(live, (n) => n.running),
          slots,
        )} busy`
      : 'none takes work';
  at.update(
    count(live.length),
    known.length > live.length ? `/ ${count(known.length)}` : '',
    busy,
    live.length === 0 && openTasks(store.status.counts) > 0 ? 'bad' : '',
  );
}

function showCounts(running, queued, store) {
  const { counts } = store.status;
  const up = store.nodeList().filter((n) => n.state === 'live' || n.state === 'draining');
  const all = sum(up, (n) => n.mem_gb);
  const used = sum(up, (n) => n.mem_gb - (n.mem_free_gb ?? n.mem_gb));
  running.update(count(counts.in_progress), '', all > 0 ? `memory ${memoryOf(used, all)}` : '');
  queued.update(
    count(counts.todo),
    '',
    counts.waiting > 0 ? `${count(counts.waiting)} wait for their time` : 'none waits for its time',
  );
}

function showRates(finished, failed, { counts, rates }) {
  finished.update(rate(rates?.finished_s ?? 0), '/s', `${count(counts.finished)} in all`);
  const share =
    counts.failed > 0
      ? `${percent(counts.failed, counts.failed + counts.finished)} of all that ended`
      : 'none for good';
  failed.update(
    count(counts.failed),
    rates?.failed_s > 0 ? `${rate(rates.failed_s)} /s` : '',
    share,
    counts.failed > 0 ? 'bad' : '',
  );
}

function showEstimate(at, { counts, eta_s: eta }) {
  const open = openTasks(counts) > 0;
  if (open && Number.isFinite(eta)) return at.update(doneBy(eta), '', `in about ${roughly(eta)}`);
  if (open) return at.update('\u2013', '', 'no rate to go by yet');
  return at.update(
    allTasks(counts) > 0 ? 'Done' : '\u2013',
    '',
    allTasks(counts) > 0 ? `${plural(allTasks(counts), 'task')}, none open` : 'nothing submitted',
  );
}

const sum = (items, of) => items.reduce((total, item) => total + of(item), 0);

const NOTICE_ICONS = { bad: 'alert', warn: 'alert', info: 'info' };

function attentionCard() {
  const list = h('ul', { class: 'notices' });
  const fine = h(
    'div',
    { class: 'fine' },
    icon('check'),
    h('p', null, h('b', null, 'Nothing needs you.'), h('small')),
  );
  const badge = h('small');
  const el = card('Needs attention', [h('span', { class: 'grow' }), badge], list, fine);
  el.classList.add('attention');
  const update = (store) => {
    const notices = attention(store);
    keyed(list, notices, (n) => n.key, noticeRow);
    list.hidden = notices.length === 0;
    fine.hidden = notices.length > 0 || !store.status;
    setText(badge, notices.length > 0 ? plural(notices.length, 'item') : '');
    setText(fine.querySelector('small'), calm(store));
  };
  return { el, update };
}

function calm(store) {
  if (!store.status) return '';
  const open = openTasks(store.status.counts);
  const nodes = store.nodes.size > 0 ? ', every node answers' : '';
  return `${open > 0 ? `${plural(open, 'task')} on the way` : 'No open tasks'}, no failures${nodes}.`;
}

function noticeRow(first) {
  const text = h('span');
  const detail = h('small');
  const action = h('a', { class: 'do' });
  const el = h(
    'li',
    { class: first.kind },
    icon(NOTICE_ICONS[first.kind]),
    h('p', null, text, detail),
    action,
  );
  const update = (notice) => {
    setAttr(el, 'class', notice.kind);
    setText(text, notice.text);
    setText(detail, notice.detail);
    setText(action, notice.action ?? '');
    setAttr(action, 'href', notice.href);
    action.hidden = !notice.href;
  };
  return { el, update };
}

function jobsCard() {
  const table = jobTable();
  const summary = h('small');
  const none = empty(
    'No job yet',
    'Put commands in a file, one per line, and hand it over:',
    `${JAR} submit tasks.txt`,
  );
  const all = h('a', { class: 'do', href: link('jobs') }, 'All jobs');
  const el = card('Jobs', [summary, h('span', { class: 'grow' }), all], table.el, none);
  const update = (store) => {
    const jobs = store.jobList();
    table.update(byUrgency(jobs).slice(0, JOBS_SHOWN), store);
    table.el.hidden = jobs.length === 0;
    none.hidden = jobs.length > 0 || !store.status;
    all.hidden = jobs.length === 0;
    setText(summary, jobSummary(jobs));
  };
  return { el, update };
}

/** Jobs that still have work first; newest first among equals. */
const byUrgency = (jobs) =>
  [...jobs].sort((a, b) => Number(openTasks(b.counts) > 0) - Number(openTasks(a.counts) > 0));

function jobSummary(jobs) {
  const states = [
    ['running', 'running'],
    ['loading', 'loading'],
    ['paused', 'paused'],
    ['failed', 'with failures'],
    ['finished', 'finished'],
  ];
  const said = states.map(([state, word]) => [jobs.filter((j) => j.state === state).length, word]);
  return said
    .filter(([n]) => n > 0)
    .map(([n, word]) => `${count(n)} ${word}`)
    .join(', ');
}

function nodesCard() {
  const heat = heatStrip();
  const table = nodeTable({ brief: true });
  const none = empty('No node yet', 'Start one on each machine:', `${JAR} -conf conf.json`);
  const all = h('a', { class: 'do', href: link('nodes') });
  const el = card('Nodes', [heat.legend, h('span', { class: 'grow' }), all], heat.el, table.el, none);
  const update = (store) => {
    const nodes = store.nodeList();
    heat.update(nodes);
    table.update(byConcern(nodes).slice(0, NODES_SHOWN));
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
