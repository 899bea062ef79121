/** Saves the tasks of a job as a file: walks the pages of the API, so it costs what it saves. */

import * as api from './api.js';
import { openDialog, toastError } from './dialogs.js';
import { h, setText } from './dom.js';
import { count, plural, visible } from './format.js';
import { allTasks } from './history.js';
import { JAR, button, commandLine } from './parts.js';

const PAGE = 1000;
/** What a tab can hold without harm; the command line has no such bound. */
const MOST = 200000;

const COLUMNS = [
  ['id', (t) => t.id],
  ['state', (t) => t.state],
  ['command', (t) => t.command],
  ['attempts', (t) => t.attempts.length],
  ['node', (t) => t.attempts.at(-1)?.node],
  ['started_at', (t) => t.attempts.at(-1)?.started_at],
  ['ended_at', (t) => t.attempts.at(-1)?.ended_at],
  ['outcome', (t) => t.attempts.at(-1)?.outcome],
  ['exit_code', (t) => t.attempts.at(-1)?.exit_code],
  ['signal', (t) => t.attempts.at(-1)?.signal],
  ['cpu_s', (t) => t.attempts.at(-1)?.cpu_s],
  ['peak_mem_gb', (t) => t.attempts.at(-1)?.peak_mem_gb],
  ['reason', (t) => t.attempts.at(-1)?.reason ?? t.reason],
];

const FORMATS = {
  csv: { type: 'text/csv', head: `${COLUMNS.map(([name]) => name).join(',')}\r\n`, line: csvLine },
  jsonl: { type: 'application/x-ndjson', head: '', line: (task) => `${JSON.stringify(task)}\n` },
};

export function csvLine(task) {
  return `${COLUMNS.map(([, value]) => csvField(value(task))).join(',')}\r\n`;
}

/** A text that a spreadsheet would take for a formula gets an apostrophe in front, which it hides. */
function csvField(value) {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

/** Asks for a form, then saves; closing the dialog stops it. */
export function exportJob(job) {
  const all = allTasks(job.counts);
  const stop = new AbortController();
  const progress = h('p', { class: 'sub', role: 'status' });
  const start = (format) => async () => {
    buttons.forEach((b) => (b.disabled = true));
    const onStep = (n) => setText(progress, `${count(n)} of ${plural(all, 'task')}`);
    try {
      save(await collect(job.id, FORMATS[format], stop.signal, onStep), `job-${job.id}.${format}`);
      dialog.close();
    } catch (error) {
      if (error.name !== 'AbortError') toastError(error);
      buttons.forEach((b) => (b.disabled = false));
    }
  };
  const buttons = [
    button('CSV', 'down', start('csv'), 'primary'),
    button('JSON lines', 'down', start('jsonl')),
  ];
  buttons[0].autofocus = true;
  const fits = all <= MOST;
  const dialog = openDialog('Export', 'ask', [
    h('form', { method: 'dialog' }, [
      h('h2', null, `Export ${visible(job.name)}`),
      h(
        'p',
        null,
        fits
          ? `${plural(all, 'task')}, one in each line. The same on the command line, also with all outputs:`
          : `${plural(all, 'task')} are more than a browser should hold. On the command line:`,
      ),
      commandLine(`${JAR} export ${job.id}`),
      progress,
      h('div', { class: 'row end' }, h('button', { class: 'btn' }, 'Close'), fits && buttons),
    ]),
  ]);
  dialog.addEventListener('close', () => stop.abort());
}

async function collect(job, { type, head, line }, signal, onStep) {
  const parts = [head];
  let cursor = null;
  let n = 0;
  do {
    const page = await api.tasks({ job, limit: PAGE, cursor }, signal);
    parts.push(page.tasks.map(line).join(''));
    cursor = page.next_cursor;
    n += page.tasks.length;
    onStep(n);
  } while (cursor !== null);
  return new Blob(parts, { type });
}

function save(blob, name) {
  const url = URL.createObjectURL(blob);
  h('a', { href: url, download: name }).click();
  // The download has its own hold on the data once it has begun.
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}
