/** Hands over tasks: paste, drop or choose a file, see what it says, then send it. */

import * as api from '../api.js';
import { toast, toastError } from '../dialogs.js';
import { h, setText } from '../dom.js';
import { bytes, count, percent, plural } from '../format.js';
import { button, card } from '../parts.js';
import { link } from '../router.js';
import { readTasks } from '../task-reader.js';
import { submitOptions } from './submit-options.js';
import { submitPreview } from './submit-preview.js';
import { submitSource } from './submit-source.js';

const SETTLE_MS = 150;

export function submitView(store) {
  const source = submitSource(changed);
  const options = submitOptions(changed);
  const preview = submitPreview((line) => source.showLine(line));
  const send = button('Submit', 'up', submit, 'primary');
  const said = h('span', { class: 'sub', role: 'status' });
  const el = h(
    'div',
    { class: 'page submit-page' },
    h(
      'div',
      { class: 'title' },
      h(
        'div',
        null,
        h('h1', null, 'Submit tasks'),
        h(
          'p',
          { class: 'sub' },
          'A command in each line, or task lines ',
          h('code', null, 'type:priority:min_dram_gb:min_cpu[:timeout]:command'),
          '. JSON, NDJSON and gzip files are fine too.',
        ),
      ),
    ),
    h(
      'div',
      { class: 'submit-columns' },
      h('div', { class: 'page' }, card('Tasks', source.tools, source.el), preview.el),
      h('div', { class: 'page' }, card('Options', [], options.el), h('div', { class: 'send' }, send, said)),
    ),
  );
  let reading = null;
  let stop = new AbortController();
  let timer = null;
  let sending = false;
  let key = null;

  /** Another text or other options are another submission, with another key. */
  function changed() {
    key = null;
    reading = null;
    stop.abort();
    stop = new AbortController();
    clearTimeout(timer);
    timer = setTimeout(read, SETTLE_MS);
    showSend();
  }

  async function read() {
    const blob = source.blob();
    const { signal } = stop;
    if (blob === null) return showReading(null);
    const onProgress = (n) => setText(said, `Reading, ${bytes(n)}`);
    try {
      const result = await readTasks(blob, { priority: options.priority(), signal, onProgress });
      showReading(result);
    } catch (error) {
      if (error.name !== 'AbortError') toastError(error);
    }
  }

  function showReading(now) {
    reading = now;
    preview.update(now);
    options.update(now, source.name());
    showSend();
  }

  function showSend() {
    const faults = reading?.mistakeCount ?? 0;
    const ready = reading !== null && (reading.tasks > 0 || reading.unread) && options.valid();
    send.disabled = sending || !ready || (faults > 0 && !options.partial());
    setText(send.lastChild, reading?.tasks > 0 ? `Submit ${plural(reading.tasks, 'task')}` : 'Submit');
    if (!sending)
      setText(said, faults > 0 && !options.partial() ? 'Nothing is sent while there are mistakes.' : '');
  }

  async function submit() {
    const blob = source.blob();
    key ??= randomKey();
    sending = true;
    showSend();
    const onProgress = (part, all) =>
      setText(said, all > 1 << 20 ? `Sent ${percent(part, all)} of ${bytes(all)}` : 'Sending');
    try {
      arrived(await api.submit(options.query(source.name()), blob, { key, onProgress, signal: stop.signal }));
    } catch (error) {
      if (error.name !== 'AbortError') refused(error);
    }
    sending = false;
    showSend();
  }

  function arrived(receipt) {
    store.addJobs([receipt.job]);
    const parts = [plural(receipt.accepted, 'task is', 'tasks are') + ' queued'];
    if (receipt.updated > 0) parts.push(`${count(receipt.updated)} updated`);
    if (receipt.rerun > 0) parts.push(`${count(receipt.rerun)} run again`);
    if (receipt.duplicates > 0) parts.push(`${plural(receipt.duplicates, 'was', 'were')} there before`);
    toast(`${parts.join(', ')}.`);
    source.clear();
    location.hash = link('jobs', receipt.job.id);
  }

  /** The node's word is the last: its mistakes take the place of those found here. */
  function refused(error) {
    if (error.rejected?.length > 0) {
      reading = { ...reading, mistakes: error.rejected, mistakeCount: error.rejectedTotal };
      preview.update(reading, 'The node refused it; nothing was stored.');
      options.update(reading, source.name());
    } else toastError(error);
  }

  showReading(null);
  return {
    el,
    keys: { '/': () => source.focus() },
    shown: () => source.focus(),
    dispose: () => {
      clearTimeout(timer);
      stop.abort();
    },
  };
}

function randomKey() {
  const bits = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bits, (b) => b.toString(16).padStart(2, '0')).join('');
}
