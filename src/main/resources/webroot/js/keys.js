/** The keyboard: one listener for the page. Views and the drawer say what their keys do. */

import { h } from './dom.js';
import { openDialog } from './dialogs.js';
import { link } from './router.js';

const GO_MS = 1200;
/** The letter behind `g`, and where it leads. */
const PLACES = {
  o: ['Overview', link()],
  j: ['Jobs', link('jobs')],
  t: ['Tasks', link('tasks')],
  f: ['Failures', link('failures')],
  n: ['Nodes', link('nodes')],
  l: ['Timeline', link('timeline')],
  s: ['Submit', link('submit')],
};

const HELP = [
  ['/', 'Search tasks, or in the list that is shown'],
  ['j', 'Next row'],
  ['k', 'Row before'],
  ['Enter', 'Open the row'],
  ['x', 'Mark the row'],
  ['r', 'Run the row, or all marked ones, again'],
  ['c', 'Cancel the row, or all marked ones'],
  ['Esc', 'Close, or take the marks away'],
  ['?', 'This help'],
];

/**
 * In the drawer a key presses the button that names it (`data-key`).
 *
 * @param {() => ?Object<string, () => *>} keysOfView what keys do in the view that is shown
 */
export function listenToKeys(keysOfView) {
  let goUntil = 0;
  document.addEventListener('keydown', (event) => {
    if (isTyping(event)) return;
    const going = event.timeStamp < goUntil;
    goUntil = 0;
    const drawer = document.querySelector('dialog.drawer[open]');
    if (document.querySelector('dialog[open]:not(.drawer)')) return;
    if (event.key === 'g' && !going && !drawer) goUntil = event.timeStamp + GO_MS;
    else if (does(event.key, { going, keys: (drawer ? buttonKeys(drawer) : keysOfView()) ?? {}, drawer }))
      event.preventDefault();
  });
}

/** What the visible buttons do whose key is named. */
function buttonKeys(drawer) {
  const buttons = [...drawer.querySelectorAll('button[data-key]')].filter((el) => el.offsetParent !== null);
  return Object.fromEntries(buttons.map((el) => [el.dataset.key, () => el.click()]));
}

function isTyping({ target, ctrlKey, metaKey, altKey, isComposing, defaultPrevented }) {
  const field = target instanceof Element && target.matches('input:not([type="checkbox"]), textarea, select');
  return field || ctrlKey || metaKey || altKey || isComposing || defaultPrevented;
}

/** True when the key meant something. */
function does(key, { going, keys, drawer }) {
  if (going && PLACES[key]) location.hash = PLACES[key][1];
  else if (Object.hasOwn(keys, key)) return keys[key]() !== false;
  else if (key === '?') showKeys();
  else if (key === '/' && !drawer) location.hash = link('tasks', { find: 1 });
  else return false;
  return true;
}

/** The list of keys, in a dialog. */
export function showKeys() {
  const places = Object.entries(PLACES).map(([key, [name]]) => keyRow(['g', key], name));
  openDialog('Keys', 'ask keys', [
    h('h2', null, 'Keys'),
    h(
      'div',
      { class: 'columns' },
      h(
        'dl',
        null,
        HELP.map(([key, what]) => keyRow([key], what)),
      ),
      h('dl', null, places),
    ),
    h(
      'form',
      { method: 'dialog', class: 'row end' },
      h('button', { class: 'btn primary', autofocus: true }, 'Close'),
    ),
  ]);
}

const keyRow = (keys, what) =>
  h(
    'div',
    null,
    h(
      'dt',
      null,
      keys.map((key) => [h('kbd', null, key), ' ']),
    ),
    h('dd', null, what),
  );

/**
 * Moves the focus over the rows of a list by their main link; Enter then opens it natively.
 *
 * @param {Element} list
 * @param {{past?: (step: number) => *, links?: string}} [how] `past` is asked when there is no row that way;
 *   `links` selects the main link of a row
 */
export function rowKeys(list, { past = () => false, links = '.cover' } = {}) {
  const move = (step) => {
    const all = [...list.querySelectorAll(links)];
    const at = all.indexOf(document.activeElement?.closest('tr, li')?.querySelector(links));
    let to = at < 0 && step < 0 ? all.length - 1 : at + step;
    // One by one until one is shown: to ask it of all rows would lay out those out of sight, too.
    while (all[to]?.offsetParent === null) to += step;
    if (all[to]) focusRow(all[to]);
    else return past(step);
    return true;
  };
  return { j: () => move(1), k: () => move(-1) };
}

export function focusRow(cover) {
  cover?.focus({ preventScroll: true });
  cover?.closest('tr, li')?.scrollIntoView({ block: 'nearest' });
}
