/** The last lines of a stream in an element, as they arrive; its end stays in view while the reader is there. */

import { PLAIN, readLine } from '../ansi.js';
import { fillWith, h, setText } from '../dom.js';
import { plural } from '../format.js';

export const LINES_KEPT = 2000;
/** A longer line is cut into several: a browser lays out a line as a whole. */
const LONGEST_LINE = 8192;
const NEAR_END_PX = 40;

/**
 * @param {HTMLElement} el that scrolls
 * @param {(state: {length: number, partial: boolean}) => void} onChange is told after each drawing
 */
export function outputTail(el, onChange) {
  const decoder = new TextDecoder();
  const state = { length: 0, partial: false };
  const lines = [];
  const open = h('span', { class: 'line' });
  let pending = '';
  let look = PLAIN;
  let skipped = 0;
  let frame = 0;
  let bar = null;

  function start(partial) {
    state.partial = partial;
    fillWith(
      el,
      partial && note('The node that ran this is gone: the first and the last part are all there is.'),
      open,
    );
    onChange(state);
  }

  function add(piece) {
    state.length += piece.length;
    pending += decoder.decode(piece, { stream: true });
    frame ||= requestAnimationFrame(draw);
  }

  function draw() {
    frame = 0;
    const atEnd = isAtEnd(el);
    const whole = pending.split('\n');
    pending = whole.pop();
    while (pending.length > LONGEST_LINE) {
      whole.push(pending.slice(0, LONGEST_LINE));
      pending = pending.slice(LONGEST_LINE);
    }
    put(whole.flatMap(cut));
    fillWith(open, ...runsOf(readLine(pending, look).runs));
    if (atEnd) el.scrollTop = el.scrollHeight;
    onChange(state);
  }

  /** What would be dropped at once is not drawn at all. */
  function put(whole) {
    const kept = whole.slice(-LINES_KEPT);
    if (kept.length < whole.length) look = PLAIN;
    skipped += whole.length - kept.length;
    const fresh = kept.map(lineOf);
    open.before(...fresh);
    lines.push(...fresh);
    const over = lines.splice(0, Math.max(0, lines.length - LINES_KEPT));
    over.forEach((line) => line.remove());
    skipped += over.length;
    if (skipped > 0) showSkipped();
  }

  function lineOf(text) {
    const read = readLine(text.endsWith('\r') ? text.slice(0, -1) : text, look);
    look = read.look;
    return h('span', { class: 'line' }, runsOf(read.runs), '\n');
  }

  function showSkipped() {
    if (bar === null) el.prepend((bar = h('span', { class: 'note skipped' })));
    setText(bar, `${plural(skipped, 'earlier line')} skipped; download for all.`);
  }

  function end(nothing) {
    cancelAnimationFrame(frame);
    pending += decoder.decode();
    draw();
    if (state.length === 0) el.append(note(nothing));
  }

  /** Says what went wrong below what has come so far. */
  function fail(error) {
    cancelAnimationFrame(frame);
    if (state.length === 0) el.replaceChildren();
    el.append(note([error.message, error.hint].filter(Boolean).join(' ')));
    onChange(state);
  }

  /** Drops what is not drawn yet; for a reader that leaves. */
  const stop = () => cancelAnimationFrame(frame);

  return { start, add, end, fail, stop, lines: () => (open.firstChild ? [...lines, open] : lines) };
}

export const isAtEnd = (el) => el.scrollHeight - el.scrollTop - el.clientHeight < NEAR_END_PX;

export const note = (text) => h('span', { class: 'note' }, text);

const runsOf = (runs) => runs.map(({ text, kind }) => (kind === '' ? text : h('span', { class: kind }, text)));

function cut(line) {
  if (line.length <= LONGEST_LINE) return [line];
  const parts = [];
  for (let i = 0; i < line.length; i += LONGEST_LINE) parts.push(line.slice(i, i + LONGEST_LINE));
  return parts;
}
