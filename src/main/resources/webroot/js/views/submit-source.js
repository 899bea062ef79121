/** Where tasks come from: a text that is typed or pasted, or a file that is dropped or chosen. */

import { fillWith, h } from '../dom.js';
import { bytes, visible } from '../format.js';
import { icon } from '../icons.js';
import { button } from '../parts.js';

/** A text area with more than this is slow; such a paste is treated as a file. */
const MOST_TYPED = 1 << 20;
const EXAMPLE = [
  '# type:priority:min_dram_gb:min_cpu[:timeout_seconds]:command',
  'shell:5:0:1:echo "hello from $(hostname)"',
  'shell:5:0:1:60:sleep 3; echo done',
  'shell:5:0:1:test -e /tmp/no-such-file || { echo "the file is missing" >&2; exit 3; }',
  '',
].join('\n');

/** @param {() => void} onChange */
export function submitSource(onChange) {
  const area = h('textarea', {
    class: 'source',
    rows: 12,
    spellcheck: 'false',
    autocapitalize: 'off',
    autocomplete: 'off',
    wrap: 'off',
    'aria-label': 'Tasks, one in each line',
    placeholder: 'echo one\necho two\n\nPaste commands here, or drop a file.',
  });
  const picker = h('input', {
    type: 'file',
    class: 'unseen',
    tabindex: -1,
    'aria-label': 'A file with tasks',
  });
  const chosen = h('div', { class: 'chosen', hidden: true });
  const el = h('div', { class: 'drop', on: { dragover, dragleave, drop } }, area, chosen, picker);
  const tools = [
    h('span', { class: 'grow' }),
    button('Example', null, () => setTyped(EXAMPLE), 'small'),
    button('Choose a file', 'file', () => picker.click(), 'small'),
  ];
  let file = null;

  function take(now) {
    file = now;
    area.hidden = now !== null;
    chosen.hidden = now === null;
    if (now !== null) showFile(now);
    onChange();
  }

  function showFile(now) {
    const name = now.name ? visible(now.name) : 'Pasted text';
    const drop = button('Take it away', 'close', () => clear(), 'small');
    fillWith(chosen, icon('file'), h('b', null, name), h('span', { class: 'sub' }, bytes(now.size)), drop);
  }

  function setTyped(text) {
    area.value = text;
    take(null);
    area.focus();
  }

  function clear() {
    picker.value = '';
    setTyped('');
  }

  function dragover(event) {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    el.classList.add('over');
  }

  function dragleave(event) {
    if (!el.contains(event.relatedTarget)) el.classList.remove('over');
  }

  function drop(event) {
    const [dropped] = event.dataTransfer.files;
    el.classList.remove('over');
    if (!dropped) return;
    event.preventDefault();
    take(dropped);
  }

  function paste(event) {
    const text = event.clipboardData.getData('text/plain');
    if (text.length <= MOST_TYPED) return;
    event.preventDefault();
    take(new Blob([text]));
  }

  area.addEventListener('input', onChange);
  area.addEventListener('paste', paste);
  picker.addEventListener('change', () => picker.files[0] && take(picker.files[0]));
  return {
    el,
    tools,
    clear,
    focus: () => area.focus(),
    blob: () => file ?? (area.value.trim() === '' ? null : new Blob([area.value])),
    /** As the command line does: a job is called as its file. */
    name: () => file?.name ?? '',
    showLine(line) {
      if (file !== null) return;
      const lines = area.value.split('\n');
      const from = lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0);
      area.focus();
      area.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
      area.scrollTop = (area.scrollHeight / lines.length) * Math.max(0, line - 4);
    },
  };
}
