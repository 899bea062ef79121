/** Chips that choose a state of tasks; each is a link, so the address is the query. */

import { h, setAttr, setText } from '../dom.js';
import { count } from '../format.js';
import { allTasks } from '../history.js';
import { kindOf, wordOf } from '../parts.js';

const STATES = ['in_progress', 'failed', 'finished', 'todo', 'waiting', 'cancelled'];

/**
 * @param {(state: ?string) => string} hrefOf is asked again with each choice: the rest of a query may have changed, too
 * @returns {{el: HTMLElement, select: (state: ?string) => void, update: (counts: ?import('../types.js').Counts) => void}}
 */
export function stateChips(hrefOf) {
  const chips = [null, ...STATES].map((state) => chip(state, hrefOf));
  const el = h(
    'nav',
    { class: 'chips', 'aria-label': 'State of tasks' },
    chips.map((c) => c.el),
  );
  return {
    el,
    select: (state) => chips.forEach((c) => c.select(state ?? null)),
    update: (counts) => chips.forEach((c) => c.update(counts)),
  };
}

function chip(state, hrefOf) {
  const number = h('b');
  const el = h(
    'a',
    { class: state ? `chip is-${kindOf(state)}` : 'chip' },
    state && h('i'),
    state ? wordOf(state) : 'all',
    number,
  );
  const select = (chosen) => {
    setAttr(el, 'href', hrefOf(state));
    setAttr(el, 'aria-current', state === chosen ? 'true' : null);
  };
  const update = (counts) => setText(number, counts ? count(state ? counts[state] : allTasks(counts)) : '');
  return { el, select, update };
}
