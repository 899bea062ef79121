/** What a task writes: one stream at a time, live while it runs, never more than a screenful of megabytes. */

import * as api from '../api.js';
import { copyButton } from '../dialogs.js';
import { fillWith, h, setAttr, setText } from '../dom.js';
import { bytes, plainOutput } from '../format.js';
import { icon } from '../icons.js';

/** Characters kept in the page; what came before is counted and left to the download. */
const KEPT = 256 * 1024;
const STREAMS = ['stdout', 'stderr'];

/** @param {string} id of the task */
export function outputPane(id) {
  const tabs = STREAMS.map((name) =>
    h(
      'button',
      {
        type: 'button',
        role: 'tab',
        id: `tab-${name}`,
        'aria-controls': 'output',
        on: { click: () => choose(name) },
      },
      name,
    ),
  );
  const status = h('span', { class: 'sub', role: 'status' });
  const text = h('pre', { class: 'output', id: 'output', role: 'tabpanel', tabindex: 0 });
  const download = h('a', { class: 'btn small' }, icon('down'), h('span', null, 'Download'));
  const tools = h(
    'div',
    { class: 'row' },
    h('div', { class: 'seg', role: 'tablist', 'aria-label': 'Output', on: { keydown: onArrow } }, tabs),
    status,
    h('span', { class: 'grow' }),
    copyButton(() => text.textContent),
    download,
  );
  const el = h('div', { class: 'drawer-right' }, tools, text);
  let stream = null;
  let version = '';
  let running = false;
  let reading = null;

  function choose(name) {
    stream = name;
    tabs.forEach((tab, i) => {
      setAttr(tab, 'aria-selected', String(STREAMS[i] === name));
      tab.tabIndex = STREAMS[i] === name ? 0 : -1;
    });
    setAttr(text, 'aria-labelledby', `tab-${name}`);
    setAttr(download, 'href', api.outputUrl(id, name));
    setAttr(download, 'download', `${id}.${name}.txt`);
    read();
  }

  function onArrow(event) {
    if (!['ArrowLeft', 'ArrowRight'].includes(event.key)) return;
    const other = STREAMS[1 - STREAMS.indexOf(stream)];
    choose(other);
    tabs[STREAMS.indexOf(other)].focus();
  }

  async function read() {
    reading?.abort();
    reading = new AbortController();
    const { signal } = reading;
    const tail = tailOf(text, (kept) => setText(status, statusText(kept, running)));
    try {
      await api.readOutput(id, stream, { follow: running, signal, onStart: tail.start, onBytes: tail.add });
      tail.end(running ? 'Nothing written yet.' : 'Nothing was written.');
    } catch (error) {
      if (error.name !== 'AbortError') tail.fail(error);
    }
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
    else choose(stream ?? (task.state === 'failed' ? 'stderr' : 'stdout'));
  }

  function say(words) {
    reading?.abort();
    fillWith(text, note(words));
  }

  return { el, update, dispose: () => reading?.abort() };
}

function whyNone(task) {
  if (task.attempts.length > 0) return 'No output now: it is queued to run again.';
  return task.state === 'cancelled'
    ? 'No output: it was cancelled before it ran.'
    : 'No output yet: it has not started.';
}

const statusText = ({ length, partial }, running) =>
  [bytes(length), running && 'following', partial && 'parts only'].filter(Boolean).join(', ');

const note = (text) => h('span', { class: 'note' }, text);

/** Keeps the last part of a stream in an element, and its end in view while the reader is there. */
function tailOf(el, onChange) {
  const decoder = new TextDecoder();
  const state = { length: 0, partial: false };
  let pending = '';
  let pieces = [];
  let kept = 0;
  let skipped = 0;
  let frame = 0;

  function start(partial) {
    state.partial = partial;
    fillWith(
      el,
      partial && note('The node that ran this is gone: the first and the last part are all there is.'),
    );
    onChange(state);
  }

  function add(piece) {
    state.length += piece.length;
    const decoded = decoder.decode(piece, { stream: true });
    pending += decoded;
    if (pending.length > KEPT) skipPending();
    frame ||= requestAnimationFrame(flush);
  }

  function skipPending() {
    const from = pending.indexOf('\n', pending.length - KEPT) + 1 || pending.length - KEPT;
    skipped += from;
    pending = pending.slice(from);
  }

  /** Escape sequences and line ends can be cut by a piece; what may be cut waits for the next one. */
  function flush() {
    frame = 0;
    const whole = pending.lastIndexOf('\n') + 1;
    const cut = pending.length - whole > 4096 ? pending.length : whole;
    put(pending.slice(0, cut));
    pending = pending.slice(cut);
  }

  function put(raw) {
    if (raw !== '') append(plainOutput(raw));
    onChange(state);
  }

  function append(words) {
    const atEnd = el.scrollHeight - el.scrollTop - el.clientHeight < 40;
    const line = h('span', null, words);
    pieces.push(line);
    kept += words.length;
    el.append(line);
    while (kept > KEPT && pieces.length > 1) dropFirst();
    if (skipped > 0) showSkipped();
    if (atEnd) el.scrollTop = el.scrollHeight;
  }

  function dropFirst() {
    const first = pieces.shift();
    kept -= first.textContent.length;
    skipped += first.textContent.length;
    first.remove();
  }

  function showSkipped() {
    let bar = el.querySelector('.skipped');
    if (!bar) el.prepend((bar = h('span', { class: 'note skipped' })));
    setText(bar, `${bytes(skipped)} before this are not shown; download for all.`);
  }

  function end(nothing) {
    cancelAnimationFrame(frame);
    frame = 0;
    put(pending + decoder.decode());
    pending = '';
    if (state.length === 0) el.append(note(nothing));
  }

  const fail = (error) => {
    cancelAnimationFrame(frame);
    fillWith(el, note([error.message, error.hint].filter(Boolean).join(' ')));
    onChange(state);
  };
  return { start, add, end, fail };
}
