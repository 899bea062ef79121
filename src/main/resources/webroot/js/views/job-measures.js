/**
 * How long the tasks of a job ran and how much memory they took, against what they asked for, and
 * the slowest of them. Measured on a bounded sample: the cost does not grow with the job.
 */

import * as api from '../api.js';
import { h, keyed, setAttr, setText } from '../dom.js';
import { count, duration, memory, visible } from '../format.js';
import { histogram } from '../histogram.js';
import { card } from '../parts.js';
import { link } from '../router.js';
import { secondsOf } from './task-row.js';

const SAMPLE = 1000;
const SLOWEST = 5;
/** A running job is measured anew so often, and only while somebody looks. */
const AGAIN_MS = 20000;

export function jobMeasures(id) {
  const time = histogram({
    label: 'Run time',
    format: duration,
    declaredWord: 'time limit',
    phrase: (limit) => `The time limit of ${limit}`,
    verb: 'took',
  });
  const mem = histogram({
    label: 'Peak memory',
    format: memory,
    declaredWord: 'asked for',
    phrase: (amount) => `Asking for ${amount}`,
    verb: 'used',
  });
  const sample = h('small');
  const slowest = h('ol', { class: 'slowest' });
  const el = h(
    'div',
    { class: 'two measures' },
    card('Run time and memory', [sample], h('div', { class: 'distributions' }, time.el, mem.el)),
    card('Slowest tasks', [], slowest),
  );
  const stop = new AbortController();
  let measuredAt = 0;
  let finishedThen = -1;
  el.hidden = true;

  async function measure(finished) {
    measuredAt = Date.now();
    finishedThen = finished;
    try {
      const query = { job: id, limit: SAMPLE };
      const [over, running] = await Promise.all([
        api.tasks({ ...query, state: 'finished' }, stop.signal),
        api.tasks({ ...query, state: 'in_progress' }, stop.signal),
      ]);
      show(over.tasks, running.tasks, finished);
    } catch (error) {
      // The rows below say what is wrong; a missing picture says nothing more.
      if (error.name !== 'AbortError') el.hidden = true;
    }
  }

  function show(over, running, finished) {
    const runs = over.map((task) => ({ task, attempt: task.attempts.at(-1) })).filter((r) => r.attempt);
    el.hidden = runs.length === 0 && running.length === 0;
    time.update(
      runs.map((r) => secondsOf(r.attempt)),
      common(over.map((t) => t.timeout_s)),
    );
    mem.update(
      runs.map((r) => r.attempt.peak_mem_gb).filter(Number.isFinite),
      common(over.map((t) => t.mem_gb)),
    );
    const part =
      runs.length < finished
        ? `first ${count(runs.length)} of ${count(finished)} finished`
        : `${count(runs.length)} finished`;
    setText(sample, runs.length > 0 ? part : 'none has finished');
    const all = [...running, ...over].filter((t) => t.attempts.length > 0);
    const slow = all.sort((a, b) => secondsOf(b.attempts.at(-1)) - secondsOf(a.attempts.at(-1)));
    keyed(slowest, slow.slice(0, SLOWEST), (t) => t.id, slowRow);
  }

  function update(job) {
    const { finished, in_progress: running } = job.counts;
    const due = Date.now() - measuredAt > AGAIN_MS && (finished !== finishedThen || running > 0);
    if (measuredAt === 0 ? finished + running > 0 : due) measure(finished);
  }

  return { el, update, dispose: () => stop.abort() };
}

/** The declared value when the tasks have one in common; zero and null declare nothing. */
function common(values) {
  const known = new Set(values);
  const [only] = known;
  return known.size === 1 && only > 0 ? only : null;
}

function slowRow() {
  const id = h('a', { class: 'name cover mono' });
  const command = h('code', { class: 'one-line sub' });
  const ran = h('b');
  const state = h('span', { class: 'sub' });
  const el = h('li', null, h('div', null, id, command), h('div', { class: 'num' }, ran, state));
  const update = (task) => {
    setText(id, task.id);
    setAttr(id, 'href', link('tasks', task.id));
    setText(command, visible(task.command).replace(/\n/g, '\u21b5'));
    setText(ran, duration(secondsOf(task.attempts.at(-1))));
    setText(state, task.state === 'in_progress' ? 'still running' : visible(task.attempts.at(-1).node));
  };
  return { el, update };
}
