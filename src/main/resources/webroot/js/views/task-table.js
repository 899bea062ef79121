/** A table of tasks that a filter chooses, page by page from the server; the whole set is never held. */

import * as api from '../api.js';
import { h, keyed, setAttr, setHidden, setText } from '../dom.js';
import { count, plural } from '../format.js';
import { focusRow, rowKeys } from '../keys.js';
import { Marks, cancelTasks, cancellable, retryTasks, retryable } from '../marks.js';
import { button, empty, failure, setNotice } from '../parts.js';
import { taskHead, taskRow } from './task-row.js';

export { endOf, ranOf } from './task-row.js';

const PAGE = 100;
const REFRESH_MS = 2500;
/** A search looks at a bounded part of the queue in each request; this long it goes on by itself. */
const SEARCH_MS = 2000;

/** A page from a cursor; where a search found less than a page, what further requests find in a while. */
async function readPage(filter, from, signal) {
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

/** @param {{filter: Object, nothing?: () => Node, onChanged?: () => void}} how */
export function taskTable({
  filter: first,
  nothing = () => empty('No task matches', 'Choose another state above.'),
  onChanged = () => {},
}) {
  const body = h('tbody');
  const table = h('table', { class: 'tasks' }, taskHead(), body);
  const notice = h('div', { hidden: true });
  const marks = new Marks(() => show());
  const marked = markBar(marks, changed, () => focusRow(body.querySelector('.cover')));
  const pager = pageBar(turn);
  const el = h('div', { class: 'loading' }, table, notice, pager.el, marked.el);

  let filter = first;
  let rows = new Map();
  let tasks = [];
  let cursors = [null];
  let next = null;
  let request = null;
  let timer = null;

  /** Loads the page of the last cursor; quietly where the user did not ask for it. */
  async function load(quiet = false) {
    request?.abort();
    request = new AbortController();
    const { signal } = request;
    setAttr(el, 'aria-busy', quiet ? null : 'true');
    try {
      const page = await readPage(filter, cursors.at(-1), signal);
      tasks = page.tasks;
      next = page.next_cursor;
      marks.renew(tasks);
      setNotice(notice, null);
      show();
    } catch (error) {
      if (error.name === 'AbortError') return;
      setNotice(
        notice,
        failure(error, () => load()),
      );
    }
    setAttr(el, 'aria-busy', null);
    el.classList.remove('loading');
  }

  function show() {
    rows = new Map();
    keyed(
      body,
      tasks,
      (task) => task.id,
      () => taskRow(marks),
      (row) => rows.set(row.el, row),
    );
    table.hidden = tasks.length === 0;
    pager.update(cursors.length - 1, tasks.length, next !== null);
    marked.update();
    if (tasks.length === 0 && next === null && cursors.length === 1) setNotice(notice, nothing());
  }

  /** To the next page, or the one before. */
  async function turn(step) {
    if (step > 0 ? next === null : cursors.length === 1) return false;
    cursors = step > 0 ? [...cursors, next] : cursors.slice(0, -1);
    await load();
    el.scrollIntoView({ block: 'start' });
    const covers = body.querySelectorAll('.cover');
    focusRow(covers[step > 0 ? 0 : covers.length - 1]);
    return true;
  }

  function changed() {
    marks.clear();
    load();
    onChanged();
  }

  /** Loads the page anew, in a while; rows that stay keep their elements, so nothing jumps. */
  function refreshSoon() {
    timer ??= setTimeout(() => {
      timer = null;
      if (!document.hidden) load(true);
    }, REFRESH_MS);
  }

  function setFilter(wanted) {
    filter = wanted;
    cursors = [null];
    marks.tasks.clear();
    load();
  }

  const focused = () => rows.get(document.activeElement?.closest('tr'))?.task();
  const act = async (fits, what) => {
    const chosen = marks.tasks.size > 0 ? marks.list() : [focused()].filter(Boolean);
    if (fits(chosen).length > 0 && (await what(fits(chosen)))) changed();
  };
  const keys = {
    ...rowKeys(body, { past: turn }),
    x: () => focused() && marks.toggle(focused()),
    r: () => void act(retryable, retryTasks),
    c: () => void act(cancellable, cancelTasks),
    Escape: () => marks.clear(),
  };

  load();
  return {
    el,
    keys,
    setFilter,
    refreshSoon,
    dispose: () => {
      clearTimeout(timer);
      request?.abort();
    },
  };
}

function pageBar(turn) {
  const back = button('Page before', 'left', () => turn(-1));
  const on = button('Next page', 'right', () => turn(1));
  const shown = h('span', { class: 'sub' });
  const el = h('div', { class: 'foot' }, back, on, shown);
  const update = (page, rows, more) => {
    el.hidden = page === 0 && !more;
    back.disabled = page === 0;
    on.disabled = !more;
    setText(on.lastChild, rows === 0 && more ? 'Search further' : 'Next page');
    setText(shown, rows === 0 ? 'None so far' : `Page ${count(page + 1)}, ${plural(rows, 'row')}`);
  };
  return { el, update };
}

/** What can be done with the marked tasks; it stays in sight while there are any, and gives the focus away with them. */
function markBar(marks, changed, leave) {
  const words = h('b', { role: 'status' });
  const act = (fits, what) => async () => {
    if (await what(fits(marks.list()))) changed();
  };
  const retry = button('Retry', 'retry', act(retryable, retryTasks));
  const cancel = button('Cancel', 'stop', act(cancellable, cancelTasks), 'danger-quiet');
  const clear = button('Unmark', 'close', () => marks.clear());
  const el = h('div', { class: 'foot marks' }, words, h('span', { class: 'grow' }), retry, cancel, clear);
  const update = () => {
    const list = marks.list();
    if (setHidden(new Map([[el, list.length === 0]]))) leave();
    setText(words, `${count(list.length)} marked`);
    showAct(retry, 'Retry', retryable(list).length);
    showAct(cancel, 'Cancel', cancellable(list).length);
  };
  return { el, update };
}

function showAct(el, word, n) {
  el.hidden = n === 0;
  setText(el.lastChild, `${word} ${count(n)}`);
}
