/** The rules of tasks in JSON, as the node has them. Pure. The node has the last word. */

import {
  DEFAULT_PRIORITY,
  MAX_CPUS,
  MAX_GB,
  MAX_PRIORITY,
  MAX_TIMEOUT_S,
  distance,
  quote,
  readCommand,
  readType,
} from './task-lines.js';

const MOST = 5000000;
const MAX_RETRIES = 1000;
const TAG = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

const text = (value) => (typeof value === 'string' ? null : ['E_TYPE', 'expected text in quotes']);
const path = (value) =>
  text(value) ?? (value.startsWith('/') ? null : ['E_CWD', `${quote(value)} is not an absolute path`]);
const environment = (value) =>
  isObject(value) && Object.values(value).every((v) => typeof v === 'string')
    ? null
    : ['E_TYPE', 'expected an object of texts'];
const tags = (value) =>
  Array.isArray(value) && value.every((tag) => typeof tag === 'string' && TAG.test(tag))
    ? null
    : ['E_TAG', 'expected an array of tags, each of letters, digits, dots, dashes'];
const jobs = (value) =>
  Array.isArray(value) && value.every((id) => Number.isInteger(id) && id > 0)
    ? null
    : ['E_TYPE', 'expected an array of job ids'];

const within = (min, max, whole) => (value) => {
  if (typeof value !== 'number') return ['E_TYPE', 'expected a number'];
  const fits = value >= min && value <= max && (!whole || Number.isInteger(value));
  return fits ? null : ['E_RANGE', `${value} is not ${whole ? 'an integer ' : ''}in ${min}..${max}`];
};

const TASK = {
  command: text,
  type: text,
  priority: within(0, MAX_PRIORITY, true),
  mem_gb: within(0, MAX_GB, false),
  cpus: within(0, MAX_CPUS, false),
  timeout_s: within(0, MAX_TIMEOUT_S, true),
  tags,
  env: environment,
  cwd: path,
  max_retries: within(0, MAX_RETRIES, true),
};

const JOB = {
  name: text,
  priority: within(0, MAX_PRIORITY, true),
  limit: within(1, MOST, true),
  max_fails: within(1, MOST, true),
  after: jobs,
  not_before: text,
  cwd: path,
  env: environment,
};

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reports what is wrong with the fields of an object; null is as if a field were not there. */
function checkFields(object, rules, at, report) {
  for (const [name, value] of Object.entries(object)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    const fault = rule ? value !== null && rule(value) : unknown(name, rules);
    if (fault) report(fault[0], fault[1], `${at}/${name}`);
  }
}

/** Whether a field was probably meant to be the command. */
const isMisnamed = (name) =>
  name === 'cmd' || (name !== 'command' && name.length < 40 && distance(name, 'command') <= 2);

function unknown(name, rules) {
  const hint = rules === TASK && isMisnamed(name) ? '; did you mean command?' : '';
  return ['E_UNKNOWN_FIELD', `unknown field ${quote(name)}${hint}`];
}

/**
 * One task object.
 *
 * @param {import('./task-lines.js').Report} report
 * @returns {?import('./task-lines.js').ReadTask} null when there are mistakes
 */
export function readJsonTask(object, { priority = DEFAULT_PRIORITY, at = '' }, report) {
  let faults = 0;
  const note = (code, message, where = at) => {
    faults++;
    report(code, message, where || undefined);
  };
  if (!isObject(object)) {
    note('E_TYPE', 'expected a task object');
    return null;
  }
  checkFields(object, TASK, at, note);
  if (typeof object.type === 'string')
    readType(object.type, (code, words) => note(code, words, `${at}/type`));
  if (typeof object.command === 'string')
    readCommand(object.command, (code, words) => note(code, words, `${at}/command`));
  else if ((object.command ?? null) === null && !Object.keys(object).some(isMisnamed))
    note('E_MISSING_FIELD', 'a task needs a command', `${at}/command`);
  return faults > 0 ? null : withDefaults(object, priority);
}

const withDefaults = (object, priority) => ({
  type: object.type ?? 'shell',
  priority: object.priority ?? priority,
  mem_gb: object.mem_gb ?? 0,
  cpus: object.cpus ?? 1,
  timeout_s: object.timeout_s ?? null,
  command: object.command,
});

/** A line of NDJSON. */
export function readJsonLine(line, priority, report) {
  const parsed = parse(line, report);
  return parsed === null ? null : readJsonTask(parsed.value, { priority }, report);
}

function parse(words, report) {
  try {
    return { value: JSON.parse(words) };
  } catch (error) {
    report('E_JSON', error.message);
    return null;
  }
}

/** A whole submission in JSON; gives each good task to `take`. */
export function readJsonJob(words, priority, report, take) {
  const parsed = parse(words, report);
  if (parsed === null) return;
  const { tasks, ...job } = isObject(parsed.value) ? parsed.value : { tasks: null };
  checkFields(job, JOB, '', report);
  if (!Array.isArray(tasks)) return void report('E_MISSING_FIELD', 'a job needs an array of tasks', '/tasks');
  const common = Number.isInteger(job.priority) ? job.priority : priority;
  tasks.forEach((task, i) => {
    const read = readJsonTask(task, { priority: common, at: `/tasks/${i}` }, report);
    if (read !== null) take(read);
  });
}

/** True when a submission that begins so is one JSON object, false when each line is one, else null. */
export function guessJson(start) {
  if (!start.startsWith('{') || /^\{[ \t]+(?:[^\s"}]|"[^"\n]*"[ \t]*[^:\s])/.test(start)) return null;
  const line = start.split('\n', 1)[0];
  try {
    return 'tasks' in JSON.parse(line);
  } catch {
    return true;
  }
}
