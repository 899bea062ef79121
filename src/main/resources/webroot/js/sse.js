/**
 * Reads server-sent events from a response. An EventSource does the same, but it cannot go on behind a
 * known event in a new connection, hides heartbeats, and does not say why it was refused.
 */

/** @typedef {{type: string, data: string, id: ?string}} SentEvent */

/** Takes text in pieces of any size and tells whole events. Pure. */
export class EventParser {
  /** @param {(event: SentEvent) => void} onEvent */
  constructor(onEvent) {
    this.onEvent = onEvent;
    this.rest = '';
    this.clear();
  }

  clear() {
    this.type = 'message';
    this.data = [];
    this.id = null;
  }

  feed(text) {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop();
    for (const line of lines) this.line(line.endsWith('\r') ? line.slice(0, -1) : line);
  }

  line(line) {
    if (line === '') this.end();
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.type = value;
    if (field === 'data') this.data.push(value);
    if (field === 'id') this.id = value;
  }

  end() {
    const event = { type: this.type, data: this.data.join('\n'), id: this.id };
    const said = this.data.length > 0;
    this.clear();
    if (said) this.onEvent(event);
  }
}

/**
 * Reads until the stream ends.
 *
 * @param {ReadableStream<Uint8Array>} body
 * @param {{onSign: () => void, onEvent: (event: SentEvent) => void}} listener onSign is told of every
 *   sign of life, heartbeats too
 */
export async function readEvents(body, { onSign, onEvent }) {
  const parser = new EventParser(onEvent);
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    onSign();
    parser.feed(piece.value);
  }
}
