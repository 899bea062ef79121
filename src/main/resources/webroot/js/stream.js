/** The one event stream of this tab. Feeds the store; closed while the tab is hidden; goes on where it was. */

import * as api from './api.js';
import { readEvents } from './sse.js';

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 15000;
/** A quiet stream is asked after: a node that has nothing to tell answers, one that hangs does not. */
const QUIET_MS = 3000;
/** The server sends a heartbeat every 15 s. */
const DEAD_MS = 20000;

export class Stream {
  /** @param {import('./store.js').Store} store */
  constructor(store) {
    this.store = store;
    this.connection = null;
    this.lastId = null;
    this.signAt = 0;
    this.retry = null;
    this.retryMs = FIRST_RETRY_MS;
    this.wanted = false;
    this.asking = false;
    document.addEventListener('visibilitychange', () => this.adjust());
    setInterval(() => this.watch(), 1000);
  }

  start() {
    this.wanted = true;
    this.adjust();
  }

  stop() {
    this.wanted = false;
    this.lastId = null;
    this.close('paused');
  }

  adjust() {
    if (!this.wanted) return;
    if (document.hidden) this.close('paused');
    else if (!this.connection) this.open();
  }

  async open() {
    clearTimeout(this.retry);
    this.store.setLink('connecting');
    const connection = new AbortController();
    this.connection = connection;
    let refusal = null;
    try {
      await this.read(await api.events(this.lastId, connection.signal));
    } catch (error) {
      refusal = error;
    }
    if (connection !== this.connection) return;
    if (refusal?.status === 401) this.stop();
    else this.openLater();
  }

  read(response) {
    this.retryMs = FIRST_RETRY_MS;
    this.sign();
    this.store.setLink('live');
    return readEvents(response.body, {
      onSign: () => this.sign(),
      onEvent: (event) => this.take(event),
    });
  }

  take({ type, data, id }) {
    // An event that cannot be read must not be skipped: without the id everything is sent anew.
    this.lastId = null;
    const change = JSON.parse(data);
    if (type === 'snapshot') this.store.snapshot(change);
    if (type === 'delta') this.store.delta(change);
    this.lastId = id;
  }

  sign() {
    this.signAt = Date.now();
    this.store.fresh();
  }

  /** Asks a quiet node for a sign; gives up a connection that is dead without saying so. */
  watch() {
    if (this.store.link !== 'live') return;
    const quiet = Date.now() - this.signAt;
    if (quiet > DEAD_MS) this.openLater();
    else if (quiet > QUIET_MS && !this.asking) this.ask();
  }

  async ask() {
    this.asking = true;
    try {
      this.store.delta({ status: await api.status(AbortSignal.timeout(DEAD_MS)) });
      this.sign();
    } catch {
      // No answer is the answer: the figures grow old, and the page shows their age.
    }
    this.asking = false;
  }

  openLater() {
    this.close('lost');
    this.retry = setTimeout(() => this.adjust(), this.retryMs * (0.5 + Math.random()));
    this.retryMs = Math.min(LAST_RETRY_MS, this.retryMs * 2);
  }

  close(link) {
    clearTimeout(this.retry);
    this.connection?.abort();
    this.connection = null;
    this.store.setLink(link);
  }
}
