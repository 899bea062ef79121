/** A table of tasks that a filter chooses, page by page from the server; the whole set is never held. */

import * as api from '../api.js';
import { h, keyed, setAttr, setText } from '../dom.js';
import { count, duration, moment, visible } from '../format.js';
import { button, empty, failure, pill, setNotice, setPill, wordOf } from '../parts.js';
import { link } from '../router.js';

const PAGE = 100;
const REFRESH_MS = 2500;
/** A search looks at a bounded part of the queue in each request; this long it goes on by itself. */
const SEARCH_MS = 2000;

/** The next page; where a search found less than a page, what further requests find in a while. */
async function nextPage(filter, from, signal) {
  const until = Date.now() + SEARCH_MS;
  const page = await api.tasks({ ...filter, limit: PAGE, cursor: from }, signal);
  while (page.tasks.length < PAGE && page.next_cursor !== null && Date.now() < until) {
    const query = { ...filter, limit: PAGE - page.tasks.length, cursor: page.next_cursor };
    const more = await api.tasks(query, signal);
    page.tasks.push(...more.tasks);
    page.next_cursor = more.next_cursor;
  }
  return page;
}

/** @param {{store: import('../store.js').Store, filter: Object, nothing?: () => Node}} how */
export function taskTable({
  filter: first,
  nothing = () => empty('No task matches', 'Choose another state above.'),
}) {
  const body = h('tbody');
  const head = h(
    'thead',
    null,
    h(
      'tr',
      null,
      h('th', null, 'Task'),
      h('th', null, 'Command'),
      h('th', null, 'State'),
      h('th', { class: 'wide' }, 'Node'),
      h('th', { class: 'num' }, 'Ran'),
      h('th', { class: 'num wide' }, 'Attempts'),
    ),
  );
  const table = h('table', { class: 'tasks' }, head, body);
  const notice = h('div', { hidden: true });
  const more = button('Show more', 'down', () => load(cursor));
  const shown = h('span', { class: 'sub' });
  const foot = h('div', { class: 'foot' }, more, shown);
  const el = h('div', { class: 'loading' }, table, notice, foot);

  let filter = first;
  let tasks = [];
  let cursor = null;
  let request = null;
  let timer = null;

  async function load(from) {
    request?.abort();
    request = new AbortController();
    const { signal } = request;
    more.disabled = true;
    setAttr(el, 'aria-busy', 'true');
    try {
      show(from, await nextPage(filter, from, signal));
    } catch (error) {
      if (error.name === 'AbortError') return;
      setNotice(
        notice,
        failure(error, () => load(from)),
      );
    }
    more.disabled = false;
    setAttr(el, 'aria-busy', null);
    el.classList.remove('loading');
  }

  function show(from, page) {
    tasks = from === null ? page.tasks : [...tasks, ...page.tasks];
    cursor = page.next_cursor;
    keyed(body, tasks, (task) => task.id, taskRow);
    table.hidden = tasks.length === 0;
    foot.hidden = cursor === null;
    setText(more.lastChild, tasks.length === 0 ? 'Search further' : 'Show more');
    setText(shown, `${count(tasks.length)} shown`);
    setNotice(notice, tasks.length === 0 && cursor === null ? nothing() : null);
  }

  /** Loads the first page anew, in a while, unless the user has paged on: then rows must not move. */
  function refreshSoon() {
    timer ??= setTimeout(() => {
      timer = null;
      if (tasks.length <= PAGE && !document.hidden) load(null);
    }, REFRESH_MS);
  }

  function setFilter(next) {
    filter = next;
    load(null);
  }

  load(null);
  return {
    el,
    setFilter,
    refreshSoon,
    dispose: () => {
      clearTimeout(timer);
      request?.abort();
    },
  };
}

function taskRow() {
  const id = h('a', { class: 'name cover mono' });
  const command = h('code', { class: 'one-line' });
  const state = pill('todo');
  const why = h('div', { class: 'sub' });
  const [node, ran, attempts] = [h('div'), h('div'), h('div')];
  const started = h('div', { class: 'sub' });
  const el = h(
    'tr',
    { class: 'link' },
    h('td', { class: 'c-id' }, id),
    h('td', { class: 'c-command' }, command),
    h('td', { class: 'c-state' }, state, why),
    h('td', { class: 'wide' }, node),
    h('td', { class: 'num c-ran' }, ran, started),
    h('td', { class: 'num wide' }, attempts),
  );
  const update = (task) => {
    const last = task.attempts.at(-1);
    setText(id, task.id);
    setAttr(id, 'href', link('tasks', task.id));
    setText(command, visible(task.command).replace(/\n/g, '\u21b5'));
    setAttr(command, 'title', visible(task.command));
    setPill(state, task.state);
    setText(why, whyOf(task));
    setText(node, last ? visible(last.node) : '\u2013');
    setText(ran, last ? ranOf(last) : '\u2013');
    setText(started, last ? moment(last.started_at) : '');
    setText(attempts, count(task.attempts.length));
  };
  return { el, update };
}

/** How long an attempt took, or has taken so far. */
export function ranOf(attempt) {
  const end = attempt.ended_at ? Date.parse(attempt.ended_at) : Date.now();
  return duration(Math.max(0, end - Date.parse(attempt.started_at)) / 1000);
}

/** "exit 137", "signal 9", "timed out": how an attempt ended, as short as it can be said. */
export function endOf(attempt) {
  if (attempt.outcome === 'succeeded' || !attempt.outcome) return '';
  if (attempt.signal) return `signal ${attempt.signal}`;
  if (attempt.outcome === 'failed' && Number.isFinite(attempt.exit_code)) return `exit ${attempt.exit_code}`;
  return wordOf(attempt.outcome);
}

function whyOf(task) {
  const last = task.attempts.at(-1);
  if (task.state === 'failed') return last ? endOf(last) : '';
  if (task.state === 'waiting' && last) return `after ${endOf(last) || 'its last attempt'}`;
  return '';
}
