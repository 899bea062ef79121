/** Acts on all tasks that a query matches, after saying their exact number. */

import * as api from './api.js';
import { confirmWith, toast, toastError } from './dialogs.js';
import { count, plural, visible } from './format.js';
import { wordOf } from './parts.js';

/** The states that an act changes; a call names one state, so that its number is that of the query. */
const ACTS = {
  retry: {
    states: ['failed', 'cancelled'],
    unasked: ['failed'],
    call: api.retryTasks,
    title: 'Run these tasks again?',
    agree: (n) => `Run ${plural(n, 'task')} again`,
    effect: 'They are queued again with all their attempts. Side effects of earlier runs are not undone.',
    done: (n) => `${plural(n, 'task is', 'tasks are')} queued again.`,
  },
  cancel: {
    states: ['todo', 'waiting', 'in_progress'],
    unasked: ['todo', 'waiting', 'in_progress'],
    danger: true,
    call: api.cancelTasks,
    title: 'Cancel these tasks?',
    agree: (n) => `Cancel ${plural(n, 'task')}`,
    effect: 'Running ones are stopped now, with everything they started. Cancelled tasks can be retried.',
    done: (n) => `Cancelled ${plural(n, 'task')}.`,
  },
};

/** Whether an act can change anything that the filter chooses. */
export const applies = (kind, filter) => !filter.state || ACTS[kind].states.includes(filter.state);

/** The filter once for each state that the act changes. */
const partsOf = (kind, filter) =>
  (filter.state ? [filter.state] : ACTS[kind].unasked).map((state) => ({ ...filter, state }));

/**
 * Counts in bounded steps to the end.
 *
 * @param {(soFar: number) => void} onStep
 */
export async function countAll(filter, signal, onStep = () => {}) {
  let page = await api.countTasks(filter, signal);
  while (page.next_cursor !== null) {
    onStep(page.count);
    page = await api.countTasks({ ...filter, cursor: page.next_cursor }, signal);
  }
  return page.count;
}

/**
 * Counts, asks, acts; asks again where the number has moved meanwhile. True when it was done.
 *
 * @param {'retry'|'cancel'} kind
 * @param {import('./query.js').Filter} filter
 */
export async function actOnAll(kind, filter) {
  const act = ACTS[kind];
  let open = partsOf(kind, filter);
  let moved = '';
  for (;;) {
    const asked = await ask(act, open, filter, moved);
    if (asked === null) return false;
    const { changed, left, error } = await apply(act, asked);
    if (changed > 0) toast(act.done(changed));
    if (error === null) return true;
    if (error.code !== 'E_MOVED') {
      toastError(error);
      return changed > 0;
    }
    open = left;
    moved = 'Their number changed meanwhile. ';
  }
}

/** The parts with their numbers when the user agreed, else null. */
async function ask(act, parts, filter, note) {
  const what = describeFilter(filter);
  const dialog = confirmWith({ title: act.title, body: `Counting ${what}.`, danger: act.danger });
  const stop = new AbortController();
  const counting = countParts(parts, stop.signal, (n) =>
    dialog.say(`Counting ${what}: ${count(n)} so far.`),
  ).then(
    (counted) => {
      sayCounted(dialog, act, counted, what, note);
      return counted;
    },
    (error) => {
      if (error.name !== 'AbortError')
        dialog.say([error.message, error.hint].filter(Boolean).join(' '), null);
      return null;
    },
  );
  const agreed = await dialog.answer;
  stop.abort();
  return agreed ? counting : null;
}

async function countParts(parts, signal, onStep) {
  const counted = [];
  for (const part of parts) {
    const before = total(counted);
    const n = await countAll(part, signal, (soFar) => onStep(before + soFar));
    if (n > 0) counted.push({ part, n });
  }
  return counted;
}

const total = (counted) => counted.reduce((sum, { n }) => sum + n, 0);

function sayCounted(dialog, act, counted, what, note) {
  const n = total(counted);
  if (n === 0) return dialog.say(`${note}There are none: ${what}.`, null);
  const each = counted.map((c) => `${count(c.n)} ${wordOf(c.part.state)}`).join(', ');
  dialog.say(`${note}${each}: ${what}. ${act.effect}`, act.agree(n));
}

async function apply(act, counted) {
  let changed = 0;
  for (let i = 0; i < counted.length; i++) {
    try {
      changed += (await act.call(counted[i].part, counted[i].n)).count;
    } catch (error) {
      return { changed, left: counted.slice(i).map((c) => c.part), error };
    }
  }
  return { changed, left: [], error: null };
}

/** "tasks of job 3 on worker-1 with exit code 1 whose command contains 'x'". */
export function describeFilter(filter) {
  const said = [
    filter.job && `of job ${filter.job}`,
    filter.node && `on ${visible(filter.node)}`,
    filter.outcome && `that ended ${wordOf(filter.outcome)}`,
    filter.exit_code && `with exit code ${filter.exit_code}`,
    filter.failure && 'of this group of failures',
    filter.q && `whose command contains '${visible(filter.q)}'`,
  ].filter(Boolean);
  return said.length === 0 ? 'all tasks of the queue' : `tasks ${said.join(' ')}`;
}
