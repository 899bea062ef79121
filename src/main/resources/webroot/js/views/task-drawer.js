/** One task over any list: command, needs, attempts, output. Its address can be shared. */

import { cancelTask, retryTask } from '../actions.js';
import * as api from '../api.js';
import { copyButton } from '../dialogs.js';
import { fillWith, h, keyed, setAttr, setText } from '../dom.js';
import { duration, memory, moment, number, visible } from '../format.js';
import { icon } from '../icons.js';
import { button, failure, kindOf, pill, setPill, wordOf } from '../parts.js';
import { link } from '../router.js';
import { outputPane } from './output.js';
import { endOf, ranOf } from './task-table.js';

const REFRESH_MS = 2000;
const FINAL = ['finished', 'failed', 'cancelled'];

/** @param {(openedFromPage: boolean) => void} onClose is told when the user closes it */
export function taskDrawer(store, onClose) {
  const body = h('div', { class: 'drawer-body' });
  const dialog = h(
    'dialog',
    { class: 'drawer', 'aria-label': 'Task' },
    body,
    h('div', { class: 'toasts', role: 'status', 'aria-live': 'polite' }),
  );
  document.body.append(dialog);
  let shown = null;

  function open(id, fromPage) {
    if (shown?.id === id) return;
    close();
    const view = taskView(store, id, () => onClose(shown.fromPage));
    shown = { id, fromPage, view };
    setAttr(dialog, 'aria-label', `Task ${id}`);
    fillWith(body, view.el);
    dialog.showModal();
    body.scrollTop = 0;
  }

  function close() {
    shown?.view.dispose();
    shown = null;
    if (dialog.open) dialog.close();
  }

  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    if (shown) onClose(shown.fromPage);
  });
  // A click on the dialog itself, not on what it holds, is one on the backdrop.
  dialog.addEventListener(
    'pointerdown',
    (event) => event.target === dialog && shown && onClose(shown.fromPage),
  );
  return { open, close, update: () => shown?.view.tick() };
}

function taskView(store, id, leave) {
  const head = taskHead(id, leave, () => load());
  const facts = taskFacts(store);
  const attempts = attemptList();
  const output = outputPane(id);
  const left = h('div', { class: 'drawer-left' }, facts.el, h('h3', null, 'Attempts'), attempts.el);
  const content = h('div', { class: 'drawer-columns' }, left, output.el);
  const main = h('div', null, h('p', { class: 'sub pad' }, 'Loading'));
  const el = h('div', { class: 'task-view' }, head.el, main);
  const stop = new AbortController();
  let task = null;
  let timer = null;

  async function load() {
    clearTimeout(timer);
    try {
      show(await api.task(id, stop.signal));
    } catch (error) {
      if (error.name === 'AbortError') return;
      if (task === null) fillWith(main, failure(error, load));
      else again();
    }
  }

  function show(loaded) {
    task = loaded;
    if (!content.isConnected) fillWith(main, content);
    head.update(task);
    facts.update(task);
    attempts.update(task);
    output.update(task);
    if (!FINAL.includes(task.state)) again();
  }

  /** Only a task that can still change is asked for again. */
  const again = () => {
    timer = setTimeout(() => (document.hidden ? again() : load()), REFRESH_MS);
  };
  load();
  return {
    el,
    tick: () => task?.state === 'in_progress' && attempts.update(task),
    dispose: () => {
      clearTimeout(timer);
      stop.abort();
      output.dispose();
    },
  };
}

function taskHead(id, leave, reload) {
  const state = pill('todo');
  let task = null;
  const act = (what) => async () => (await what(task)) && reload();
  const cancel = button('Cancel', 'stop', act(cancelTask), 'danger-quiet');
  const retry = button('Retry', 'retry', act(retryTask), 'primary');
  const close = h(
    'button',
    {
      class: 'btn icon-only',
      type: 'button',
      'aria-label': 'Close',
      title: 'Close (Esc)',
      on: { click: leave },
    },
    icon('close'),
  );
  state.hidden = cancel.hidden = retry.hidden = true;
  const el = h(
    'div',
    { class: 'drawer-head' },
    // The focus starts here: a ring around the close button says nothing.
    h('h2', { tabindex: -1, autofocus: true }, `Task ${visible(id)}`),
    state,
    h('span', { class: 'grow' }),
    retry,
    cancel,
    close,
  );
  const update = (now) => {
    task = now;
    state.hidden = false;
    setPill(state, task.state);
    cancel.hidden = FINAL.includes(task.state);
    retry.hidden = !['failed', 'cancelled'].includes(task.state);
  };
  return { el, update };
}

function taskFacts(store) {
  const command = h('pre', { class: 'shell' });
  const title = h(
    'div',
    { class: 'row copy-at' },
    h('h3', null, 'Command'),
    h('span', { class: 'grow' }),
    copyButton(() => command.dataset.raw),
  );
  const list = h('dl');
  const el = h('div', null, title, command, list);
  const update = (task) => {
    command.dataset.raw = task.command;
    setText(command, visible(task.command));
    const rows = factRows(task, store).filter(([, value]) => value);
    keyed(list, rows, ([name]) => name, factRow);
  };
  return { el, update };
}

function factRow([name]) {
  const value = h('dd');
  const el = h('div', null, h('dt', null, name), value);
  return {
    el,
    update: ([, now]) =>
      now instanceof Node ? value.firstChild?.isEqualNode(now) || fillWith(value, now) : setText(value, now),
  };
}

function factRows(task, store) {
  const job = store.jobs.get(task.job);
  const peak = Math.max(0, ...task.attempts.map((a) => a.peak_mem_gb ?? 0));
  return [
    [
      'Job',
      h(
        'a',
        { class: 'do', href: link('jobs', task.job) },
        job ? `${visible(job.name)} #${task.job}` : `#${task.job}`,
      ),
    ],
    [
      'Runs as',
      { shell: 'shell, /bin/sh -c', python: 'python3', demo: 'demo, echoes the command' }[task.type] ??
        visible(task.type),
    ],
    ['Priority', String(task.priority)],
    ['Needs', needs(task)],
    [
      'Used at most',
      peak > 0
        ? `${memory(peak)}${task.mem_gb > 0 && peak > task.mem_gb ? `, ${memory(peak - task.mem_gb)} over what it asked for` : ''}`
        : '',
    ],
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

const limitOf = (task) =>
  task.timeout_s === 0 ? 'none' : task.timeout_s > 0 ? duration(task.timeout_s) : "the node's default";

function attemptList() {
  const list = h('ol', { class: 'attempts' });
  const none = h('p', { class: 'sub' }, 'None: it has not started.');
  const update = (task) => {
    const rows = task.attempts.map((attempt, i) => ({ attempt, number: i + 1 }));
    keyed(list, rows, (row) => row.number, attemptCard);
    none.hidden = rows.length > 0;
  };
  return { el: h('div', null, list, none), update };
}

function attemptCard({ number: n }) {
  const node = h('a', { class: 'name' });
  const when = h('span', { class: 'sub' });
  const how = h('div');
  const used = h('div', { class: 'sub' });
  const el = h(
    'li',
    null,
    h('i'),
    h(
      'div',
      null,
      h('div', { class: 'row tight' }, h('span', { class: 'sub' }, `${n}.`), node, when),
      how,
      used,
    ),
  );
  const update = ({ attempt }) => {
    setAttr(el, 'class', `is-${kindOf(attempt.outcome ?? 'in_progress')}`);
    setText(node, visible(attempt.node));
    setAttr(node, 'href', link('tasks', { node: attempt.node }));
    setText(
      when,
      `${moment(attempt.started_at)}, ${attempt.ended_at ? 'ran' : 'running for'} ${ranOf(attempt)}`,
    );
    setText(how, endText(attempt));
    setText(used, usedText(attempt));
  };
  return { el, update };
}

const SIGNALS = {
  1: 'HUP',
  2: 'INT',
  4: 'ILL',
  6: 'ABRT',
  7: 'BUS',
  8: 'FPE',
  9: 'KILL',
  11: 'SEGV',
  13: 'PIPE',
  15: 'TERM',
};

function endText(attempt) {
  if (!attempt.outcome) return '';
  const word = wordOf(attempt.outcome);
  const end = attempt.signal
    ? `signal ${attempt.signal}${SIGNALS[attempt.signal] ? ` (${SIGNALS[attempt.signal]})` : ''}`
    : endOf(attempt);
  return [word, end !== word && end, attempt.reason && visible(attempt.reason)].filter(Boolean).join(': ');
}

function usedText(attempt) {
  const said = [];
  if (attempt.cpu_s > 0) said.push(`${duration(attempt.cpu_s)} of cpu`);
  if (Number.isFinite(attempt.peak_mem_gb)) said.push(`${memory(attempt.peak_mem_gb)} at most`);
  if (attempt.background_killed) said.push('processes left behind were killed');
  return said.join(', ');
}
