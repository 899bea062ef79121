/** What needs a person, in plain words, from what the tab knows. Pure. */

import { count, memory, plural, roughly, visible } from './format.js';
import { openTasks } from './history.js';
import { link } from './router.js';

const MOST_JOBS = 3;
const STANDSTILL_MS = 15000;

/**
 * @typedef {{key: string, kind: 'bad'|'warn'|'info', text: string, detail: string, href?: string, action?: string}} Notice
 * @param {import('./store.js').Store} store
 * @returns {Notice[]} the most urgent first
 */
export function attention(store, now = Date.now()) {
  if (!store.status) return [];
  return [
    ...redis(store.status),
    ...nobody(store),
    ...standstill(store, now),
    ...lost(store, now),
    ...failed(store),
    ...draining(store),
  ];
}

/** The API says "ok", or what is wrong and since when. */
function redis(status) {
  if (status.redis === 'ok') return [];
  return [
    {
      key: 'redis',
      kind: 'bad',
      text: 'Redis does not answer as it should',
      detail: `${visible(status.redis)}. Nothing new is started. Running tasks go on and their outcomes are kept until it is back.`,
    },
  ];
}

function nobody(store) {
  const open = openTasks(store.status.counts);
  if (open === 0 || store.nodesIn('live').length > 0) return [];
  const drains = store.nodesIn('draining').length;
  const detail =
    drains > 0
      ? `${plural(drains, 'node is', 'nodes are')} draining. Undrain one, or start another.`
      : 'Start a node: java -jar distcomp-fat.jar -conf conf.json';
  return [
    {
      key: 'nobody',
      kind: 'bad',
      text: `${plural(open, 'task is', 'tasks are')} open and no node takes work`,
      detail,
      href: link('nodes'),
      action: 'See nodes',
    },
  ];
}

function standstill(store, now) {
  if (store.standstillSince === null || now - store.standstillSince < STANDSTILL_MS) return [];
  const live = store.nodesIn('live');
  const largest = live.reduce((a, b) => (b.mem_gb > a.mem_gb ? b : a));
  return [
    {
      key: 'standstill',
      kind: 'warn',
      text: `${plural(store.status.counts.todo, 'task is', 'tasks are')} queued and none runs`,
      detail: `They may ask for more than any node has. The largest: ${memory(largest.mem_gb)}, ${count(largest.cpus)} cpus (${largest.name}).`,
      href: link('tasks', { state: 'todo' }),
      action: 'See tasks',
    },
  ];
}

function lost(store, now) {
  return store
    .nodesIn('lost')
    .map((node) => ({
      key: `lost ${node.name}`,
      kind: 'bad',
      text: `${visible(node.name)} gave no sign for ${roughly((now - Date.parse(node.seen_at)) / 1000)}`,
      detail: 'Its tasks go back to the queue by themselves.',
      href: link('nodes', { name: node.name }),
      action: 'See node',
    }));
}

function failed(store) {
  const jobs = store.jobList().filter((job) => job.counts.failed > 0);
  const named = jobs
    .slice(0, MOST_JOBS)
    .map((job) => ({
      key: `failed ${job.id}`,
      kind: openTasks(job.counts) > 0 ? 'warn' : 'bad',
      text: `${plural(job.counts.failed, 'task')} of ${visible(job.name)} failed for good`,
      detail:
        openTasks(job.counts) > 0
          ? `Job ${job.id}; the rest runs on.`
          : `Job ${job.id} is over. Fix the cause, then retry them.`,
      href: link('jobs', job.id, { state: 'failed' }),
      action: 'See tasks',
    }));
  if (jobs.length <= MOST_JOBS) return named;
  const more = jobs.length - MOST_JOBS;
  return [
    ...named,
    {
      key: 'failed more',
      kind: 'info',
      text: `${plural(more, 'more job has', 'more jobs have')} failed tasks`,
      detail: 'Newest jobs are named first.',
      href: link('failures'),
      action: 'See all',
    },
  ];
}

function draining(store) {
  return store
    .nodesIn('draining')
    .map((node) => ({
      key: `draining ${node.name}`,
      kind: 'info',
      text: `${visible(node.name)} takes no new tasks`,
      detail:
        node.running > 0
          ? `Draining; ${plural(node.running, 'task')} still running.`
          : 'Drained; it can be stopped.',
      href: link('nodes', { name: node.name }),
      action: 'See node',
    }));
}
