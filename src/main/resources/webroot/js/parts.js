/** The pieces that several views are made of: state pills, segmented bars, meters, empty states. */

import { h, fillWith, setAttr, setStyle, setText } from './dom.js';
import { count, percent, visible } from './format.js';
import { allTasks, openTasks } from './history.js';
import { copyButton } from './dialogs.js';
import { icon } from './icons.js';

/** Word and colour of every state of a task, a job or a node, and of every outcome of an attempt. */
const LOOKS = {
  todo: ['queued', 'todo'],
  waiting: ['waiting', 'waiting'],
  in_progress: ['running', 'run'],
  finished: ['finished', 'done'],
  failed: ['failed', 'failed'],
  cancelled: ['cancelled', 'cancel'],
  loading: ['loading', 'waiting'],
  running: ['running', 'run'],
  paused: ['paused', 'waiting'],
  live: ['live', 'done'],
  draining: ['draining', 'waiting'],
  lost: ['lost', 'failed'],
  stopped: ['stopped', 'cancel'],
  succeeded: ['succeeded', 'done'],
  timed_out: ['timed out', 'failed'],
  out_of_memory: ['out of memory', 'failed'],
  returned: ['returned', 'waiting'],
  invalid: ['cannot start', 'failed'],
};

export const wordOf = (state) => LOOKS[state]?.[0] ?? visible(state);
export const kindOf = (state) => LOOKS[state]?.[1] ?? 'todo';

/** A pill with a dot; the word carries the meaning, the shape and colour repeat it. */
export function pill(state) {
  const el = h('span', null, h('i'), h('span'));
  setPill(el, state);
  return el;
}

export function setPill(el, state) {
  setAttr(el, 'class', `pill is-${kindOf(state)}`);
  setText(el.lastChild, wordOf(state));
}

const SEGMENTS = [
  ['finished', 'done'],
  ['failed', 'failed'],
  ['cancelled', 'cancel'],
  ['in_progress', 'run'],
  ['waiting', 'waiting'],
  ['todo', 'todo'],
];

/**
 * A bar of all tasks by state. `update(counts)` moves it. With `hrefOf` each segment is a link; in a
 * small bar, of which a list has many, only for the pointer: the words beside it are for the keyboard.
 *
 * @param {boolean} [big]
 * @param {?(state: string) => string} [hrefOf]
 */
export function segmentBar(big = false, hrefOf = null) {
  const parts = SEGMENTS.map(([state, kind]) => segment(state, kind, big, hrefOf));
  const el = h('span', { class: big ? 'bar big' : 'bar', role: hrefOf === null ? 'img' : 'group' }, parts);
  const update = (counts) => {
    const all = allTasks(counts);
    SEGMENTS.forEach(([state], i) => {
      setStyle(parts[i], 'flex-grow', String(all > 0 ? counts[state] / all : 0));
      parts[i].classList.toggle('none', counts[state] === 0);
      if (hrefOf) nameSegment(parts[i], state, counts);
    });
    setAttr(el, 'aria-label', describe(counts));
    setAttr(el, 'title', hrefOf ? null : describe(counts));
  };
  return { el, update };
}

function segment(state, kind, big, hrefOf) {
  if (!hrefOf) return h('i', { class: `seg-${kind}` });
  return h('a', { class: `seg-${kind}`, href: hrefOf(state), tabindex: big ? null : -1 });
}

function nameSegment(el, state, counts) {
  const words = `${count(counts[state])} ${wordOf(state)}, ${percent(counts[state], allTasks(counts))}`;
  setAttr(el, 'title', words);
  setAttr(el, 'aria-label', words);
  el.hidden = counts[state] === 0;
}

/** "522,103 finished (58.0 %), 12 failed, 40 running": only what there is. */
export function describe(counts) {
  const said = SEGMENTS.filter(([state]) => counts[state] > 0).map(
    ([state]) => `${count(counts[state])} ${wordOf(state)}`,
  );
  return said.length === 0
    ? 'no tasks'
    : `${percent(counts.finished, allTasks(counts))} done: ${said.join(', ')}`;
}

/** A thin bar for a share, with its words beside it. `update(share, text, warn)`. */
export function meter(label) {
  const fill = h('i');
  const text = h('span', { class: 'meter-text' });
  const el = h('div', { class: 'meter' }, h('span', { class: 'track', 'aria-hidden': 'true' }, fill), text);
  const update = (share, words, warn = false) => {
    setStyle(fill, 'width', `${Math.round(Math.min(1, Math.max(0, share)) * 1000) / 10}%`);
    fill.classList.toggle('warn', warn);
    setText(text, words);
    setAttr(el, 'title', `${label}: ${words}`);
  };
  return { el, update };
}

/** What to show when there is nothing: a sentence, and the next command to run. */
export function empty(title, text, ...commands) {
  return h(
    'div',
    { class: 'empty' },
    h('h3', null, title),
    text && h('p', null, text),
    commands.map(commandLine),
  );
}

export const JAR = 'java -jar distcomp-fat.jar';

/** A command to copy. */
export const commandLine = (command) =>
  h(
    'div',
    { class: 'command' },
    h('code', null, command),
    copyButton(() => command),
  );

/** A refused or failed load, with a way to try again. */
export function failure(error, again) {
  return h(
    'div',
    { class: 'empty bad', role: 'alert' },
    h('h3', null, error.message),
    error.hint && h('p', null, error.hint),
    h('button', { class: 'btn', type: 'button', on: { click: again } }, 'Try again'),
  );
}

export const card = (title, extras, ...body) =>
  h(
    'section',
    { class: 'card', 'aria-label': title },
    h('div', { class: 'head' }, h('h2', null, title), extras),
    body,
  );

/** A button with an icon. */
export const button = (label, iconName, onClick, kind = '') =>
  h(
    'button',
    { class: `btn ${kind}`, type: 'button', on: { click: onClick } },
    iconName && icon(iconName),
    h('span', null, label),
  );

/** A label over a figure over a remark; all three change with `update(figure, unit, remark, kind)`. */
export function tile(label, href) {
  const figure = h('span');
  const unit = h('em');
  const remark = h('span', { class: 'remark' });
  const el = h(
    href ? 'a' : 'div',
    { class: 'tile', href },
    h('span', { class: 'label' }, label),
    h('b', null, figure, unit),
    remark,
  );
  const update = (value, unitText, remarkText, kind = '') => {
    setText(figure, value);
    setText(unit, unitText ? ` ${unitText}` : '');
    setText(remark, remarkText);
    setAttr(figure, 'class', kind || null);
  };
  return { el, update };
}

/** How much of a job is over, to show beside its bar. */
export const progressOf = (counts) => percent(counts.finished, allTasks(counts));

export const isOver = (job) => job.state !== 'loading' && openTasks(job.counts) === 0;

/** Puts a message in place of a list, or takes it away. */
export function setNotice(at, content) {
  at.hidden = !content;
  if (content) fillWith(at, content);
}
