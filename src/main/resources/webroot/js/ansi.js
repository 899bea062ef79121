/**
 * Reads the colours in the output of programs (SGR escape sequences) as runs of text with class names.
 * All other sequences are left out, all other control characters made visible. Pure.
 */

import { visible } from './format.js';

/** @typedef {{fg: ?number, bg: ?number, bold: boolean, dim: boolean, italic: boolean, underline: boolean, strike: boolean, inverse: boolean}} Look colours are 0 to 15 */

/** @type {Look} */
export const PLAIN = Object.freeze({
  fg: null,
  bg: null,
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  strike: false,
  inverse: false,
});

// CSI, OSC and other string sequences, and those of two characters; also one that is cut at the end.
const SEQUENCE =
  /\u001b(?:\[([0-?]*)[ -/]*([@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[PX^_][^\u001b]*(?:\u001b\\)?|[ -\/]+[0-~]|[@-Z\\-~]|\[[0-?]*[ -/]*$|$)/g;

/**
 * @param {string} line without its end
 * @param {Look} look how the line before ended
 * @returns {{runs: {text: string, kind: string}[], look: Look}}
 */
export function readLine(line, look) {
  const text = overwritten(line);
  const runs = [];
  let from = 0;
  for (const found of text.matchAll(SEQUENCE)) {
    push(runs, text.slice(from, found.index), look);
    from = found.index + found[0].length;
    if (found[2] === 'm') look = changed(look, found[1]);
  }
  push(runs, text.slice(from), look);
  return { runs, look };
}

/** What a carriage return writes over is gone, as on a terminal: a progress bar is its last state. */
function overwritten(line) {
  if (!line.includes('\r')) return line;
  const parts = line.split('\r').filter((part) => part !== '');
  const colours = parts.slice(0, -1).join('').match(SEQUENCE) ?? [];
  return colours.join('') + (parts.at(-1) ?? '');
}

function push(runs, text, look) {
  if (text !== '') runs.push({ text: visible(text), kind: kindOf(look) });
}

function kindOf(look) {
  const [fg, bg] = look.inverse ? swapped(look) : [look.fg, look.bg];
  const kinds = ['bold', 'dim', 'italic', 'underline', 'strike'].filter((name) => look[name]);
  if (fg !== null) kinds.push(`fg-${fg}`);
  if (bg !== null) kinds.push(`bg-${bg}`);
  return kinds.map((kind) => `sgr-${kind}`).join(' ');
}

/** Backgrounds are dark but for the plain one: only on that is text dark. */
const swapped = ({ fg, bg }) => [bg ?? (fg === null ? 'term' : null), fg ?? 'ink'];

const ON = { 1: 'bold', 2: 'dim', 3: 'italic', 4: 'underline', 7: 'inverse', 9: 'strike' };
const OFF = { 23: 'italic', 24: 'underline', 27: 'inverse', 29: 'strike' };

function changed(look, parameters) {
  const codes = parameters.split(/[;:]/).map((code) => Number(code || 0));
  let next = { ...look };
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i];
    if (code === 38 || code === 48) {
      const { colour, used } = extended(codes.slice(i + 1));
      next[code === 38 ? 'fg' : 'bg'] = colour;
      i += used;
    } else next = simple(next, code);
  }
  return next;
}

function simple(look, code) {
  if (code === 0) return PLAIN;
  if (code === 22) return { ...look, bold: false, dim: false };
  if (ON[code]) return { ...look, [ON[code]]: true };
  if (OFF[code]) return { ...look, [OFF[code]]: false };
  if (code >= 30 && code <= 37) return { ...look, fg: code - 30 };
  if (code >= 90 && code <= 97) return { ...look, fg: code - 82 };
  if (code >= 40 && code <= 47) return { ...look, bg: code - 40 };
  if (code >= 100 && code <= 107) return { ...look, bg: code - 92 };
  if (code === 39) return { ...look, fg: null };
  return code === 49 ? { ...look, bg: null } : look;
}

/** A colour of 256, or of red, green and blue, as the nearest of the sixteen that have a class. */
function extended([form, ...values]) {
  if (form === 5) return { colour: ofPalette(values[0] ?? 0), used: 2 };
  if (form === 2) return { colour: nearest(values.slice(0, 3)), used: 4 };
  return { colour: null, used: 0 };
}

function ofPalette(n) {
  if (n < 16) return Math.max(0, n | 0);
  if (n >= 232) return nearest(new Array(3).fill(8 + 10 * (n - 232)));
  const level = (i) => (i === 0 ? 0 : 55 + 40 * i);
  const cube = n - 16;
  return nearest([level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6)]);
}

const SIXTEEN = [
  [0, 0, 0],
  [205, 49, 49],
  [13, 188, 121],
  [229, 229, 16],
  [36, 114, 200],
  [188, 63, 188],
  [17, 168, 205],
  [229, 229, 229],
  [102, 102, 102],
  [241, 76, 76],
  [35, 209, 139],
  [245, 245, 67],
  [59, 142, 234],
  [214, 112, 214],
  [41, 184, 219],
  [255, 255, 255],
];

function nearest(rgb) {
  const distance = (colour) => colour.reduce((sum, part, i) => sum + (part - (rgb[i] ?? 0)) ** 2, 0);
  return SIXTEEN.reduce((best, colour, i) => (distance(colour) < distance(SIXTEEN[best]) ? i : best), 0);
}
