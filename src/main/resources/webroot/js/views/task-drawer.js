/** One task over any list: command, needs, attempts, why it waits, output. Its address can be shared. */

import { cancelTask, retryTask } from '../actions.js';
import * as api from '../api.js';
import { fillWith, h, setAttr, setHidden } from '../dom.js';
import { visible } from '../format.js';
import { icon } from '../icons.js';
import { button, failure, pill, setPill } from '../parts.js';
import { attemptList } from './attempts.js';
import { explainPanel } from './explain.js';
import { outputPane } from './output.js';
import { taskFacts } from './task-facts.js';

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
  const why = explainPanel(id);
  const output = outputPane(id);
  const left = h('div', { class: 'drawer-left' }, why.el, facts.el, attempts.el);
  const content = h('div', { class: 'drawer-columns' }, left, output.el);
  const main = h('div', null, h('p', { class: 'sub pad' }, 'Loading'));
  const el = h('div', { class: 'task-view' }, head.el, main);
  const stop = new AbortController();
  let task = null;
  let timer = null;

  async function load() {
    clearTimeout(timer);
    try {
      const loaded = await api.task(id, stop.signal);
      const use = loaded.state === 'in_progress' ? await api.usage(id, stop.signal) : null;
      show(loaded, use);
    } catch (error) {
      if (error.name === 'AbortError') return;
      if (task === null) fillWith(main, failure(error, load));
      else again();
    }
  }

  function show(loaded, use) {
    task = loaded;
    const now = task.attempts.at(-1);
    if (use?.running && now?.ended_at === null) Object.assign(now, use);
    if (!content.isConnected) fillWith(main, content);
    head.update(task);
    facts.update(task);
    attempts.update(task);
    why.update(task);
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
      why.dispose();
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
  retry.dataset.key = 'r';
  cancel.dataset.key = 'c';
  state.hidden = cancel.hidden = retry.hidden = true;
  // The focus starts here: a ring around the close button says nothing.
  const title = h('h2', { tabindex: -1, autofocus: true }, `Task ${visible(id)}`);
  const el = h(
    'div',
    { class: 'drawer-head' },
    title,
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
    const [over, again] = [FINAL.includes(task.state), ['failed', 'cancelled'].includes(task.state)];
    setHidden(new Map([[cancel, over], [retry, !again]]), title);
  };
  return { el, update };
}
