/** One job: progress, figures, what can be done with it, and its tasks by state. */

import { cancelJob, retryJob, retryable } from '../actions.js';
import * as api from '../api.js';
import { fillWith, h, setText } from '../dom.js';
import { ago, count, doneBy, moment, plural, roughly, visible } from '../format.js';
import { allTasks, openTasks } from '../history.js';
import { button, card, failure, isOver, pill, progressOf, segmentBar, setPill, tile } from '../parts.js';
import { link } from '../router.js';
import { speedText } from './jobs.js';
import { stateChips } from './state-chips.js';
import { taskTable } from './task-table.js';

export function jobView(store, idText, query) {
  const id = Number(idText);
  const el = h('div', { class: 'page' });
  const stop = new AbortController();
  const head = jobHead(store);
  const figures = jobFigures(store);
  const chips = stateChips((state) => link('jobs', id, { state }));
  const tasks = taskTable({ store, filter: { job: id, state: query.state } });
  let seen = '';

  async function load() {
    try {
      store.addJobs([await api.job(idText, stop.signal)]);
      fillWith(el, head.el, figures.el, card('Tasks', [chips.el], tasks.el));
      update();
    } catch (error) {
      if (error.name !== 'AbortError') fillWith(el, h('section', { class: 'card' }, failure(error, load)));
    }
  }

  function update() {
    const job = store.jobs.get(id);
    if (!job) return;
    head.update(job);
    figures.update(job);
    chips.update(job.counts);
    const now = JSON.stringify(job.counts);
    if (seen !== '' && seen !== now) tasks.refreshSoon();
    seen = now;
  }

  function navigate({ state }) {
    chips.select(state);
    tasks.setFilter({ job: id, state });
  }

  chips.select(query.state);
  load();
  return {
    el,
    update,
    navigate,
    dispose: () => {
      stop.abort();
      tasks.dispose();
    },
  };
}

function jobHead(store) {
  const name = h('h1');
  const id = h('span', { class: 'sub' });
  const state = pill('running');
  const facts = h('p', { class: 'sub' });
  let job = null;
  const act = (what) => async () => {
    if (await what(job)) store.addJobs([await api.job(job.id)]);
  };
  const retry = button('Retry', 'retry', act(retryJob));
  const cancel = button('Cancel job', 'stop', act(cancelJob), 'danger-quiet');
  const el = h(
    'div',
    { class: 'title' },
    h(
      'div',
      null,
      h('a', { class: 'crumb', href: link('jobs') }, 'Jobs'),
      h('div', { class: 'row' }, name, id, state),
      facts,
    ),
    h('span', { class: 'grow' }),
    h('div', { class: 'row' }, retry, cancel),
  );
  const update = (now) => {
    job = now;
    setText(name, visible(job.name));
    setText(id, `#${job.id}`);
    setPill(state, job.state);
    setText(facts, factsOf(job));
    retry.hidden = retryable(job) === 0;
    setText(retry.lastChild, `Retry ${count(retryable(job))}`);
    cancel.hidden = openTasks(job.counts) === 0;
  };
  return { el, update };
}

function factsOf(job) {
  const facts = [
    plural(allTasks(job.counts), 'task'),
    `submitted ${moment(job.submitted_at)} (${ago(job.submitted_at)})`,
  ];
  if (job.priority !== null && job.priority !== undefined) facts.push(`priority ${job.priority}`);
  if (job.limit !== null && job.limit !== undefined) facts.push(`at most ${job.limit} at a time`);
  return facts.join(' \u00b7 ');
}

function jobFigures(store) {
  const bar = segmentBar(true);
  const tiles = Object.fromEntries(
    ['Done', 'Running', 'Queued', 'Failed', 'Rate', 'Done by'].map((label) => [label, tile(label)]),
  );
  const el = h(
    'section',
    { class: 'card progress', 'aria-label': 'Progress' },
    bar.el,
    h(
      'div',
      { class: 'strip flat' },
      Object.values(tiles).map((t) => t.el),
    ),
  );
  const update = (job) => {
    const { counts } = job;
    bar.update(counts);
    tiles.Done.update(progressOf(counts), '', `${count(counts.finished)} of ${count(allTasks(counts))}`);
    tiles.Running.update(count(counts.in_progress), '', counts.in_progress > 0 ? 'now' : 'none now');
    tiles.Queued.update(
      count(counts.todo),
      '',
      counts.waiting > 0 ? `${count(counts.waiting)} wait for their time` : 'none waits for its time',
    );
    tiles.Failed.update(
      count(counts.failed),
      '',
      counts.cancelled > 0 ? `${count(counts.cancelled)} cancelled` : 'none cancelled',
      counts.failed > 0 ? 'bad' : '',
    );
    tiles.Rate.update(speedText(job, store) || '\u2013', '', 'over the last 30 s');
    showEnd(tiles['Done by'], job, store.etaOf(job));
  };
  return { el, update };
}

function showEnd(at, job, eta) {
  if (isOver(job)) return at.update('Over', '', job.counts.failed > 0 ? 'with failures' : 'nothing is open');
  if (Number.isFinite(eta)) return at.update(doneBy(eta), '', `in about ${roughly(eta)}`);
  return at.update('\u2013', '', job.state === 'paused' ? 'paused' : 'no rate to go by yet');
}
