/** What the counters did in the last minutes, as seen by this tab. Pure; times are seconds. */

const KEPT_SECONDS = 310;
const STEP_SECONDS = 2;
const SMOOTH_STEPS = 3;

/**
 * Samples of growing counters, oldest first. Rates are differences of neighbours, so a gap (tab
 * hidden, node away) becomes its true average.
 */
export class History {
  /** @param {{t: number, finished: number, failed: number, open: number}[]} [samples] */
  constructor(samples = []) {
    this.samples = samples;
  }

  /** Takes a sample, unless the last one is too young. */
  add(t, counts) {
    const last = this.samples.at(-1);
    if (last && t - last.t < STEP_SECONDS) return false;
    this.samples.push({ t, finished: counts.finished, failed: counts.failed, open: openTasks(counts) });
    while (this.samples.length > 0 && this.samples[0].t < t - KEPT_SECONDS) this.samples.shift();
    return true;
  }

  /** Columns for the chart: times, finished/s, failed/s, open tasks. */
  columns() {
    const columns = [[], [], [], []];
    for (let i = 1; i < this.samples.length; i++) pushRow(columns, this.samples, i);
    return columns;
  }
}

function pushRow([times, finished, failed, open], samples, i) {
  const here = samples[i];
  const before = samples[Math.max(startOfRun(samples, i), i - SMOOTH_STEPS)];
  const afterGap = here.t - samples[i - 1].t > 3 * STEP_SECONDS;
  if (afterGap) {
    times.push(samples[i - 1].t + STEP_SECONDS / 2);
    finished.push(perSecond(samples[i - 1], here, 'finished'));
    failed.push(perSecond(samples[i - 1], here, 'failed'));
    open.push(samples[i - 1].open);
  }
  times.push(here.t);
  finished.push(perSecond(before, here, 'finished'));
  failed.push(perSecond(samples[i - 1], here, 'failed'));
  open.push(here.open);
}

/** The oldest sample that smoothing may reach back to: not across a gap. */
function startOfRun(samples, i) {
  let start = i - 1;
  while (start > 0 && samples[start].t - samples[start - 1].t <= 3 * STEP_SECONDS) start--;
  return samples[i].t - samples[i - 1].t > 3 * STEP_SECONDS ? i - 1 : start;
}

/** A retry lowers the failed count; that is not a negative rate. */
const perSecond = (a, b, field) => Math.max(0, b[field] - a[field]) / (b.t - a.t);

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
