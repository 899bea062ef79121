/** The list of jobs, and the table of jobs that the overview shows too. */

import * as api from '../api.js';
import { h, keyed, setAttr, setText } from '../dom.js';
import { count, doneBy, moment, plural, rate, roughly, visible } from '../format.js';
import { allTasks, openTasks } from '../history.js';
import { rowKeys } from '../keys.js';
import {
  JAR,
  button,
  card,
  empty,
  failure,
  isOver,
  pill,
  progressOf,
  segmentBar,
  setNotice,
  setPill,
} from '../parts.js';
import { link } from '../router.js';

const PAGE = 100;

export function jobsView(store) {
  const table = jobTable();
  const notice = h('div', { hidden: true });
  const more = button('Show older jobs', 'down', () => load());
  const foot = h('div', { class: 'foot', hidden: true }, more);
  const summary = h('small');
  const el = h(
    'div',
    { class: 'page' },
    h('h1', { class: 'unseen' }, 'Jobs'),
    card('Jobs', [summary], table.el, notice, foot),
  );
  const stop = new AbortController();
  const keys = rowKeys(table.el);
  let cursor = null;
  let loaded = false;

  async function load() {
    more.disabled = true;
    try {
      const page = await api.jobs({ limit: PAGE, cursor }, stop.signal);
      cursor = page.next_cursor;
      loaded = true;
      store.addJobs(page.jobs);
      setNotice(notice, null);
    } catch (error) {
      if (error.name !== 'AbortError') setNotice(notice, failure(error, load));
    }
    more.disabled = false;
    foot.hidden = cursor === null;
  }

  function update() {
    const jobs = store.jobList();
    table.update(jobs, store);
    table.el.hidden = jobs.length === 0;
    setText(summary, jobs.length > 0 ? `${count(jobs.length)}${cursor === null ? '' : ' newest'}` : '');
    if (loaded && jobs.length === 0)
      setNotice(
        notice,
        empty(
          'No job yet',
          'Put commands in a file, one per line, and hand it over:',
          `${JAR} submit tasks.txt`,
        ),
      );
    else if (loaded) setNotice(notice, null);
  }

  load();
  return { el, update, keys, dispose: () => stop.abort() };
}

/** A table of jobs; `update(jobs, store)` makes it follow. */
export function jobTable() {
  const body = h('tbody');
  const head = h(
    'thead',
    null,
    h(
      'tr',
      null,
      h('th', null, 'Job'),
      h('th', null, 'Progress'),
      h('th', { class: 'num' }, 'Finished'),
      h('th', { class: 'num' }, 'Failed'),
      h('th', { class: 'num wide' }, 'Rate'),
      h('th', { class: 'num' }, 'Done by'),
    ),
  );
  const el = h('table', { class: 'jobs' }, head, body);
  return {
    el,
    update: (jobs, store) =>
      keyed(
        body,
        jobs,
        (job) => job.id,
        (job) => jobRow(store, job.id),
      ),
  };
}

function jobRow(store, jobId) {
  const name = h('a', { class: 'name cover' });
  const id = h('span', { class: 'sub' });
  const sub = h('div', { class: 'sub' });
  const bar = segmentBar(false, (state) => link('tasks', { job: jobId, state }));
  const [finished, share, failed, failedShare, speed, by, within] = ['', 'sub', '', 'sub', '', '', 'sub'].map(
    (c) => h('div', { class: c || null }),
  );
  const state = pill('running');
  const el = h(
    'tr',
    { class: 'link' },
    h('td', { class: 'c-name' }, name, ' ', id, sub),
    h('td', { class: 'c-bar' }, bar.el),
    h('td', { class: 'num c-done' }, finished, share),
    h('td', { class: 'num c-failed' }, failed, failedShare),
    h('td', { class: 'num wide' }, speed),
    h('td', { class: 'num c-by' }, by, state, within),
  );
  const update = (job) => {
    setText(name, visible(job.name));
    setAttr(name, 'title', visible(job.name));
    setAttr(name, 'href', link('jobs', job.id));
    setText(id, `#${job.id}`);
    setText(sub, jobFacts(job));
    bar.update(job.counts);
    setText(finished, count(job.counts.finished));
    setText(share, progressOf(job.counts));
    setText(failed, job.counts.failed > 0 ? count(job.counts.failed) : '\u2013');
    failed.classList.toggle('bad', job.counts.failed > 0);
    failed.parentElement.classList.toggle('none', job.counts.failed === 0);
    setText(speed, speedText(job, store));
    showEnd({ by, state, within }, job, store.etaOf(job));
  };
  return { el, update };
}

function jobFacts(job) {
  const facts = [plural(allTasks(job.counts), 'task')];
  if (job.counts.in_progress > 0) facts.push(`${count(job.counts.in_progress)} running`);
  if (job.priority !== null && job.priority !== undefined) facts.push(`priority ${job.priority}`);
  if (job.limit !== null && job.limit !== undefined) facts.push(`at most ${job.limit} at a time`);
  return facts.join(', ');
}

export function speedText(job, store) {
  const speed = store.speedOf(job);
  if (isOver(job) || job.state !== 'running') return '';
  return speed === null ? '\u2013' : `${rate(speed)} /s`;
}

/** An estimate while there is one, else the state as a pill. */
function showEnd({ by, state, within }, job, eta) {
  const estimated = openTasks(job.counts) > 0 && Number.isFinite(eta) && job.state === 'running';
  by.hidden = !estimated;
  state.hidden = estimated;
  setPill(state, job.state);
  setText(by, estimated ? doneBy(eta) : '');
  setText(
    within,
    estimated ? `in about ${roughly(eta)}` : `since ${moment(job.submitted_at, Date.now(), false)}`,
  );
  within.hidden = !estimated;
}
