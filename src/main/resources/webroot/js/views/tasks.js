/** The task explorer and the list of failures: the same table, the query is in the address. */

import { h } from '../dom.js';
import { visible } from '../format.js';
import { icon } from '../icons.js';
import { JAR, card, empty } from '../parts.js';
import { link } from '../router.js';
import { stateChips } from './state-chips.js';
import { taskTable } from './task-table.js';

const FIELDS = ['job', 'state', 'outcome', 'exit_code', 'node', 'q'];

/** Only what the API knows; a mistyped address must not become a refused request. */
const filterOf = (query) => Object.fromEntries(FIELDS.filter((f) => query[f]).map((f) => [f, query[f]]));

export function tasksView(store, query) {
  return explorer(store, query, {
    title: 'Tasks',
    base: (filter) => link('tasks', filter),
    fixed: {},
    nothing: (filter) =>
      Object.keys(filter).length > 0
        ? empty('No task matches', 'Take a filter away, or search for other words.')
        : empty(
            'No task yet',
            'Put commands in a file, one per line, and hand it over:',
            `${JAR} submit tasks.txt`,
          ),
  });
}

export function failuresView(store, query) {
  return explorer(store, query, {
    title: 'Failures',
    base: (filter) => link('failures', filter),
    fixed: { state: 'failed' },
    nothing: () =>
      empty('No failed task', 'Tasks that used up their attempts are listed here, with their output.'),
  });
}

function explorer(store, query, { title, base, fixed, nothing }) {
  let filter = { ...filterOf(query), ...fixed };
  const go = (change) => {
    location.hash = base(open({ ...filter, ...change }));
  };
  const open = (wanted) => Object.fromEntries(Object.entries(wanted).filter(([k, v]) => v && !(k in fixed)));
  const search = searchBox((q) => go({ q }));
  const active = h('span', { class: 'row' });
  const chipsAt = h('div', { class: 'chips-at' });
  const table = taskTable({ store, filter, nothing: () => nothing(filter) });
  const el = h(
    'div',
    { class: 'page' },
    card(title, [h('span', { class: 'grow' }), active, search.el], chipsAt, table.el),
  );
  let chips = null;

  function showFilter() {
    search.set(filter.q ?? '');
    active.replaceChildren(
      ...['job', 'node', 'outcome', 'exit_code']
        .filter((f) => filter[f])
        .map((f) =>
          h(
            'a',
            { class: 'chip', href: base(open({ ...filter, [f]: null })), title: 'Take this filter away' },
            `${f.replace('_', ' ')}: ${visible(filter[f])}`,
            icon('close'),
          ),
        ),
    );
    if (fixed.state) return;
    chips = stateChips((state) => base(open({ ...filter, state })));
    chips.select(filter.state);
    chipsAt.replaceChildren(chips.el);
  }

  function navigate(next) {
    filter = { ...filterOf(next), ...fixed };
    showFilter();
    table.setFilter(filter);
    update();
  }

  let seen = '';
  /** Counts are of all tasks: they are shown only while nothing but the state is chosen. */
  function update() {
    const counts = store.status?.counts ?? null;
    const narrowed = Object.keys(filter).some((f) => f !== 'state');
    chips?.update(narrowed ? null : counts);
    const now = JSON.stringify(filter.state ? counts?.[filter.state] : counts);
    if (seen !== '' && seen !== now) table.refreshSoon();
    seen = now;
  }

  showFilter();
  return {
    el,
    update,
    navigate,
    dispose: () => {
      search.dispose();
      table.dispose();
    },
  };
}

/** Searches in commands; `/` puts the cursor there from anywhere in the view. */
function searchBox(onSearch) {
  const input = h('input', {
    type: 'search',
    placeholder: 'Part of a command',
    'aria-label': 'Search in commands',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  const submit = (event) => {
    event.preventDefault();
    onSearch(input.value.trim());
  };
  const el = h(
    'form',
    { class: 'search', role: 'search', on: { submit } },
    icon('search'),
    input,
    h('kbd', { 'aria-hidden': 'true' }, '/'),
  );
  input.addEventListener('search', () => input.value === '' && onSearch(''));
  const onKey = (event) => {
    if (
      event.key !== '/' ||
      event.target.matches('input, textarea') ||
      document.querySelector('dialog[open]')
    )
      return;
    event.preventDefault();
    input.focus();
  };
  document.addEventListener('keydown', onKey);
  return {
    el,
    set: (text) => {
      input.value = text;
    },
    dispose: () => document.removeEventListener('keydown', onKey),
  };
}
