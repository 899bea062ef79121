/** The jobs of the overview as cards; each part of a bar, and each count below it, leads to its tasks. */

import { h, keyed, setAttr, setText } from '../dom.js';
import { count, doneBy, moment, percent, plural, rate, roughly, visible } from '../format.js';
import { allTasks, openTasks } from '../history.js';
import { JAR, card, empty, kindOf, pill, segmentBar, setPill, wordOf } from '../parts.js';
import { link } from '../router.js';

const JOBS_SHOWN = 6;
const STATES = ['finished', 'failed', 'cancelled', 'in_progress', 'waiting', 'todo'];

export function jobsCard() {
  const grid = h('ul', { class: 'job-cards' });
  const summary = h('small');
  const none = empty(
    'No job yet',
    'Put commands in a file, one per line, and hand it over:',
    `${JAR} submit tasks.txt`,
  );
  none.append(h('p', null, 'Or ', h('a', { class: 'do', href: link('submit') }, 'paste them here'), '.'));
  const all = h('a', { class: 'do', href: link('jobs') }, 'All jobs');
  const el = card('Jobs', [summary, h('span', { class: 'grow' }), all], grid, none);
  const update = (store) => {
    const jobs = store.jobList();
    keyed(grid, byUrgency(jobs).slice(0, JOBS_SHOWN), (job) => job.id, (job) => jobCard(job.id, store));
    grid.hidden = all.hidden = jobs.length === 0;
    none.hidden = jobs.length > 0 || !store.status;
    setText(summary, jobSummary(jobs));
  };
  return { el, update };
}

/** Jobs that run first, then those that still have work; newest first among equals. */
const byUrgency = (jobs) => [...jobs].sort((a, b) => urgency(b) - urgency(a));

const urgency = ({ counts }) => (counts.in_progress > 0 ? 2 : openTasks(counts) > 0 ? 1 : 0);

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

function jobCard(id, store) {
  const hrefOf = (state) => link('tasks', { job: id, state });
  const name = h('a', { class: 'name', href: link('jobs', id) });
  const facts = h('div', { class: 'sub facts' });
  const [share, by, within] = [h('b', { class: 'job-share' }), h('b'), h('span', { class: 'sub' })];
  const state = pill('running');
  const bar = segmentBar(false, hrefOf);
  const counts = STATES.map((of) => countLink(of, hrefOf(of)));
  const el = h(
    'li',
    { class: 'job-card' },
    h('div', { class: 'job-head' }, h('div', null, name, ' ', h('span', { class: 'sub' }, `#${id}`), facts), h('div', { class: 'c-by num' }, by, state, within)),
    h('div', { class: 'job-bar' }, bar.el, share),
    h(
      'div',
      { class: 'job-counts' },
      counts.map((one) => one.el),
    ),
  );
  const update = (job) => {
    setText(name, visible(job.name));
    setAttr(name, 'title', visible(job.name));
    setText(facts, factsOf(job, store));
    bar.update(job.counts);
    setText(share, percent(job.counts.finished, allTasks(job.counts)));
    counts.forEach((one) => one.update(job.counts));
    showEnd({ by, state, within }, job, store.etaOf(job));
  };
  return { el, update };
}

function countLink(state, href) {
  const number = h('b');
  const el = h(
    'a',
    { class: `count c-${kindOf(state)} is-${kindOf(state)}`, href, data: { state } },
    h('i'),
    number,
    ` ${wordOf(state)}`,
  );
  const update = (counts) => {
    el.hidden = counts[state] === 0;
    setText(number, count(counts[state]));
  };
  return { el, update };
}

function factsOf(job, store) {
  const facts = [plural(allTasks(job.counts), 'task')];
  if (Number.isFinite(job.priority)) facts.push(`priority ${job.priority}`);
  if (Number.isFinite(job.limit)) facts.push(`at most ${count(job.limit)} at a time`);
  const speed = store.speedOf(job);
  if (speed > 0 && job.counts.in_progress > 0) facts.push(`${rate(speed)} /s`);
  return facts.join(', ');
}

/** An estimate while there is one, else the state as a pill and since when. */
function showEnd({ by, state, within }, job, eta) {
  const estimated = openTasks(job.counts) > 0 && Number.isFinite(eta) && job.state === 'running';
  by.hidden = !estimated;
  state.hidden = estimated;
  setPill(state, job.state);
  setText(by, estimated ? doneBy(eta) : '');
  setText(within, estimated ? `in about ${roughly(eta)}` : `submitted ${moment(job.submitted_at, Date.now(), false)}`);
}
