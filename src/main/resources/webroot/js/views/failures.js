/** Failed tasks in groups of one cause: what it is, where, and what can be done with all of them. */

import * as api from '../api.js';
import { actOnAll } from '../bulk.js';
import { h, keyed, setAttr, setStyle, setText } from '../dom.js';
import { count, plural, visible } from '../format.js';
import { rowKeys } from '../keys.js';
import { JAR, button, empty, failure, setNotice, wordOf } from '../parts.js';
import { filterOf } from '../query.js';
import { link } from '../router.js';

const GROUPS = 100;
const REFRESH_MS = 3000;
const NAMED = 3;

export function failuresView(store, query) {
  const { job } = filterOf(query);
  const summary = h('p', { class: 'sub' });
  const list = h('ol', { class: 'groups' });
  const notice = h('div', { hidden: true });
  const retryAll = button('Retry all failed', 'retry', () => retry({ job, state: 'failed' }));
  const el = h(
    'div',
    { class: 'page' },
    h(
      'div',
      { class: 'title' },
      h('div', null, h('h1', null, 'Failures'), summary),
      h('span', { class: 'grow' }),
      h('div', { class: 'row' }, jobChip(), retryAll),
    ),
    h('section', { class: 'card', 'aria-label': 'Failures' }, list, notice),
  );
  retryAll.hidden = true;
  let request = null;
  let timer = null;
  let seen = null;
  let named = -1;
  let last = null;

  async function load() {
    request?.abort();
    request = new AbortController();
    try {
      show(await api.failures({ job, limit: GROUPS }, request.signal));
    } catch (error) {
      if (error.name !== 'AbortError') setNotice(notice, failure(error, load));
    }
  }

  function show(found) {
    const { groups, exact } = found;
    last = found;
    const most = Math.max(1, ...groups.map((g) => g.count));
    const row = (group) => groupRow(group, store, () => retry({ job, failure: group.key, state: 'failed' }));
    keyed(
      list,
      groups.map((group) => ({ ...group, share: group.count / most, job })),
      (group) => group.key,
      row,
    );
    list.hidden = groups.length === 0;
    retryAll.hidden = groups.length === 0;
    setText(summary, groups.length === 0 ? '' : summaryOf(groups, exact));
    setNotice(notice, groups.length === 0 ? none(job) : null);
  }

  async function retry(filter) {
    if (await actOnAll('retry', filter)) load();
  }

  function jobChip() {
    if (!job) return null;
    const name = store.jobs.get(Number(job))?.name;
    const text = name ? `${visible(name)} #${job}` : `job ${job}`;
    return h(
      'a',
      { class: 'chip', href: link('failures'), title: 'Show failures of all jobs' },
      text,
      ' \u00d7',
    );
  }

  function update() {
    // Names of jobs may come after the groups that name them.
    if (last !== null && named !== store.jobs.size) show(last);
    named = store.jobs.size;
    const failed = store.status?.counts.failed ?? null;
    if (seen !== null && seen !== failed)
      timer ??= setTimeout(() => {
        timer = null;
        if (!document.hidden) load();
      }, REFRESH_MS);
    seen = failed;
  }

  load();
  return {
    el,
    update,
    keys: {
      ...rowKeys(list),
      r: () => document.activeElement?.closest('.groups > li')?.querySelector('.retry')?.click(),
    },
    dispose: () => {
      clearTimeout(timer);
      request?.abort();
    },
  };
}

function summaryOf(groups, exact) {
  const total = groups.reduce((sum, g) => sum + g.count, 0);
  const bound = exact === false || groups.length === GROUPS ? 'at least ' : '';
  return `${bound}${plural(total, 'failed task')} in ${plural(groups.length, 'group')}, by their last line of error, exit and node`;
}

const none = (job) =>
  empty(
    job ? 'No failed task in this job' : 'No failed task',
    'Tasks that used up their attempts are grouped here by what they said last. On the command line:',
    job ? `${JAR} tasks ${job} --state failed` : `${JAR} tasks all --state failed`,
  );

function groupRow(group, store, onRetry) {
  const message = h('a', { class: 'name cover message' });
  const number = h('b');
  const share = h('i');
  const facts = h('span', { class: 'sub' });
  const jobs = h('span', { class: 'sub row tight' });
  const example = h('a', { class: 'btn small' }, 'Read one');
  const retry = button('Retry', 'retry', onRetry, 'small retry');
  const el = h(
    'li',
    null,
    h('div', { class: 'n' }, number, h('span', { class: 'track', 'aria-hidden': 'true' }, share)),
    h('div', { class: 'what' }, message, h('div', { class: 'row tight' }, facts, jobs)),
    h('div', { class: 'row do-at' }, example, retry),
  );
  const update = (now) => {
    const filter = { job: now.job, failure: now.key, state: 'failed' };
    setText(number, count(now.count));
    setStyle(share, 'width', `${Math.max(3, Math.round(now.share * 100))}%`);
    setText(message, visible(now.message) || 'It wrote nothing');
    setAttr(message, 'href', link('tasks', filter));
    setAttr(message, 'title', 'Show these tasks');
    setText(facts, factsOf(now));
    showJobs(jobs, now, store);
    setAttr(example, 'href', link('tasks', now.example));
    setText(retry.lastChild, `Retry ${count(now.count)}`);
  };
  return { el, update };
}

function factsOf({ outcome, exit_code: exit, signal, nodes }) {
  const end = signal
    ? `signal ${signal}`
    : outcome === 'failed' && Number.isFinite(exit)
      ? `exit ${exit}`
      : wordOf(outcome);
  return [end, `on ${someOf(nodes.map(visible), 'node')}`].join(', ');
}

/** "a, b and 7 more nodes". */
function someOf(names, word) {
  const rest = names.length - NAMED;
  return rest > 0
    ? `${names.slice(0, NAMED).join(', ')} and ${plural(rest, `more ${word}`)}`
    : names.join(', ');
}

function showJobs(at, { jobs, job }, store) {
  const shown = job ? [] : jobs.slice(0, NAMED);
  keyed(at, shown, String, (id) => {
    const el = h('a', { class: 'do' });
    return {
      el,
      update: () => {
        const name = store.jobs.get(id)?.name;
        setText(el, name ? `${visible(name)} #${id}` : `job ${id}`);
        setAttr(el, 'href', link('jobs', id));
      },
    };
  });
}
