/** One job: progress, figures, what can be done with it, and its tasks by state. */

import { cancelJob, pauseJob, removeJob, resumeJob, retryJob, retryable } from '../actions.js';
import * as api from '../api.js';
import { fillWith, h, setAttr, setHidden, setText } from '../dom.js';
import { exportJob } from '../export.js';
import { ago, count, doneBy, moment, plural, roughly, visible } from '../format.js';
import { allTasks, openTasks } from '../history.js';
import { button, card, failure, isOver, pill, progressOf, segmentBar, setPill, tile } from '../parts.js';
import { link } from '../router.js';
import { jobMeasures } from './job-measures.js';
import { jobSettings } from './job-settings.js';
import { speedText } from './jobs.js';
import { stateChips } from './state-chips.js';
import { taskTable } from './task-table.js';

export function jobView(store, idText, query) {
  const id = Number(idText);
  const el = h('div', { class: 'page' });
  const stop = new AbortController();
  const head = jobHead(store);
  const figures = jobFigures(store, id);
  const settings = jobSettings(store);
  const measures = jobMeasures(id);
  const chips = stateChips((state) => link('jobs', id, { state }));
  const tasks = taskTable({ filter: { job: id, state: query.state } });
  const explore = h('a', { class: 'do' }, 'Search in these');
  const taskCard = card('Tasks', [chips.el, explore], tasks.el);
  const settingsCard = card('Settings', [], settings.el);
  let seen = '';

  async function load() {
    try {
      store.addJobs([await api.job(idText, stop.signal)]);
      fillWith(el, head.el, figures.el, measures.el, settingsCard, taskCard);
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
    settings.update(job);
    measures.update(job);
    chips.update(job.counts);
    const now = JSON.stringify(job.counts);
    if (seen !== '' && seen !== now) tasks.refreshSoon();
    seen = now;
  }

  function navigate({ state }) {
    choose(state);
    tasks.setFilter({ job: id, state });
  }

  function choose(state) {
    chips.select(state);
    setAttr(explore, 'href', link('tasks', { job: id, state }));
  }

  choose(query.state);
  load();
  return {
    el,
    update,
    navigate,
    keys: {
      ...tasks.keys,
      '/': () => {
        location.hash = link('tasks', { job: id, find: 1 });
      },
    },
    dispose: () => {
      measures.dispose();
      stop.abort();
      tasks.dispose();
    },
  };
}

function jobHead(store) {
  const name = h('h1', { tabindex: -1 });
  const id = h('span', { class: 'sub' });
  const state = pill('running');
  const facts = h('p', { class: 'sub' });
  let job = null;
  const act = (what) => async () => {
    if (await what(job)) store.addJobs([await api.job(job.id)]);
  };
  const retry = button('Retry', 'retry', act(retryJob));
  const pause = button('Pause', 'pause', act(pauseJob));
  const resume = button('Resume', 'play', act(resumeJob), 'primary');
  const save = button('Export', 'down', () => exportJob(job));
  const cancel = button('Cancel job', 'stop', act(cancelJob), 'danger-quiet');
  const remove = button('Remove', 'trash', () => leave(job), 'danger-quiet');
  const leave = async (gone) => {
    if (!(await removeJob(gone))) return;
    store.removeJob(gone.id);
    location.hash = link('jobs');
  };
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
    h('div', { class: 'row' }, resume, pause, retry, save, cancel, remove),
  );
  const update = (now) => {
    job = now;
    setText(name, visible(job.name));
    setText(id, `#${job.id}`);
    setPill(state, job.state);
    setText(facts, factsOf(job));
    setText(retry.lastChild, `Retry ${count(retryable(job))}`);
    const open = openTasks(job.counts) > 0;
    const paused = job.state === 'paused';
    const hidden = new Map([
      [retry, retryable(job) === 0],
      [resume, !paused],
      [pause, !open || paused],
      [cancel, !open],
      [remove, open],
    ]);
    setHidden(hidden, ...(open ? [resume, pause] : []), name);
  };
  return { el, update };
}

function factsOf(job) {
  const facts = [
    plural(allTasks(job.counts), 'task'),
    `submitted ${moment(job.submitted_at)} (${ago(job.submitted_at)})`,
  ];
  if (job.after) facts.push(`starts after job ${job.after}`);
  if (job.not_before) facts.push(`not before ${moment(job.not_before)}`);
  return facts.join(' \u00b7 ');
}

const TILES = [
  ['Done', 'finished'],
  ['Running', 'in_progress'],
  ['Queued', 'todo'],
  ['Failed', 'failed'],
  ['Rate', null],
  ['Done by', null],
];

function jobFigures(store, id) {
  const hrefOf = (state) => link('jobs', id, { state });
  const bar = segmentBar(true, hrefOf);
  const tiles = Object.fromEntries(
    TILES.map(([label, state]) => [label, tile(label, state ? hrefOf(state) : undefined)]),
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
