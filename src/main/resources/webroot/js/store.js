/** What this tab knows of the queue. Written by the stream and by page loads, read by the views. */

import { History, Speed, openTasks, settledTasks } from './history.js';

/** What a node that has never reached Redis can say. */
const NOTHING = {
  counts: { todo: 0, waiting: 0, in_progress: 0, finished: 0, failed: 0, cancelled: 0 },
  rates: { finished_s: 0, failed_s: 0 },
};

/** One for all comparisons: to make it costs far more than to compare. */
const byName = new Intl.Collator('en', { numeric: true });

export class Store {
  constructor() {
    /** @type {?import('./types.js').Status} */
    this.status = null;
    /** The figures of the queue ahead of the first snapshot. @type {?import('./types.js').Status} */
    this.early = null;
    /** @type {Map<number, import('./types.js').Job>} */
    this.jobs = new Map();
    /** @type {Map<string, import('./types.js').Node>} */
    this.nodes = new Map();
    /** 'connecting', 'live', 'paused' or 'lost'; and when the figures were last known to be true. */
    this.link = 'connecting';
    this.freshAt = 0;
    this.history = new History();
    this.speeds = new Map();
    this.standstillSince = null;
    this.listeners = new Set();
    this.scheduled = false;
  }

  /** Calls the listener, at most once a frame, after anything changed. Returns the way to stop it. */
  subscribe(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** A snapshot of many jobs takes longer to come than the figures of the queue do. */
  ahead(/** @type {import('./types.js').Status} */ status) {
    if (this.status !== null) return;
    this.early = status;
    this.changed();
  }

  /** Everything anew; jobs older than the snapshot reaches were loaded by a page and stay. */
  snapshot(/** @type {import('./types.js').Change} */ change) {
    const oldest = Math.min(Infinity, ...(change.jobs ?? []).map((j) => j.id));
    for (const id of this.jobs.keys()) if (id >= oldest || oldest === Infinity) this.jobs.delete(id);
    this.nodes.clear();
    this.delta(change);
  }

  /** Absolute values of what changed. */
  delta(/** @type {import('./types.js').Change} */ change) {
    if (change.status) this.status = { ...(this.status ?? NOTHING), ...change.status };
    for (const node of change.nodes ?? []) this.nodes.set(node.name, node);
    this.fresh();
    this.addJobs(change.jobs ?? []);
    this.sample();
    this.changed();
  }

  /** Jobs that a page has loaded or that the stream sent. */
  addJobs(jobs) {
    for (const job of jobs) {
      this.jobs.set(job.id, job);
      this.measure(job);
    }
    this.changed();
  }

  removeJob(id) {
    this.jobs.delete(id);
    this.speeds.delete(id);
    this.changed();
  }

  measure(job) {
    if (!this.speeds.has(job.id)) this.speeds.set(job.id, new Speed());
    this.speeds.get(job.id).add(seconds(), settledTasks(job.counts));
  }

  /** Tasks per second of a job over the last half minute; null while unknown. */
  speedOf(job) {
    return openTasks(job.counts) === 0 ? null : (this.speeds.get(job.id)?.at(this.freshAt / 1000) ?? null);
  }

  /**
   * Seconds until a job is over: at its own speed, else as the API says. The API goes by the speed of
   * the whole queue, which is wrong for a job whose tasks are not like the others.
   */
  etaOf(job) {
    const speed = job.state === 'running' ? this.speedOf(job) : null;
    return speed > 0 ? openTasks(job.counts) / speed : job.eta_s;
  }

  setLink(link) {
    this.link = link;
    this.changed();
  }

  /** The node has just been heard of. What it says is true now only if it reaches Redis. */
  fresh() {
    if (this.status === null || this.status.redis === 'ok') this.freshAt = Date.now();
  }

  /** Once a second, so that ages, rates and the chart move on when nothing else does. */
  tick() {
    this.sample();
    this.changed();
  }

  sample() {
    if (this.status && this.link === 'live') this.history.add(seconds(), this.status.counts);
    this.watchStandstill();
  }

  /** Since when tasks are due and live nodes run none of them; null when things move. */
  watchStandstill() {
    const counts = this.status?.counts;
    const stands = counts && counts.todo > 0 && counts.in_progress === 0 && this.nodesIn('live').length > 0;
    if (!stands) this.standstillSince = null;
    else this.standstillSince ??= Date.now();
  }

  /** Newest first. */
  jobList() {
    return [...this.jobs.values()].sort((a, b) => b.id - a.id);
  }

  /** By name, numbers in names by value. */
  nodeList() {
    return [...this.nodes.values()].sort((a, b) => byName.compare(a.name, b.name));
  }

  nodesIn(state) {
    return [...this.nodes.values()].filter((n) => n.state === state);
  }

  /** Seconds since the figures were known to be true. */
  age() {
    return this.freshAt === 0 ? 0 : (Date.now() - this.freshAt) / 1000;
  }

  changed() {
    if (this.scheduled) return;
    this.scheduled = true;
    requestAnimationFrame(() => {
      this.scheduled = false;
      for (const listener of this.listeners) listener(this);
    });
  }
}

const seconds = () => Date.now() / 1000;
