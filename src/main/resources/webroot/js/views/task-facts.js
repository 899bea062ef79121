/** What a task is: its command, what it needs, what it used. */

import { copyButton } from '../dialogs.js';
import { fillWith, h, keyed, setText } from '../dom.js';
import { duration, memory, moment, number, visible } from '../format.js';
import { link } from '../router.js';

export function taskFacts(store) {
  const command = h('pre', { class: 'shell', tabindex: 0, 'aria-label': 'Command' });
  let task = null;
  const title = h(
    'div',
    { class: 'row copy-at' },
    h('h3', null, 'Command'),
    h('span', { class: 'grow' }),
    copyButton(() => task.command),
    copyButton(() => shellText(task), 'Copy as shell'),
  );
  const list = h('dl');
  const el = h('section', { 'aria-label': 'Task' }, title, command, list);
  const update = (now) => {
    task = now;
    setText(command, visible(task.command));
    const rows = factRows(task, store).filter(([, value]) => value);
    keyed(list, rows, ([name]) => name, factRow);
  };
  return { el, update };
}

/** What does the same in a terminal: in the same folder, by the same program. */
export function shellText({ type, command, cwd }) {
  const there = cwd ? `cd ${quoted(cwd)} && ` : '';
  if (type === 'python') return `${there}python3 ${command}`;
  return `${there}${type === 'demo' ? `echo ${quoted(`demo ${command}`)}` : `/bin/sh -c ${quoted(command)}`}`;
}

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

function factRow([name]) {
  const value = h('dd');
  const el = h('div', null, h('dt', null, name), value);
  return {
    el,
    update: ([, now]) =>
      now instanceof Node ? value.firstChild?.isEqualNode(now) || fillWith(value, now) : setText(value, now),
  };
}

const PROGRAMS = { shell: 'shell, /bin/sh -c', python: 'python3', demo: 'demo, echoes the command' };

function factRows(task, store) {
  const job = store.jobs.get(task.job);
  const jobText = job ? `${visible(job.name)} #${task.job}` : `#${task.job}`;
  return [
    ['Job', h('a', { class: 'do', href: link('jobs', task.job) }, jobText)],
    ['Runs as', PROGRAMS[task.type] ?? visible(task.type)],
    ['Priority', String(task.priority)],
    ['Needs', needs(task)],
    ['Used at most', peakText(task)],
    ['Time limit', limitOf(task)],
    ['Tags', (task.tags ?? []).map(visible).join(', ')],
    ['Folder', visible(task.cwd)],
    ['Due at', task.state === 'waiting' && task.not_before ? moment(task.not_before) : ''],
    ['Reason', task.reason ? visible(task.reason) : ''],
  ];
}

function needs(task) {
  const mem = task.mem_gb > 0 ? memory(task.mem_gb) : 'no memory reserved';
  return `${mem}, ${task.cpus > 0 ? `${number(task.cpus)} ${task.cpus === 1 ? 'cpu' : 'cpus'}` : 'no cpu reserved'}`;
}

function peakText(task) {
  const peak = Math.max(0, ...task.attempts.map((attempt) => attempt.peak_mem_gb ?? 0));
  if (peak === 0) return '';
  const over = peak - task.mem_gb;
  return `${memory(peak)}${task.mem_gb > 0 && over > 0 ? `, ${memory(over)} over what it asked for` : ''}`;
}

const limitOf = (task) =>
  task.timeout_s === 0 ? 'none' : task.timeout_s > 0 ? duration(task.timeout_s) : "the node's default";
