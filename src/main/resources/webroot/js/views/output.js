/** What a task writes: one stream at a time, live while it runs, the last lines of it. */

import * as api from '../api.js';
import { copyButton } from '../dialogs.js';
import { fillWith, h, setAttr, setText } from '../dom.js';
import { bytes } from '../format.js';
import { icon } from '../icons.js';
import { button } from '../parts.js';
import { findBar } from './find-bar.js';
import { isAtEnd, note, outputTail } from './output-tail.js';

const STREAMS = ['stdout', 'stderr'];
/** What such a task wrote last of all says why: a waiting one that ran before has failed, too. */
const FAILED = ['failed', 'waiting'];
const RETRY_MS = 3000;

/** @param {string} id of the task */
export function outputPane(id) {
  const tabs = streamTabs((name) => {
    picked = name;
    choose(name);
  });
  const status = h('span', { class: 'sub', role: 'status' });
  const text = h('pre', { class: 'output', id: 'output', role: 'tabpanel', tabindex: 0 });
  const download = h('a', { class: 'btn small' }, icon('down'), h('span', null, 'Download'));
  const find = findBar(() => tail?.lines() ?? []);
  const findButton = button('Find', 'search', () => find.toggle(!find.isOpen()), 'small');
  const toEnd = button('To the end', 'down', () => (text.scrollTop = text.scrollHeight), 'small to-end');
  const tools = h('div', { class: 'row' }, tabs.el, status, h('span', { class: 'grow' }), findButton, copyButton(() => textOf(tail)), download);
  const el = h('div', { class: 'drawer-right' }, tools, find.el, h('div', { class: 'output-at' }, text, toEnd));
  let stream = null;
  let picked = null;
  let version = '';
  let running = false;
  let reading = null;
  let tail = null;
  let retry = null;
  toEnd.hidden = true;
  text.addEventListener('scroll', () => (toEnd.hidden = isAtEnd(text)), { passive: true });

  function choose(name) {
    stream = name;
    tabs.select(name);
    setAttr(text, 'aria-labelledby', `tab-${name}`);
    setAttr(download, 'href', api.outputUrl(id, name));
    setAttr(download, 'download', `${id}.${name}.txt`);
    read();
  }

  async function read() {
    stop();
    const mine = new AbortController();
    reading = mine;
    const follow = running;
    tail = outputTail(text, (state) => onDrawn(state, follow));
    const { start: onStart, add: onBytes, end, fail } = tail;
    try {
      await api.readOutput(id, stream, { follow, signal: mine.signal, onStart, onBytes });
      end(follow ? 'Nothing written yet.' : 'Nothing was written.');
    } catch (error) {
      if (mine.signal.aborted) return;
      fail(error);
      // A task outlives the node that serves this page: what it writes can be followed again.
      if (follow) retry = setTimeout(() => running && read(), RETRY_MS);
    }
  }

  function onDrawn({ length, partial }, follow) {
    const said = [bytes(length), follow && running && 'following', partial && 'parts only'];
    setText(status, said.filter(Boolean).join(', '));
    toEnd.hidden = isAtEnd(text);
    find.refresh();
  }

  function stop() {
    clearTimeout(retry);
    reading?.abort();
    tail?.stop();
    tail = null;
  }

  /** Reads anew when another attempt or another state began; a finished task is read once. */
  function update(task) {
    const last = task.attempts.at(-1);
    running = task.state === 'in_progress';
    const now = `${task.attempts.length} ${task.state}`;
    if (now === version) return;
    version = now;
    // A retry drops what earlier attempts wrote: while it is queued there is nothing to ask for.
    const none = !last || task.state === 'todo';
    tools.hidden = none;
    text.classList.toggle('unused', none);
    if (none) say(whyNone(task));
    else choose(picked ?? (FAILED.includes(task.state) ? 'stderr' : 'stdout'));
  }

  function say(words) {
    stop();
    find.toggle(false);
    fillWith(text, note(words));
  }

  function dispose() {
    stop();
    find.dispose();
  }

  return { el, update, dispose };
}

function streamTabs(choose) {
  const tabs = STREAMS.map((name) => tabOf(name, choose));
  const el = h('div', { class: 'seg', role: 'tablist', 'aria-label': 'Output' }, tabs);
  el.addEventListener('keydown', (event) => {
    if (!['ArrowLeft', 'ArrowRight'].includes(event.key)) return;
    const other = tabs.find((tab) => tab.tabIndex !== 0);
    other.click();
    other.focus();
  });
  const select = (name) =>
    tabs.forEach((tab, i) => {
      setAttr(tab, 'aria-selected', String(STREAMS[i] === name));
      tab.tabIndex = STREAMS[i] === name ? 0 : -1;
    });
  return { el, select };
}

const tabOf = (name, choose) =>
  h(
    'button',
    { type: 'button', role: 'tab', id: `tab-${name}`, 'aria-controls': 'output', on: { click: () => choose(name) } },
    name,
  );

const textOf = (tail) => (tail?.lines() ?? []).map((line) => line.textContent).join('');

function whyNone(task) {
  if (task.attempts.length > 0) return 'No output now: it is queued to run again.';
  return task.state === 'cancelled'
    ? 'No output: it was cancelled before it ran.'
    : 'No output yet: it has not started.';
}
