/** Turns values into the words and figures of the page. Pure; knows no element and no store. */

const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const ONE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });
const TWO = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });
const NONE = '\u2013';

/** 1234567 -> "1,234,567". */
export const count = (n) => (Number.isFinite(n) ? WHOLE.format(n) : NONE);

const COMPACT = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

/** 1234567 -> "1.2M", for where there is little room; exact below 10,000. */
export const compact = (n) => (n < 10000 ? count(n) : COMPACT.format(n));

/** "1 task", "2,000 tasks". */
export const plural = (n, one, many = `${one}s`) => `${count(n)} ${n === 1 ? one : many}`;

/** A rate per second with as many digits as say something. */
export function rate(perSecond) {
  if (!Number.isFinite(perSecond)) return NONE;
  if (perSecond >= 100) return WHOLE.format(perSecond);
  return perSecond >= 10 || perSecond === 0 ? ONE.format(perSecond) : TWO.format(perSecond);
}

/** A share; rounded down, so that 100 % means all, and up from nothing, so that 0 % means none. */
export function percent(part, whole) {
  if (!(whole > 0)) return NONE;
  const tenths = Math.floor((part / whole) * 1000) / 10;
  if (part > 0 && tenths === 0) return 'under 0.1 %';
  return `${part < whole ? tenths.toFixed(1) : '100'} %`;
}

const SMALL_GB = 0.1;

/** Gigabytes; terabytes from 1,000 on, megabytes below a tenth. */
export function memory(gb) {
  if (!Number.isFinite(gb)) return NONE;
  if (gb > 0 && gb < SMALL_GB) return `${WHOLE.format(Math.max(1, gb * 1024))} MB`;
  return gb >= 1000 ? `${ONE.format(gb / 1024)} TB` : `${gigabytes(gb)} GB`;
}

/** "12.3 / 96 GB". */
export const memoryOf = (used, all) =>
  all >= 1000 ? `${ONE.format(used / 1024)} / ${memory(all)}` : `${gigabytes(used)} / ${memory(all)}`;

const gigabytes = (gb) => (gb >= 100 ? WHOLE : gb >= 10 ? ONE : TWO).format(gb);

export const number = (n) => (Number.isFinite(n) ? TWO.format(n) : NONE);

/** "12.3 MB" of bytes. */
export function bytes(n) {
  const units = ['bytes', 'KB', 'MB', 'GB'];
  let unit = 0;
  let value = n;
  for (; value >= 1024 && unit < units.length - 1; unit++) value /= 1024;
  return `${unit === 0 ? WHOLE.format(value) : ONE.format(value)} ${units[unit]}`;
}

/** Seconds as "under 0.01 s", "0.42 s", "12 s", "4 min 12 s", "3 h 07 min", "2 d 4 h". */
export function duration(seconds) {
  if (!Number.isFinite(seconds) || seconds < 0) return NONE;
  if (seconds < 0.01) return 'under 0.01 s';
  if (seconds < 10) return `${TWO.format(seconds)} s`;
  const s = Math.round(seconds);
  if (s < 60) return `${s} s`;
  if (s < 3600) return pair(Math.floor(s / 60), 'min', s % 60, 's');
  if (s < 86400) return pair(Math.floor(s / 3600), 'h', Math.floor((s % 3600) / 60), 'min');
  return pair(Math.floor(s / 86400), 'd', Math.floor((s % 86400) / 3600), 'h');
}

const pair = (a, unitA, b, unitB) => (b === 0 ? `${a} ${unitA}` : `${a} ${unitA} ${b} ${unitB}`);

/** A duration for estimates: one unit, nothing that pretends to be exact. */
export function roughly(seconds) {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return seconds < 129600 ? `${ONE.format(seconds / 3600)} h` : `${ONE.format(seconds / 86400)} days`;
}

const TIME = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const MINUTE = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const DAY = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric' });

/** A point in time: the time of day when it is near, with the day when it is not. */
export function moment(at, now = Date.now(), exact = true) {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return NONE;
  const time = (exact ? TIME : MINUTE).format(date);
  return date.toDateString() === new Date(now).toDateString() ? time : `${DAY.format(date)}, ${time}`;
}

/** When work that takes so many seconds more is done, to the minute. */
export const doneBy = (seconds, now = Date.now()) => moment(now + seconds * 1000, now, seconds < 60);

/** "12 s ago". */
export const ago = (at, now = Date.now()) => `${roughly(Math.max(0, (now - Date.parse(at)) / 1000))} ago`;

// C0 and C1 controls but tab and newline, and the characters that turn the direction of text around.
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Foreign text with every invisible character made visible, so that it shows what it is. */
export const visible = (text) => String(text ?? '').replace(HIDDEN, picture);

function picture(c) {
  const code = c.charCodeAt(0).toString(16);
  return code.length > 2 ? `\\u${code}` : `\\x${code.padStart(2, '0')}`;
}

/** A message of the API as a sentence: a capital first, a full stop last. */
export function sentence(text) {
  const words = visible(text).trim();
  return words.charAt(0).toUpperCase() + words.slice(1) + (/[.!?:]$/.test(words) ? '' : '.');
}
