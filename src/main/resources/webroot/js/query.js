/**
 * The language of the query box: `state:failed exit:1 node:x job:3 text`. Pure; turns text into the
 * filter that the API takes and back, and knows what can be typed next.
 *
 * @typedef {{job?: string, state?: string, outcome?: string, exit_code?: string, node?: string,
 *   failure?: string, q?: string}} Filter
 */

const STATES = ['todo', 'waiting', 'in_progress', 'finished', 'failed', 'cancelled'];
const OUTCOMES = [
  'succeeded',
  'failed',
  'timed_out',
  'out_of_memory',
  'returned',
  'lost',
  'cancelled',
  'invalid',
];
/** The page says "running" and "queued", so the box takes these words too. */
const STATE_WORDS = { queued: 'todo', running: 'in_progress', done: 'finished', canceled: 'cancelled' };
const EXIT_CODES = [
  ['0', 'success'],
  ['1', 'general error'],
  ['2', 'wrong use'],
  ['126', 'cannot be executed'],
  ['127', 'command not found'],
  ['137', 'killed, 128 + 9'],
  ['139', 'segmentation fault, 128 + 11'],
];

/** Word of the box, field of the API, what it means, rule for a value. */
const WORDS = [
  ['state', 'state', 'what became of the task', oneOf(STATES, STATE_WORDS)],
  ['exit', 'exit_code', 'exit code of the last attempt', wholeNumber(-1, 255)],
  ['outcome', 'outcome', 'how the last attempt ended', oneOf(OUTCOMES, {})],
  ['node', 'node', 'where the last attempt was', shaped(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'a node name')],
  ['job', 'job', 'tasks of one job', wholeNumber(1, Number.MAX_SAFE_INTEGER)],
  ['failure', 'failure', 'one group of failures', shaped(/^[0-9a-f]{16}$/, 'the key of a failure group')],
  ['text', 'q', 'part of the command', shaped(/^.{1,1024}$/s, '1 to 1,024 characters')],
];
const byWord = new Map(WORDS.map(([word, ...rest]) => [word, rest]));
byWord.set('exit_code', byWord.get('exit')).set('q', byWord.get('text'));

function oneOf(values, others) {
  return (value) => {
    const known = others[value] ?? value;
    return values.includes(known) ? { value: known } : { fault: `one of ${values.join(', ')}` };
  };
}

function wholeNumber(min, max) {
  return (value) => {
    const fits = /^-?\d{1,16}$/.test(value) && Number(value) >= min && Number(value) <= max;
    return fits ? { value: String(Number(value)) } : { fault: `a whole number from ${min}` };
  };
}

function shaped(pattern, what) {
  return (value) => (pattern.test(value) ? { value } : { fault: what });
}

const TOKEN = /(?:([A-Za-z_]+):)?(?:"((?:[^"\\]|\\.)*)"|([^\s"]\S*))?/y;

/** Pieces of a text with their places; a quoted piece is taken as it is. */
function tokens(text) {
  const found = [];
  for (let at = 0; at < text.length;) {
    if (/\s/.test(text[at])) at++;
    else at = token(text, at, found);
  }
  return found;
}

function token(text, from, found) {
  TOKEN.lastIndex = from;
  const [all, word, quoted, bare] = TOKEN.exec(text);
  // A quote that never ends is a character like any other.
  const to = from + (all.length || 1);
  const value = quoted === undefined ? (bare ?? '') : quoted.replace(/\\(.)/g, '$1');
  const known = word !== undefined && byWord.has(word.toLowerCase());
  if (known) found.push({ from, to, word: word.toLowerCase(), value });
  else
    found.push({ from, to, word: null, value: quoted !== undefined && !word ? value : text.slice(from, to) });
  return to;
}

/**
 * @param {string} text
 * @returns {{filter: Filter, faults: string[]}}
 */
export function parseQuery(text) {
  const filter = {};
  const faults = [];
  const words = [];
  for (const { word, value } of tokens(text)) {
    if (word === null) words.push(value);
    else take(filter, faults, word, value);
  }
  if (words.length > 0) take(filter, faults, 'text', [filter.q, ...words].filter(Boolean).join(' '));
  return { filter, faults };
}

function take(filter, faults, word, value) {
  const [field, , rule] = byWord.get(word);
  const { value: read, fault } = rule(value);
  if (fault) faults.push(`${word}: needs ${fault}`);
  else filter[field] = read;
}

/** The text of a filter; parsed again it gives the same filter. */
export function formatQuery(/** @type {Filter} */ filter) {
  const said = WORDS.filter(([word, field]) => word !== 'text' && filter[field]);
  const parts = said.map(([word, field]) => `${word}:${filter[field]}`);
  if (filter.q) parts.push(formatText(filter.q));
  return parts.join(' ');
}

function formatText(q) {
  const plain = parseQuery(q);
  const same = plain.faults.length === 0 && Object.keys(plain.filter).length === 1 && plain.filter.q === q;
  return same ? q : `"${q.replace(/["\\]/g, '\\$&')}"`;
}

/** What the API knows out of the query of an address; a mistyped address is not a refused request. */
export function filterOf(/** @type {Object<string, string>} */ query) {
  const filter = {};
  for (const [word, field, , rule] of WORDS) {
    const read = query[field] ? rule(query[field]) : {};
    if (word && read.value !== undefined) filter[field] = read.value;
  }
  return filter;
}

/**
 * What can be typed at the caret: each choice replaces the text from `from` to `to`.
 *
 * @param {string} text
 * @param {number} caret
 * @param {{nodes: string[], jobs: {id: number, name: string}[]}} known
 * @returns {{from: number, to: number, choices: {text: string, hint: string}[]}}
 */
export function complete(text, caret, known) {
  const here = tokens(text).find((t) => t.from < caret && caret <= t.to);
  if (!here) return { from: caret, to: caret, choices: wordChoices('', text) };
  if (here.word === null)
    return { from: here.from, to: here.to, choices: wordChoices(text.slice(here.from, caret), text) };
  const colon = text.indexOf(':', here.from) + 1;
  if (caret < colon) return { from: here.from, to: here.to, choices: [] };
  return {
    from: here.from,
    to: here.to,
    choices: valueChoices(here.word, text.slice(colon, caret).replace(/^"/, '').toLowerCase(), known),
  };
}

const MOST = 8;

function wordChoices(start, text) {
  const said = new Set(tokens(text).map((t) => t.word));
  return WORDS.filter(
    ([word]) => word.startsWith(start.toLowerCase()) && !said.has(word) && word !== 'failure',
  )
    .map(([word, , hint]) => ({ text: `${word}:`, hint }))
    .slice(0, MOST);
}

function valueChoices(word, start, known) {
  const values = {
    state: () => STATES.map((s) => [s, Object.keys(STATE_WORDS).find((k) => STATE_WORDS[k] === s) ?? '']),
    outcome: () => OUTCOMES.map((o) => [o, '']),
    exit: () => EXIT_CODES,
    exit_code: () => EXIT_CODES,
    node: () => known.nodes.map((n) => [n, '']),
    job: () => known.jobs.map((j) => [String(j.id), j.name]),
  };
  const fits = ([value, hint]) =>
    value.startsWith(start) || (start !== '' && hint.toLowerCase().includes(start));
  return (values[word]?.() ?? [])
    .filter(([value, hint]) => fits([value.toLowerCase(), hint]))
    .slice(0, MOST)
    .map(([value, hint]) => ({ text: `${word}:${value} `, hint }));
}
