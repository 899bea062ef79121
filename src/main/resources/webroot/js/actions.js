/** What a user can change. Every act says what it will do, with exact counts, asks, and reports. */

import * as api from './api.js';
import { confirm, toast, toastError } from './dialogs.js';
import { plural, visible } from './format.js';
import { allTasks, openTasks } from './history.js';

/** Asks, acts, says how it went. True when it was done. */
export async function act(question, call, done) {
  if (!(await confirm(question))) return false;
  try {
    await call();
    toast(done);
    return true;
  } catch (error) {
    toastError(error);
    return false;
  }
}

export function cancelJob(job) {
  const running = job.counts.in_progress;
  const stopped =
    running > 0
      ? ` ${plural(running, 'is running and will be stopped', 'are running and will be stopped')}.`
      : '';
  return act(
    {
      title: `Cancel ${visible(job.name)}?`,
      danger: true,
      agree: `Cancel ${plural(openTasks(job.counts), 'task')}`,
      body: `${plural(openTasks(job.counts), 'unfinished task')} will not be run.${stopped} Finished tasks stay as they are; cancelled ones can be retried.`,
    },
    () => api.cancelJob(job.id),
    `Cancelled job ${job.id}.`,
  );
}

/** The counts that a retry of a job takes in. */
export const retryable = (job) => job.counts.failed + job.counts.cancelled;

export function retryJob(job) {
  const { failed, cancelled } = job.counts;
  const which = [
    failed > 0 && plural(failed, 'failed task'),
    cancelled > 0 && plural(cancelled, 'cancelled task'),
  ];
  return act(
    {
      title: `Run tasks of ${visible(job.name)} again?`,
      agree: `Run ${plural(failed + cancelled, 'task')} again`,
      body: `${which.filter(Boolean).join(' and ')} will be queued again, each with all its attempts.`,
    },
    () => api.retryJob(job.id),
    `Job ${job.id}: ${plural(failed + cancelled, 'task is', 'tasks are')} queued again.`,
  );
}

/** No question: it can be taken back with one press. */
export const pauseJob = (job) =>
  told(() => api.pauseJob(job.id), `Job ${job.id} starts no more tasks; running ones go on.`);

export const resumeJob = (job) => told(() => api.resumeJob(job.id), `Job ${job.id} goes on.`);

async function told(call, done) {
  try {
    const answer = await call();
    toast(done);
    return answer ?? true;
  } catch (error) {
    toastError(error);
    return false;
  }
}

export function removeJob(job) {
  const all = allTasks(job.counts);
  return act(
    {
      title: `Remove ${visible(job.name)}?`,
      danger: true,
      agree: `Remove ${plural(all, 'task')}`,
      body: `The job, its ${plural(all, 'task')} and all their outputs are deleted. This cannot be undone.`,
    },
    () => api.removeJob(job.id),
    `Removed job ${job.id}.`,
  );
}

export function cancelTask(task) {
  const running = task.state === 'in_progress';
  return act(
    {
      title: `Cancel task ${task.id}?`,
      danger: true,
      agree: 'Cancel the task',
      body: running
        ? 'It is running; it will be stopped now, with everything it started.'
        : 'It will not be run. It can be retried later.',
    },
    () => api.cancelTask(task.id),
    `Cancelled task ${task.id}.`,
  );
}

export function retryTask(task) {
  return act(
    {
      title: `Run task ${task.id} again?`,
      agree: 'Run it again',
      body: 'It goes back to the queue with all its attempts. Side effects of earlier runs are not undone.',
    },
    () => api.retryTask(task.id),
    `Task ${task.id} is queued again.`,
  );
}

export function drain(node) {
  const running = node.running > 0 ? ` ${plural(node.running, 'task')} running there may still end.` : '';
  return act(
    {
      title: `Drain ${visible(node.name)}?`,
      agree: 'Drain the node',
      body: `It takes no new tasks until it is undrained.${running}`,
    },
    () => api.drain(node.name),
    `${visible(node.name)} is draining.`,
  );
}

export const undrain = (node) =>
  told(() => api.undrain(node.name), `${visible(node.name)} takes tasks again.`);
