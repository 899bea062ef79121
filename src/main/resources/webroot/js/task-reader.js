/** Reads a submission in the browser, in slices that do not block the page, and keeps a preview of it. */

import { guessJson, readJsonJob, readJsonLine } from './task-json.js';
import {
  DEFAULT_PRIORITY,
  looksLikeTaskLine,
  readMixedLine,
  readPlainLine,
  readTaskLine,
} from './task-lines.js';

const SLICE = 128 * 1024;
/** Longer than this on end, and a key press would wait. */
const BUSY_MS = 12;
const HEAD = 64 * 1024;
const MAX_LINE = 2 << 20;
const MAX_LINES = 5000000;
const MAX_BYTES = 2 ** 30;
/** A JSON object is read in one piece, so a long one is left to the node. */
const MAX_JSON = 16 << 20;
const MOST_MISTAKES = 1000;
const PREVIEW = 100;
const NEWLINE = 10;

const FORMS = {
  lines: (line, priority, report) => readTaskLine(line, report),
  plain: readPlainLine,
  mixed: readMixedLine,
  ndjson: readJsonLine,
};

/**
 * @typedef {{form: ?('lines'|'plain'|'ndjson'|'json'), tasks: number, mistakeCount: number, bytes: number,
 *   mistakes: (import('./types.js').Mistake & {text?: string})[], unread: boolean,
 *   preview: {line: ?number, task: import('./task-lines.js').ReadTask}[]}} Reading
 */

/**
 * @param {Blob} blob
 * @param {{priority?: ?number, signal: AbortSignal, onProgress?: (bytes: number) => void}} how
 * @returns {Promise<Reading>}
 */
export async function readTasks(blob, { priority, signal, onProgress = () => {} }) {
  const reader = new Reader(priority ?? DEFAULT_PRIORITY);
  const stream = await unzipped(blob);
  const pieces = stream.getReader();
  let since = performance.now();
  try {
    for (let piece = await pieces.read(); !piece.done && !reader.ended; piece = await pieces.read()) {
      for (let at = 0; at < piece.value.length; at += SLICE) {
        reader.feed(piece.value.subarray(at, at + SLICE));
        if (performance.now() - since < BUSY_MS) continue;
        await new Promise((resolve) => setTimeout(resolve));
        signal.throwIfAborted();
        onProgress(reader.reading.bytes);
        since = performance.now();
      }
    }
  } catch (error) {
    if (signal.aborted) throw error;
    reader.report('E_UNREADABLE', `the file cannot be read: ${error.message}`);
  } finally {
    pieces.cancel().catch(() => {});
  }
  signal.throwIfAborted();
  return reader.end();
}

/** The text of a file; a gzip file is told by its first bytes. */
async function unzipped(blob) {
  const [a, b] = new Uint8Array(await blob.slice(0, 2).arrayBuffer());
  const zipped = a === 0x1f && b === 0x8b;
  return zipped ? blob.stream().pipeThrough(new DecompressionStream('gzip')) : blob.stream();
}

class Reader {
  constructor(priority) {
    this.priority = priority;
    /** @type {Reading} */
    this.reading = {
      form: null,
      tasks: 0,
      mistakeCount: 0,
      bytes: 0,
      mistakes: [],
      unread: false,
      preview: [],
    };
    this.rest = new Uint8Array(0);
    this.line = 0;
    this.text = '';
    this.readLine = null;
    this.begun = false;
    this.ended = false;
    this.strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  }

  feed(bytes) {
    if (this.ended) return;
    this.reading.bytes += bytes.length;
    if (this.reading.bytes > MAX_BYTES)
      return this.stop('E_TOO_LARGE', 'more than 1 GiB; split the submission');
    const all = joined(this.rest, bytes);
    if (!this.begun && all.length < HEAD) this.rest = all;
    else this.take(this.begun ? all : this.begin(all), false);
  }

  /** @returns {Reading} */
  end() {
    if (!this.ended) this.take(this.begun ? this.rest : this.begin(this.rest), true);
    if (this.reading.form === 'json' && !this.reading.unread) this.readJson();
    return this.reading;
  }

  /** Looks at the head: a byte order mark goes, JSON is told from lines. */
  begin(head) {
    this.begun = true;
    const marked = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
    const text = head.subarray(marked ? 3 : 0);
    const isJson = guessJson(significant(new TextDecoder().decode(text.subarray(0, HEAD))));
    if (isJson !== null) this.reading.form = isJson ? 'json' : 'ndjson';
    if (isJson === false) this.readLine = FORMS.ndjson;
    return text;
  }

  /** Reads whole lines and keeps the rest; at the end the rest is one, too. */
  take(bytes, last) {
    if (this.reading.form === 'json') return this.keepJson(bytes, last);
    const end = last ? bytes.length : bytes.lastIndexOf(NEWLINE) + 1;
    for (let from = 0; from < end && !this.ended;) {
      const newline = bytes.indexOf(NEWLINE, from);
      const to = newline < 0 || newline > end ? end : newline;
      this.oneLine(bytes.subarray(from, to));
      from = to + 1;
    }
    this.rest = bytes.slice(end);
    if (this.rest.length > 2 * MAX_LINE)
      this.stop('E_LINE_TOO_LONG', `more than ${MAX_LINE} bytes in a line`);
  }

  oneLine(bytes) {
    this.line++;
    if (this.line > MAX_LINES)
      return this.stop('E_TOO_LARGE', `more than ${MAX_LINES} lines; split the submission`);
    const line = bytes.at(-1) === 13 ? bytes.subarray(0, -1) : bytes;
    if (isInsignificant(line)) return;
    if (line.length > MAX_LINE)
      return this.report('E_LINE_TOO_LONG', `${line.length} bytes, limit ${MAX_LINE} in a line`);
    const nul = line.indexOf(0) + 1;
    if (nul > 0) return this.report('E_NUL', `byte ${nul} is NUL; no command can contain it`);
    const text = this.decoded(line);
    if (text !== null) this.oneTask(text);
  }

  decoded(line) {
    try {
      return this.strict.decode(line);
    } catch {
      this.report('E_ENCODING', 'the line is not UTF-8');
      return null;
    }
  }

  oneTask(text) {
    this.readLine ??= this.chosenBy(text);
    const report = (code, message, path) => this.report(code, message, path, text);
    const task = this.readLine(text, this.priority, report);
    if (task !== null) this.add(task, this.line);
  }

  chosenBy(first) {
    this.reading.form = looksLikeTaskLine(first) ? 'lines' : 'plain';
    return this.reading.form === 'lines' ? FORMS.lines : FORMS.mixed;
  }

  keepJson(bytes, last) {
    this.text += (this.json ??= new TextDecoder()).decode(bytes, { stream: !last });
    this.rest = new Uint8Array(0);
    if (this.text.length <= MAX_JSON) return;
    this.reading.unread = true;
    this.ended = true;
  }

  readJson() {
    const report = (code, message, path) => this.report(code, message, path ?? '');
    readJsonJob(this.text, this.priority, report, (task) => this.add(task, null));
  }

  add(task, line) {
    this.reading.tasks++;
    if (this.reading.preview.length < PREVIEW) this.reading.preview.push({ line, task });
  }

  report(code, message, path, text) {
    const { mistakes } = this.reading;
    this.reading.mistakeCount++;
    const line = this.reading.form === 'json' ? null : Math.max(1, this.line);
    if (mistakes.length < MOST_MISTAKES)
      mistakes.push({ line, code, message, path, text: text?.slice(0, 400) });
  }

  stop(code, message) {
    this.report(code, message);
    this.ended = true;
  }
}

function joined(a, b) {
  if (a.length === 0) return b;
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}

/** Nothing to run in it: blank or a comment. */
function isInsignificant(line) {
  for (const byte of line) if (byte !== 32 && !(byte >= 9 && byte <= 13)) return byte === 35;
  return true;
}

/** From the first line on that is neither blank nor a comment. */
const significant = (text) => text.replace(/^(?:[ \t-\r]|#[^\n]*(?:\n|$))*/, '');
