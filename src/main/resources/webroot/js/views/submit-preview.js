/** What a submission was read as: its mistakes line by line, and its first tasks. */

import { fillWith, h, setText } from '../dom.js';
import { count, duration, memory, number, plural, visible } from '../format.js';
import { JAR, card, commandLine } from '../parts.js';

const FORMS = {
  lines: 'task lines',
  plain: 'plain commands, one cpu each',
  ndjson: 'one JSON task in each line',
  json: 'a JSON submission',
};
const SHOWN_MISTAKES = 200;

/** @param {(line: number) => void} onLine is told which line a user wants to see */
export function submitPreview(onLine) {
  const summary = h('small', { role: 'status' });
  const content = h('div');
  const el = card('Preview', [summary], content);
  const update = (/** @type {?import('../task-reader.js').Reading} */ reading, note = '') => {
    setText(summary, reading ? summaryOf(reading) : '');
    if (reading === null) fillWith(content, nothingYet());
    else
      fillWith(
        content,
        reading.mistakeCount > 0 && mistakeList(reading, note, onLine),
        reading.unread &&
          h(
            'p',
            { class: 'pad' },
            'It is too long to be read here. The node reads it and stores nothing of it if there is a mistake.',
          ),
        reading.preview.length > 0 && taskList(reading),
      );
  };
  return { el, update };
}

function summaryOf({ form, tasks, unread }) {
  if (unread) return FORMS.json;
  return form ? `${plural(tasks, 'task')}, read as ${FORMS[form]}` : 'no task in it';
}

const nothingYet = () =>
  h(
    'div',
    { class: 'empty' },
    h('h3', null, 'Nothing to read yet'),
    h(
      'p',
      null,
      'What you paste is read here first; nothing is sent before you press Submit. On the command line:',
    ),
    commandLine(`${JAR} submit tasks.txt`),
  );

function mistakeList({ mistakes, mistakeCount }, note, onLine) {
  const shown = mistakes.slice(0, SHOWN_MISTAKES);
  const more = mistakeCount - shown.length;
  return h(
    'div',
    { class: 'mistakes', role: 'alert' },
    h('h3', null, `${plural(mistakeCount, 'mistake')}. ${note}`),
    h(
      'ol',
      null,
      shown.map((mistake) => mistakeRow(mistake, onLine)),
    ),
    more > 0 && h('p', { class: 'sub' }, `and ${count(more)} more`),
  );
}

function mistakeRow({ line, code, message, path, text }, onLine) {
  const place = line
    ? h('button', { class: 'do', type: 'button', on: { click: () => onLine(line) } }, `line ${count(line)}`)
    : h('span', { class: 'do' }, visible(path || 'file'));
  return h(
    'li',
    null,
    place,
    h(
      'span',
      null,
      visible(message),
      line && path ? ` at ${visible(path)}` : '',
      ' ',
      h('small', null, visible(code)),
    ),
    text && h('code', { class: 'one-line' }, visible(text)),
  );
}

function taskList({ preview, tasks }) {
  const more = tasks - preview.length;
  return [
    h(
      'table',
      { class: 'preview' },
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          ['Line', 'Command', 'Type', 'Priority', 'Memory', 'Cpus', 'Limit'].map((name, i) =>
            h('th', { class: i === 0 || i > 2 ? 'num' : null }, name),
          ),
        ),
      ),
      h('tbody', null, preview.map(taskRow)),
    ),
    more > 0 && h('div', { class: 'foot sub' }, `and ${plural(more, 'more task')}`),
  ];
}

function taskRow({ line, task }) {
  const limit =
    task.timeout_s === null ? 'default' : task.timeout_s === 0 ? 'none' : duration(task.timeout_s);
  return h(
    'tr',
    null,
    h('td', { class: 'num sub' }, line === null ? '' : count(line)),
    h(
      'td',
      null,
      h(
        'code',
        { class: 'one-line', title: visible(task.command) },
        visible(task.command).replace(/\n/g, '\u21b5'),
      ),
    ),
    h('td', null, task.type),
    h('td', { class: 'num' }, String(task.priority)),
    h('td', { class: 'num' }, task.mem_gb > 0 ? memory(task.mem_gb) : '\u2013'),
    h('td', { class: 'num' }, task.cpus > 0 ? number(task.cpus) : '\u2013'),
    h('td', { class: 'num' }, limit),
  );
}
