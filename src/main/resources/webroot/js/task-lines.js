/**
 * The rules of task lines and plain commands, as the node has them (taskfile/ there), so that a user
 * sees mistakes before anything is sent. Pure. The node has the last word.
 *
 * @typedef {{type: string, priority: number, mem_gb: number, cpus: number, timeout_s: ?number,
 *   command: string}} ReadTask
 * @typedef {(code: string, message: string, path?: string) => void} Report
 */

import { visible } from './format.js';

export const TYPES = ['shell', 'python', 'demo'];
const FORM = 'type:priority:min_dram_gb:min_cpu:command';
export const MAX_PRIORITY = 9999;
export const MAX_GB = 1048576;
export const MAX_CPUS = 100000;
export const MAX_TIMEOUT_S = 315360000;
const MAX_COMMAND_BYTES = 65536;
const MAX_DIGITS = 60;
export const DEFAULT_PRIORITY = 5;

/** What Java calls white space; that of JavaScript has other members. */
const SPACE = '[\\t-\\r\\x1c-\\x20\\u1680\\u2000-\\u2006\\u2008-\\u200a\\u2028\\u2029\\u205f\\u3000]';
const AROUND = new RegExp(`^${SPACE}+|${SPACE}+$`, 'g');
const strip = (text) => text.replace(AROUND, '');
const allDigits = (text) => /^[0-9]+$/.test(text);

/** In quotes, nothing invisible, at most 80 characters. */
export const quote = (text) => `'${cut(text)}'`;

function cut(text) {
  const shown = visible(text).replace(/\n/g, '\\x0a').replace(/\t/g, '\\x09');
  return shown.length > 80 ? `${shown.slice(0, 77)}...` : shown;
}

/** Where the first four colons are; undefined for missing ones. */
function colonsOf(line) {
  const at = [];
  for (let i = line.indexOf(':'); i >= 0 && at.length < 4; i = line.indexOf(':', i + 1)) at.push(i);
  return at;
}

/**
 * @param {Report} report
 * @returns {?ReadTask} null when there are mistakes
 */
export function readTaskLine(line, report) {
  const [a, b, c, d] = colonsOf(line);
  if (d === undefined) {
    const fields = colonsOf(line).length + 1;
    report('E_FIELDS', `expected ${FORM}, found ${fields} ${fields === 1 ? 'field' : 'fields'}`);
    return null;
  }
  let faults = 0;
  const note = (code, message) => {
    faults++;
    report(code, message);
  };
  const end = timeoutEnd(line, d + 1);
  const task = {
    type: readType(strip(line.slice(0, a)), note),
    priority: readPriority(strip(line.slice(a + 1, b)), note),
    mem_gb: readAmount('E_DRAM', 'min_dram_gb', strip(line.slice(b + 1, c)), MAX_GB, note),
    cpus: readAmount('E_CPU', 'min_cpu', strip(line.slice(c + 1, d)), MAX_CPUS, note),
    timeout_s: end < 0 ? null : readTimeout(line.slice(d + 1, end), note),
    command: readCommand(line.slice(Math.max(d, end) + 1), note),
  };
  return faults > 0 ? null : task;
}

/** The colon behind a timeout that starts here: all digits, and a command follows. */
function timeoutEnd(line, start) {
  const end = line.indexOf(':', start);
  return end > start && allDigits(line.slice(start, end)) && strip(line.slice(end + 1)) !== '' ? end : -1;
}

export function readType(word, note) {
  if (!TYPES.includes(word))
    note('E_TYPE', `unknown type ${quote(word)} (${TYPES.join(', ')})${hintFor(word)}`);
  return word;
}

const OTHER_WORDS = { sh: 'shell', bash: 'shell', py: 'python' };

function hintFor(word) {
  const lower = word.toLowerCase();
  const near = TYPES.filter(
    (type) => lower.length <= 40 && distance(lower, type) <= Math.floor(type.length / 3),
  );
  const meant = OTHER_WORDS[lower] ?? near[0];
  return meant ? `; did you mean ${meant}?` : '';
}

/** Letters to insert, drop or change. */
export function distance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length];
}

function readPriority(text, note) {
  const fits = allDigits(text) && text.length < 10 && Number(text) <= MAX_PRIORITY;
  if (!fits) note('E_PRIORITY', `priority ${quote(text)} is not an integer in 0..${MAX_PRIORITY}`);
  return fits ? Number(text) : 0;
}

function readAmount(code, field, text, max, note) {
  const isNumber =
    /^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)$/.test(text) && text.replace(/\D/g, '').length <= MAX_DIGITS;
  if (!isNumber) note(code, `${field} ${quote(text)} is not a number in 0..${max}`);
  else if (!(Number(text) >= 0 && Number(text) <= max))
    note(code, `${field}: ${cut(text)} is not in 0..${max}`);
  return Number(text);
}

function readTimeout(digits, note) {
  const fits = digits.length <= MAX_DIGITS && Number(digits) <= MAX_TIMEOUT_S;
  if (!fits) note('E_TIMEOUT', `timeout ${cut(digits)} is not in 0..${MAX_TIMEOUT_S} seconds (ten years)`);
  return Number(digits);
}

const utf8 = new TextEncoder();
const bytesOf = (text) => utf8.encode(text).length;

export function readCommand(command, note) {
  if (strip(command) === '') note('E_EMPTY_COMMAND', 'the command is empty');
  else if (command.includes('\0'))
    note(
      'E_NUL',
      `byte ${bytesOf(command.slice(0, command.indexOf('\0'))) + 1} is NUL; no command can contain it`,
    );
  // A text of at most a third of the limit cannot be longer in bytes: most are not counted.
  else if (command.length > MAX_COMMAND_BYTES / 3 && bytesOf(command) > MAX_COMMAND_BYTES)
    note(
      'E_COMMAND_TOO_LONG',
      `${bytesOf(command)} bytes, limit ${MAX_COMMAND_BYTES}; put it in a script file`,
    );
  return command;
}

/** A line that is a command, of one cpu. */
export function readPlainLine(line, priority, report) {
  let faults = 0;
  const command = readCommand(line, (code, message) => {
    faults++;
    report(code, message);
  });
  return faults > 0 ? null : { type: 'shell', priority, mem_gb: 0, cpus: 1, timeout_s: null, command };
}

/** Task lines or plain commands, whichever the first line looks like. */
export function looksLikeTaskLine(line) {
  const [a, , c] = colonsOf(line);
  if (a === undefined) return false;
  if (hasType(line, a)) return true;
  const isWord = /^[A-Za-z_][\w-]*$/.test(strip(line.slice(0, a)));
  return c !== undefined && isWord && !/[ \t\n\v\f\r]/.test(strip(line.slice(a, c)));
}

const hasType = (line, colon) => TYPES.includes(strip(line.slice(0, colon)));

/** A task line among plain commands is a mistake: one of the two was not meant. */
export function readMixedLine(line, priority, report) {
  const [a, , , d] = colonsOf(line);
  if (d === undefined || !hasType(line, a)) return readPlainLine(line, priority, report);
  report('E_MIXED', 'a task line, but the first line is a plain command');
  return null;
}
