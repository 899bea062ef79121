/** One task as a row of a table: id, command, state, node, time, attempts. */

import { h, setAttr, setText } from '../dom.js';
import { count, duration, moment, visible } from '../format.js';
import { pill, setPill, wordOf } from '../parts.js';
import { link } from '../router.js';

export const taskHead = () =>
  h(
    'thead',
    null,
    h(
      'tr',
      null,
      h('th', { class: 'c-mark' }, h('span', { class: 'unseen' }, 'Marked')),
      h('th', null, 'Task'),
      h('th', null, 'Command'),
      h('th', null, 'State'),
      h('th', { class: 'wide' }, 'Node'),
      h('th', { class: 'num' }, 'Ran'),
      h('th', { class: 'num wide' }, 'Attempts'),
    ),
  );

/** @param {import('../marks.js').Marks} marks */
export function taskRow(marks) {
  let shown = null;
  const mark = h('input', { type: 'checkbox', on: { change: () => marks.toggle(shown) } });
  const id = h('a', { class: 'name cover mono' });
  const command = h('code', { class: 'one-line' });
  const state = pill('todo');
  const why = h('div', { class: 'sub one-line' });
  const [node, ran, attempts] = [h('div'), h('div'), h('div')];
  const started = h('div', { class: 'sub' });
  const el = h(
    'tr',
    { class: 'link' },
    h('td', { class: 'c-mark' }, h('label', null, mark)),
    h('td', { class: 'c-id' }, id),
    h('td', { class: 'c-command' }, command),
    h('td', { class: 'c-state' }, state, why),
    h('td', { class: 'wide' }, node),
    h('td', { class: 'num c-ran' }, ran, started),
    h('td', { class: 'num wide' }, attempts),
  );
  const update = (task) => {
    shown = task;
    const last = task.attempts.at(-1);
    mark.checked = marks.has(task);
    setAttr(mark, 'aria-label', `Mark task ${task.id}`);
    el.classList.toggle('marked', mark.checked);
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
  return { el, update, task: () => shown };
}

/** How long an attempt took, or has taken so far, in seconds. */
export function secondsOf(attempt) {
  const end = attempt.ended_at ? Date.parse(attempt.ended_at) : Date.now();
  return Math.max(0, end - Date.parse(attempt.started_at)) / 1000;
}

/** The same in words. */
export const ranOf = (attempt) => duration(secondsOf(attempt));

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
