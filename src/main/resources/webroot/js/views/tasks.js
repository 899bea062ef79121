/** The task explorer: a query, how many tasks match it, what can be done with all of them, its rows. */

import { actOnAll, applies, describeFilter } from '../bulk.js';
import { h, setText } from '../dom.js';
import { JAR, button, empty } from '../parts.js';
import { filterOf } from '../query.js';
import { link } from '../router.js';
import { knownCounts, liveCount } from './live-count.js';
import { queryBox } from './query-box.js';
import { stateChips } from './state-chips.js';
import { taskTable } from './task-table.js';

export function tasksView(store, query) {
  let filter = filterOf(query);
  const go = (wanted) => {
    location.hash = link('tasks', wanted);
  };
  const box = queryBox({
    known: () => ({ nodes: store.nodeList().map((n) => n.name), jobs: store.jobList() }),
    onQuery: go,
    onTask: (id) => {
      location.hash = link('tasks', id);
    },
  });
  const number = liveCount(store);
  const table = taskTable({ filter, nothing: () => nothing(filter), onChanged: () => number.refresh() });
  const bulk = bulkButtons(() => filter, changed);
  const chips = stateChips((state) => link('tasks', { ...filter, state }));
  const el = h(
    'div',
    { class: 'page explorer' },
    h('h1', { class: 'unseen' }, 'Tasks'),
    box.el,
    h(
      'section',
      { class: 'card', 'aria-label': 'Tasks' },
      h('h2', { class: 'unseen' }, 'What matches'),
      h('div', { class: 'head' }, h('div', { class: 'grow' }, chips.el), number.el, bulk.el),
      table.el,
    ),
  );
  let seen = '';

  function changed() {
    table.setFilter(filter);
    number.refresh();
  }

  function showFilter() {
    box.set(filter);
    chips.select(filter.state);
    bulk.update(filter);
    number.set(filter);
  }

  function navigate(next) {
    filter = filterOf(next);
    showFilter();
    table.setFilter(filter);
    update();
  }

  /** Counts of all tasks or of a job are known; of anything narrower only the number that is asked for. */
  function update() {
    const counts = knownCounts(store, filter);
    chips.update(counts);
    const whole = store.status?.counts ?? null;
    const now = JSON.stringify(filter.state ? (counts ?? whole)?.[filter.state] : (counts ?? whole));
    if (seen !== '' && seen !== now) {
      table.refreshSoon();
      number.refreshSoon();
    }
    seen = now;
  }

  showFilter();
  return {
    el,
    update,
    navigate,
    shown: () => query.find && box.focus(),
    keys: { ...table.keys, '/': () => box.focus() },
    dispose: () => {
      number.dispose();
      table.dispose();
    },
  };
}

function bulkButtons(filterNow, changed) {
  const act = (kind) => async () => {
    if (await actOnAll(kind, filterNow())) changed();
  };
  const retry = button('Retry all', 'retry', act('retry'), 'small');
  const cancel = button('Cancel all', 'stop', act('cancel'), 'small danger-quiet');
  const update = (filter) => {
    retry.hidden = !applies('retry', filter);
    cancel.hidden = !applies('cancel', filter);
    setText(retry.lastChild, filter.state ? 'Retry all' : 'Retry failed');
    setText(cancel.lastChild, filter.state ? 'Cancel all' : 'Cancel open');
    retry.title = `Run again: ${describeFilter(filter)}. Says how many and asks first.`;
    cancel.title = `Cancel: ${describeFilter(filter)}. Says how many and asks first.`;
  };
  return { el: h('div', { class: 'row' }, retry, cancel), update };
}

const nothing = (filter) =>
  Object.keys(filter).length > 0
    ? empty('No task matches', 'Take a word out of the query, or search for another one.')
    : empty(
        'No task yet',
        'Put commands in a file, one per line, and hand it over:',
        `${JAR} submit tasks.txt`,
      );
