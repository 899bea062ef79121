/** The box in which a query is typed, with completion. The address is the query; this only edits it. */

import { fillWith, h, setAttr, setText } from '../dom.js';
import { visible } from '../format.js';
import { icon } from '../icons.js';
import { complete, formatQuery, parseQuery } from '../query.js';

/**
 * @param {{known: () => {nodes: string[], jobs: {id: number, name: string}[]},
 *   onQuery: (filter: import('../query.js').Filter) => void, onTask: (id: string) => void}} how
 */
export function queryBox({ known, onQuery, onTask }) {
  const input = h('input', {
    type: 'text',
    role: 'combobox',
    placeholder: 'state:failed  exit:1  node:x  job:3  part of a command',
    'aria-label': 'Search tasks',
    'aria-autocomplete': 'list',
    'aria-controls': 'query-choices',
    'aria-expanded': 'false',
    'aria-describedby': 'query-fault',
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: 'false',
    enterkeyhint: 'search',
  });
  const fault = h('p', { class: 'fault', id: 'query-fault', role: 'alert' });
  const choices = choiceList(input, take);
  const clear = h(
    'button',
    { class: 'btn icon-only clear', type: 'button', 'aria-label': 'Clear the search', on: { click: empty } },
    icon('close'),
  );
  const el = h(
    'form',
    { class: 'query', role: 'search', on: { submit: run, focusout: left } },
    h('div', { class: 'box' }, icon('search'), input, clear, h('kbd', { 'aria-hidden': 'true' }, '/')),
    choices.el,
    fault,
  );

  function run(event) {
    event?.preventDefault();
    choices.hide();
    const text = input.value.trim();
    if (/^\d{1,16}\.\d{1,16}$/.test(text)) return onTask(text);
    const { filter, faults } = parseQuery(text);
    setText(fault, faults.join('; '));
    if (faults.length === 0) onQuery(filter);
    return undefined;
  }

  function take({ from, to, text }) {
    const rest = input.value.slice(to).trimStart();
    input.value = input.value.slice(0, from) + text + rest;
    input.focus();
    input.setSelectionRange(from + text.length, from + text.length);
    suggest();
  }

  function suggest() {
    clear.hidden = input.value === '';
    const { from, to, choices: found } = complete(input.value, input.selectionStart, known());
    choices.show(found.map((choice) => ({ ...choice, from, to })));
  }

  function empty() {
    input.value = '';
    run();
    input.focus();
  }

  function left(event) {
    if (!el.contains(event.relatedTarget)) choices.hide();
  }

  input.addEventListener('input', suggest);
  input.addEventListener('click', suggest);
  input.addEventListener('keydown', (event) => {
    if (choices.onKey(event.key)) event.preventDefault();
    else if (event.key === 'ArrowDown') suggest();
    else if (event.key === 'Escape') input.blur();
  });
  return {
    el,
    focus() {
      input.focus();
      input.select();
      suggest();
    },
    set(filter) {
      setText(fault, '');
      if (document.activeElement !== input || parseQuery(input.value).faults.length === 0)
        input.value = formatQuery(filter);
      clear.hidden = input.value === '';
    },
  };
}

/** The choices below the box; one is active, chosen by the arrows. */
function choiceList(input, take) {
  const el = h('ul', { class: 'choices', id: 'query-choices', role: 'listbox', 'aria-label': 'Completions' });
  let shown = [];
  let active = -1;
  el.hidden = true;

  function show(found) {
    shown = found;
    fillWith(
      el,
      shown.map((choice, i) => choiceRow(choice, i, take)),
    );
    el.hidden = shown.length === 0;
    setAttr(input, 'aria-expanded', String(shown.length > 0));
    point(-1);
  }

  function point(to) {
    active = to;
    [...el.children].forEach((row, i) => setAttr(row, 'aria-selected', String(i === active)));
    setAttr(input, 'aria-activedescendant', el.children[active]?.id ?? null);
  }

  /** True when the key was meant for the list. */
  function onKey(key) {
    if (el.hidden) return false;
    if (key === 'ArrowDown') point((active + 1) % shown.length);
    else if (key === 'ArrowUp') point(active < 0 ? shown.length - 1 : active - 1);
    else if (key === 'Escape') show([]);
    else if ((key === 'Enter' || key === 'Tab') && active >= 0) take(shown[active]);
    else return false;
    return true;
  }

  return { el, show, onKey, hide: () => show([]) };
}

function choiceRow(choice, i, take) {
  const onDown = (event) => {
    // The focus stays in the box.
    event.preventDefault();
    take(choice);
  };
  return h(
    'li',
    { id: `query-choice-${i}`, role: 'option', 'aria-selected': 'false', on: { pointerdown: onDown } },
    h('code', null, visible(choice.text.trim())),
    h('span', { class: 'sub' }, visible(choice.hint)),
  );
}
