/** What the counters did: as seen by this tab, and as the nodes recorded it. Pure; times are seconds. */

const KEPT_SECONDS = 310;
const STEP_SECONDS = 2;
const SMOOTH_STEPS = 3;

/**
 * Samples of growing counters, oldest first. Rates are differences of neighbours, so a gap (tab
 * hidden, node away) becomes its true average.
 */
export class History {
  constructor() {
    /** @type {{t: number, finished: number, failed: number, queued: number, running: number}[]} */
    this.samples = [];
  }

  /** Takes a sample, unless the last one is too young. */
  add(t, counts) {
    const last = this.samples.at(-1);
    if (last && t - last.t < STEP_SECONDS) return false;
    this.samples.push({
      t,
      finished: counts.finished,
      failed: counts.failed,
      queued: counts.todo,
      running: counts.in_progress,
    });
    while (this.samples.length > 0 && this.samples[0].t < t - KEPT_SECONDS) this.samples.shift();
    return true;
  }

  /** Columns for the charts, behind a time: times, finished/s, failed/s, queued, running. */
  columns(behind = 0) {
    const columns = [[], [], [], [], []];
    const first = this.samples.findIndex((sample) => sample.t > behind);
    for (let i = Math.max(1, first < 0 ? Infinity : first); i < this.samples.length; i++) pushRow(columns, this.samples, i);
    return columns;
  }
}

function pushRow([times, finished, failed, queued, running], samples, i) {
  const here = samples[i];
  const before = samples[Math.max(startOfRun(samples, i), i - SMOOTH_STEPS)];
  const afterGap = here.t - samples[i - 1].t > 3 * STEP_SECONDS;
  if (afterGap) {
    times.push(samples[i - 1].t + STEP_SECONDS / 2);
    finished.push(perSecond(samples[i - 1], here, 'finished'));
    failed.push(perSecond(samples[i - 1], here, 'failed'));
    queued.push(samples[i - 1].queued);
    running.push(samples[i - 1].running);
  }
  times.push(here.t);
  finished.push(perSecond(before, here, 'finished'));
  failed.push(perSecond(samples[i - 1], here, 'failed'));
  queued.push(here.queued);
  running.push(here.running);
}

/** The oldest sample that smoothing may reach back to: not across a gap. */
function startOfRun(samples, i) {
  let start = i - 1;
  while (start > 0 && samples[start].t - samples[start - 1].t <= 3 * STEP_SECONDS) start--;
  return samples[i].t - samples[i - 1].t > 3 * STEP_SECONDS ? i - 1 : start;
}

/** A retry lowers the failed count; that is not a negative rate. */
const perSecond = (a, b, field) => Math.max(0, b[field] - a[field]) / (b.t - a.t);

/** Points farther apart than this are not mixed with what the tab saw every two seconds. */
const FINE_SECONDS = 30;

/**
 * The same columns from what the nodes recorded, and behind that what this tab has seen since.
 *
 * @param {import('./types.js').Past} past
 */
export function joined(past, seen, now) {
  const columns = [[], [], [], [], []];
  for (const point of whole(past, now)) pushPoint(columns, point, past.step_s);
  if (columns[0].length > 0 && past.step_s > FINE_SECONDS) return columns;
  const behind = (columns[0].at(-1) ?? 0) + past.step_s / 2;
  seen.columns(behind).forEach((column, i) => columns[i].push(...column));
  return columns;
}

/** A step that is not over has counted only a part. */
const whole = ({ points, step_s: step }, now) =>
  points.filter((p) => Date.parse(p.at) / 1000 + step <= now + step / 10);

function pushPoint([times, finished, failed, queued, running], point, step) {
  times.push(Date.parse(point.at) / 1000 + step / 2);
  finished.push(point.finished / step);
  failed.push(point.failed / step);
  queued.push(point.todo ?? null);
  running.push(point.in_progress ?? null);
}

/** How many tasks failed for good within so many seconds; null when it was not recorded. */
export function failedWithin(past, seconds, now) {
  if (!past || past.points.length === 0) return null;
  const since = now - seconds - past.step_s;
  return past.points
    .filter((p) => Date.parse(p.at) / 1000 > since)
    .reduce((sum, point) => sum + point.failed, 0);
}

const FEWEST_MINUTES = 4;
const MINUTES_BACK = 10;

/**
 * Seconds until so many tasks are done, as a range: at the speed of the better and of the worse
 * minutes lately. Null when there were too few.
 *
 * @returns {?{soon: number, late: number}}
 */
export function endRange(past, open, now) {
  const speeds = past ? minutes(past, now) : [];
  const busy = speeds.slice(speeds.findIndex((n) => n > 0));
  if (busy.length < FEWEST_MINUTES) return null;
  busy.sort((a, b) => a - b);
  const at = (share) => busy[Math.round(share * (busy.length - 1))] / 60;
  return at(0.25) > 0 ? { soon: open / at(0.75), late: open / at(0.25) } : null;
}

/** Tasks that ended in each of the last whole minutes, oldest first. */
function minutes(past, now) {
  const sums = new Array(MINUTES_BACK).fill(0);
  for (const point of whole(past, now)) {
    const back = Math.floor((now - Date.parse(point.at) / 1000 - past.step_s) / 60);
    if (back >= 0 && back < MINUTES_BACK) sums[MINUTES_BACK - 1 - back] += point.finished + point.failed;
  }
  return sums;
}

export const openTasks = (c) => c.todo + c.waiting + c.in_progress;
export const settledTasks = (c) => c.finished + c.failed + c.cancelled;
export const allTasks = (c) => openTasks(c) + settledTasks(c);

/** The speed of one counter over a sliding window; null until there is something to go by. */
export class Speed {
  constructor(windowSeconds = 30) {
    this.window = windowSeconds;
    this.points = [];
  }

  add(t, value) {
    if (this.points.length > 0 && value < this.points.at(-1).value) this.points = [];
    this.points.push({ t, value });
    while (this.points.length > 2 && this.points[1].t <= t - this.window) this.points.shift();
  }

  /** Per second up to `now`; a counter that stands still slows down by itself. */
  at(now) {
    const from = this.points[0];
    if (!from || now - from.t < 4) return null;
    return (this.points.at(-1).value - from.value) / (now - from.t);
  }
}
