/** How many tasks match a query: from the counters where they know, else counted by the server in steps. */

import * as api from '../api.js';
import { h, setAttr, setText } from '../dom.js';
import { count, plural } from '../format.js';
import { allTasks } from '../history.js';

const REFRESH_MS = 5000;
/** So long a count goes on by itself; then the user decides. */
const PATIENCE_MS = 6000;

/** Counters by state that exist for a filter: of the queue, or of one job. */
export function knownCounts(store, filter) {
  const narrow = Object.keys(filter).filter((field) => field !== 'state');
  if (narrow.length === 0) return store.status?.counts ?? null;
  if (narrow.length === 1 && narrow[0] === 'job') return store.jobs.get(Number(filter.job))?.counts ?? null;
  return null;
}

/** @param {import('../store.js').Store} store */
export function liveCount(store) {
  const words = h('b');
  const on = h('button', { class: 'btn small', type: 'button', hidden: true }, 'Count on');
  const el = h('span', { class: 'row live-count', role: 'status' }, words, on);
  let filter = {};
  let request = null;
  let timer = null;
  let exact = false;

  async function run(cursor, patience) {
    request?.abort();
    request = new AbortController();
    const { signal } = request;
    setAttr(el, 'aria-busy', 'true');
    try {
      await steps(cursor, Date.now() + patience, signal);
    } catch (error) {
      if (error.name === 'AbortError') return;
      setText(words, 'not counted');
      el.title = error.message;
    }
    setAttr(el, 'aria-busy', null);
  }

  async function steps(cursor, until, signal) {
    for (let at = cursor; ;) {
      const page = await api.countTasks({ ...filter, cursor: at }, signal);
      at = page.next_cursor;
      const done = at === null || Date.now() > until;
      // A number that was exact stays until there is a newer one.
      if (done || !exact) show(page.count, at === null);
      on.hidden = at === null || !done;
      on.onclick = () => run(at, PATIENCE_MS);
      if (done) return;
    }
  }

  function show(n, isExact) {
    exact = isExact;
    el.title = '';
    setText(words, exact ? plural(n, 'task') : `${count(n)} so far`);
  }

  function refresh() {
    clearTimeout(timer);
    timer = null;
    const counts = knownCounts(store, filter);
    if (!counts) return void run(null, PATIENCE_MS);
    request?.abort();
    on.hidden = true;
    show(filter.state ? counts[filter.state] : allTasks(counts), true);
  }

  return {
    el,
    refresh,
    set: (wanted) => {
      filter = wanted;
      exact = false;
      setText(words, '');
      refresh();
    },
    /** At once where the counters know; a count by the server comes in a while. */
    refreshSoon: () => {
      if (knownCounts(store, filter)) refresh();
      else timer ??= setTimeout(() => (document.hidden ? (timer = null) : refresh()), REFRESH_MS);
    },
    dispose: () => {
      clearTimeout(timer);
      request?.abort();
    },
  };
}
