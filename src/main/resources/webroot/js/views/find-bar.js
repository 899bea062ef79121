/** Finds words in the lines of an output, and goes from one to the next. */

import { h, setText } from '../dom.js';
import { count } from '../format.js';
import { icon } from '../icons.js';

/** The name under which the style sheet knows what was found. */
const HIGHLIGHT = 'found';

/** @param {() => HTMLElement[]} linesOf the lines that are shown */
export function findBar(linesOf) {
  const input = h('input', { type: 'text', placeholder: 'Find in the lines shown', 'aria-label': 'Find', spellcheck: 'false', autocomplete: 'off' });
  const said = h('span', { class: 'sub', role: 'status' });
  const step = (label, name, by) =>
    h('button', { class: 'btn small', type: 'button', 'aria-label': label, title: label, on: { click: () => go(by) } }, icon(name));
  const el = h(
    'div',
    { class: 'find row', hidden: true, role: 'search' },
    h('span', { class: 'search' }, icon('search'), input),
    said,
    step('The one before', 'up', -1),
    step('The next one', 'down', 1),
  );
  let hits = [];
  let at = -1;

  function seek() {
    const words = input.value.toLowerCase();
    clear();
    hits = words === '' || el.hidden ? [] : linesOf().filter((line) => line.textContent.toLowerCase().includes(words));
    hits.forEach((line) => line.classList.add('hit'));
    paint(hits, words);
    at = Math.min(at, hits.length - 1);
    show();
  }

  function clear() {
    hits.forEach((line) => line.classList.remove('hit', 'now'));
    globalThis.CSS?.highlights?.delete(HIGHLIGHT);
  }

  function show() {
    hits.forEach((line, i) => line.classList.toggle('now', i === at));
    const words = hits.length === 0 ? 'not found' : at < 0 ? `in ${count(hits.length)} lines` : `${count(at + 1)} of ${count(hits.length)}`;
    setText(said, input.value === '' ? '' : words);
  }

  function go(by) {
    if (hits.length === 0) return;
    at = at < 0 && by < 0 ? hits.length - 1 : (at + by + hits.length) % hits.length;
    show();
    hits[at].scrollIntoView({ block: 'center' });
  }

  function toggle(open) {
    el.hidden = !open;
    at = -1;
    seek();
    if (open) input.select();
  }

  input.addEventListener('input', () => {
    at = -1;
    seek();
    go(1);
  });
  el.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') go(event.shiftKey ? -1 : 1);
    if (event.key !== 'Escape') return;
    // Escape closes what is innermost, not the task around it.
    event.preventDefault();
    event.stopPropagation();
    toggle(false);
  });
  return { el, toggle, isOpen: () => !el.hidden, refresh: () => el.hidden || seek(), dispose: clear };
}

/** Marks the words themselves where the browser can do that without touching the text. */
function paint(lines, words) {
  if (!globalThis.Highlight || lines.length === 0) return;
  const ranges = lines.flatMap((line) => rangesIn(line, words));
  CSS.highlights.set(HIGHLIGHT, new Highlight(...ranges));
}

function rangesIn(line, words) {
  const ranges = [];
  const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.data.toLowerCase();
    for (let i = text.indexOf(words); i >= 0; i = text.indexOf(words, i + words.length)) {
      const range = new Range();
      range.setStart(walker.currentNode, i);
      range.setEnd(walker.currentNode, Math.min(i + words.length, walker.currentNode.length));
      ranges.push(range);
    }
  }
  return ranges;
}
