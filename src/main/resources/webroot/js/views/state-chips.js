/** Chips that choose a state of tasks; each is a link, so the address is the query. */

import { h, setAttr, setText } from '../dom.js';
import { count } from '../format.js';
import { allTasks } from '../history.js';
import { kindOf, wordOf } from '../parts.js';

const STATES = ['in_progress', 'failed', 'finished', 'todo', 'waiting', 'cancelled'];

/**
 * @param {(state: ?string) => string} hrefOf
 * @returns {{el: HTMLElement, select: (state: ?string) => void, update: (counts: ?import('../types.js').Counts) => void}}
 */
export function stateChips(hrefOf) {
  const chips = [null, ...STATES].map((state) => chip(state, hrefOf(state)));
  const el = h(
    'nav',
    { class: 'chips', 'aria-label': 'State of tasks' },
    chips.map((c) => c.el),
  );
  return {
    el,
    select: (state) =>
      chips.forEach((c) => setAttr(c.el, 'aria-current', c.state === (state ?? null) ? 'true' : null)),
    update: (counts) => chips.forEach((c) => c.update(counts)),
  };
}

function chip(state, href) {
  const number = h('b');
  const el = h(
    'a',
    { class: state ? `chip is-${kindOf(state)}` : 'chip', href },
    state && h('i'),
    state ? wordOf(state) : 'all',
    number,
  );
  const update = (counts) => setText(number, counts ? count(state ? counts[state] : allTasks(counts)) : '');
  return { state, el, update };
}
