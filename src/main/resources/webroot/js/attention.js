/** What needs a person, in plain words and with something to do about it, from what the tab knows. */

import { drain, undrain } from './actions.js';
import { count, memory, number, percent, plural, roughly, sentence, visible } from './format.js';
import { openTasks } from './history.js';
import { link } from './router.js';

const URGENCY = { bad: 0, warn: 1, info: 2 };
const MOST_JOBS = 3;
const STANDSTILL_MS = 15000;

/**
 * @typedef {{key: string, kind: 'bad'|'warn'|'info', text: string, detail: string, href?: string,
 *   run?: () => *, action?: string}} Notice an action leads somewhere or does something
 * @typedef {{demands: import('./types.js').Demand[], peers: Map<string, import('./peers.js').Peer>}} Facts
 * @param {import('./store.js').Store} store
 * @param {Facts} facts what the overview asked for beyond the stream
 * @returns {Notice[]} the most urgent first
 */
export function attention(store, facts, now = Date.now()) {
  if (!store.status) return [];
  const notices = [
    ...redis(store.status),
    ...nobody(store),
    ...misfits(store, facts.demands),
    ...standstill(store, now),
    ...lost(store, now),
    ...troubled(store),
    ...noticed(store),
    ...odd(store, facts.peers),
    ...stopped(store),
    ...failed(store),
    ...draining(store),
  ];
  return notices.sort((a, b) => URGENCY[a.kind] - URGENCY[b.kind]);
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
      href: link('nodes'),
      action: 'See nodes',
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
      detail: `They may ask for more than any node has free. The largest: ${memory(largest.mem_gb)}, ${number(largest.cpus)} cpus (${visible(largest.name)}).`,
      href: link('tasks', { state: 'todo' }),
      action: 'See tasks',
    },
  ];
}

/** Demands that no node can ever meet, whatever runs there now. */
function misfits(store, demands) {
  const nodes = store.nodesIn('live');
  if (nodes.length === 0) return [];
  return demands
    .filter((d) => d.todo > 0 && !nodes.some((node) => couldRun(node, d)))
    .map((d) => ({
      key: `misfit ${d.mem_gb} ${d.cpus} ${d.tags}`,
      kind: 'warn',
      text: `${plural(d.todo, 'task needs', 'tasks need')} ${lacking(nodes, d)}`,
      detail: 'They wait until such a node joins. Other tasks go on meanwhile.',
      href: link('tasks', { state: 'todo' }),
      action: 'See tasks',
    }));
}

const couldRun = (node, d) =>
  node.mem_gb >= d.mem_gb && node.cpus >= d.cpus && d.tags.every((tag) => node.tags.includes(tag));

/** Names the first need that is the reason. */
function lacking(nodes, { mem_gb: mem, cpus, tags }) {
  const most = (field) => Math.max(...nodes.map((node) => node[field]));
  if (mem > most('mem_gb')) return `${memory(mem)}; the largest node has ${memory(most('mem_gb'))}`;
  if (cpus > most('cpus')) return `${number(cpus)} cpus; the largest node has ${number(most('cpus'))}`;
  const missing = tags.filter((tag) => !nodes.some((node) => node.tags.includes(tag)));
  if (missing.length > 0) return `the tag ${visible(missing.join(', '))}; no node has it`;
  return `${memory(mem)} and ${number(cpus)} cpus together; no node has both`;
}

/** Nodes that say themselves why they take nothing. */
function troubled(store) {
  return store
    .nodesIn('live')
    .filter((node) => node.trouble)
    .map((node) => ({
      key: `trouble ${node.name}`,
      kind: 'warn',
      text: `${visible(node.name)} takes no tasks`,
      detail: sentence(node.trouble),
      href: link('nodes', { name: node.name }),
      action: 'See node',
    }));
}

/** Nodes that work, and say what a person should know: their conf file was edited in vain. */
function noticed(store) {
  return store
    .nodesIn('live')
    .filter((node) => node.notice)
    .map((node) => ({
      key: `notice ${node.name}`,
      kind: 'warn',
      text: `${visible(node.name)} does not follow its conf file`,
      detail: sentence(node.notice),
      href: link('nodes', { name: node.name }),
      action: 'See node',
    }));
}

/** Nodes that fail what others can do. */
function odd(store, peers) {
  return store
    .nodesIn('live')
    .filter((node) => peers.get(node.name)?.odd)
    .map((node) => {
      const { failed: n, finished, others } = peers.get(node.name);
      return {
        key: `odd ${node.name}`,
        kind: 'bad',
        text: `${visible(node.name)} failed ${count(n)} of its last ${plural(n + finished, 'task')}`,
        detail: `Of all others, ${percent(others, 1)} failed. A full disk or a missing program would look so.`,
        run: () => drain(node),
        action: 'Drain',
      };
    });
}

/** Jobs that stopped themselves. */
function stopped(store) {
  return store
    .jobList()
    .filter((job) => job.state === 'paused' && job.max_fails > 0 && job.counts.failed >= job.max_fails)
    .slice(0, MOST_JOBS)
    .map((job) => ({
      key: `stopped ${job.id}`,
      kind: 'bad',
      text: `${visible(job.name)} stopped at its limit of ${plural(job.max_fails, 'failed task')}`,
      detail: `${plural(openTasks(job.counts), 'task')} wait. Fix the cause, retry, then resume the job.`,
      href: link('jobs', job.id),
      action: 'See job',
    }));
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
      href: link('tasks', { job: job.id, state: 'failed' }),
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
      run: () => undrain(node),
      action: 'Undrain',
    }));
}
