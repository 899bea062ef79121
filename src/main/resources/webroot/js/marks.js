/** Tasks that the user has marked in a list, and what is done with them. */

import { act } from './actions.js';
import * as api from './api.js';
import { toastError } from './dialogs.js';
import { plural } from './format.js';

const AT_A_TIME = 6;
const OPEN = ['todo', 'waiting', 'in_progress'];
const OVER = ['failed', 'cancelled'];

export class Marks {
  constructor(onChange) {
    /** @type {Map<string, import('./types.js').Task>} */
    this.tasks = new Map();
    this.onChange = onChange;
  }

  has(task) {
    return this.tasks.has(task.id);
  }

  toggle(task) {
    if (!this.tasks.delete(task.id)) this.tasks.set(task.id, task);
    this.onChange();
  }

  clear() {
    if (this.tasks.size === 0) return false;
    this.tasks.clear();
    this.onChange();
    return true;
  }

  /** What is known newer of marked tasks. */
  renew(tasks) {
    for (const task of tasks) if (this.tasks.has(task.id)) this.tasks.set(task.id, task);
  }

  list() {
    return [...this.tasks.values()];
  }
}

export const retryable = (tasks) => tasks.filter((t) => OVER.includes(t.state));
export const cancellable = (tasks) => tasks.filter((t) => OPEN.includes(t.state));

export function retryTasks(tasks) {
  return act(
    {
      title: `Run ${plural(tasks.length, 'task')} again?`,
      agree: `Run ${plural(tasks.length, 'task')} again`,
      body: 'They go back to the queue with all their attempts. Side effects of earlier runs are not undone.',
    },
    () => each(tasks, api.retryTask),
    `${plural(tasks.length, 'task is', 'tasks are')} queued again.`,
  );
}

export function cancelTasks(tasks) {
  const running = tasks.filter((t) => t.state === 'in_progress').length;
  const stopped =
    running > 0 ? `${plural(running, 'runs and will be stopped', 'run and will be stopped')} now. ` : '';
  return act(
    {
      title: `Cancel ${plural(tasks.length, 'task')}?`,
      danger: true,
      agree: `Cancel ${plural(tasks.length, 'task')}`,
      body: `${stopped}Cancelled tasks can be retried.`,
    },
    () => each(tasks, api.cancelTask),
    `Cancelled ${plural(tasks.length, 'task')}.`,
  );
}

/** A few calls at a time; one refusal does not keep the others from being asked. */
async function each(tasks, call) {
  const left = tasks.map((t) => t.id);
  const refusals = [];
  const worker = async () => {
    while (left.length > 0) await call(left.shift()).catch((error) => refusals.push(error));
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  if (refusals.length === tasks.length) throw refusals[0];
  refusals.forEach(toastError);
}
