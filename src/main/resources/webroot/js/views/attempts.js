/** The attempts of a task as cards, newest first: where, when, how it ended and why, what it used. */

import { h, keyed, setAttr, setStyle, setText } from '../dom.js';
import { duration, memory, moment, visible } from '../format.js';
import { kindOf, pill, setPill } from '../parts.js';
import { link } from '../router.js';
import { endOf, ranOf } from './task-table.js';

export function attemptList() {
  const list = h('ol', { class: 'attempts', reversed: true });
  const none = h('p', { class: 'sub' }, 'None: it has not started.');
  const number = h('small');
  const el = h('section', { 'aria-label': 'Attempts' }, h('h3', null, 'Attempts ', number), list, none);
  const update = (task) => {
    const rows = task.attempts.map((attempt, i) => ({ attempt, number: i + 1, task }));
    keyed(list, rows.reverse(), (row) => row.number, attemptCard);
    none.hidden = rows.length > 0;
    setText(number, rows.length > 1 ? String(rows.length) : '');
  };
  return { el, update };
}

function attemptCard({ number }) {
  const node = h('a', { class: 'name' });
  const state = pill('todo');
  const [when, how, used] = [h('div', { class: 'sub' }), h('div', { class: 'how' }), h('div', { class: 'sub' })];
  const limit = timeLimit();
  const el = h(
    'li',
    null,
    h('div', { class: 'row tight' }, h('span', { class: 'sub' }, `${number}.`), node, h('span', { class: 'grow' }), state),
    how,
    when,
    limit.el,
    used,
  );
  const update = ({ attempt, task }) => {
    const outcome = attempt.outcome ?? 'in_progress';
    setAttr(el, 'class', `attempt is-${kindOf(outcome)}`);
    setPill(state, outcome);
    setText(node, visible(attempt.node));
    setAttr(node, 'href', link('nodes', { name: attempt.node }));
    setText(when, `${moment(attempt.started_at)}, ${attempt.ended_at ? 'ran' : 'running for'} ${ranOf(attempt)}`);
    setText(how, endText(attempt));
    how.hidden = how.textContent === '';
    limit.update(attempt, task.timeout_s);
    setText(used, usedText(attempt));
  };
  return { el, update };
}

/** How much of its time a running attempt has used. */
function timeLimit() {
  const part = h('i');
  const text = h('span', { class: 'sub' });
  const el = h('div', { class: 'meter' }, h('span', { class: 'track' }, part), text);
  const update = (attempt, limit) => {
    el.hidden = attempt.ended_at !== null || !(limit > 0);
    if (el.hidden) return;
    const share = (Date.now() - Date.parse(attempt.started_at)) / 1000 / limit;
    setStyle(part, 'width', `${Math.min(100, Math.max(0, 100 * share)).toFixed(1)}%`);
    part.classList.toggle('warn', share > 0.9);
    setText(text, `of ${duration(limit)} allowed`);
  };
  return { el, update };
}

const SIGNALS = {
  1: 'HUP',
  2: 'INT',
  4: 'ILL',
  6: 'ABRT',
  7: 'BUS',
  8: 'FPE',
  9: 'KILL',
  11: 'SEGV',
  13: 'PIPE',
  15: 'TERM',
};

/** "exit 3", "signal 9 (KILL): reason"; the pill has said the outcome. */
function endText(attempt) {
  if (!attempt.outcome || attempt.outcome === 'succeeded') return '';
  const name = SIGNALS[attempt.signal] ? ` (${SIGNALS[attempt.signal]})` : '';
  const end = attempt.signal ? `signal ${attempt.signal}${name}` : exitText(attempt);
  return [end, attempt.reason && visible(attempt.reason)].filter(Boolean).join(': ');
}

const exitText = (attempt) => (attempt.outcome === 'failed' ? endOf(attempt) : '');

function usedText(attempt) {
  const said = [];
  if (attempt.cpu_s > 0) said.push(`${duration(attempt.cpu_s)} of cpu`);
  if (Number.isFinite(attempt.mem_gb)) said.push(`${memory(attempt.mem_gb)} now`);
  if (Number.isFinite(attempt.peak_mem_gb)) said.push(`${memory(attempt.peak_mem_gb)} at most`);
  if (attempt.background_killed) said.push('processes left behind were killed');
  return said.join(', ');
}
