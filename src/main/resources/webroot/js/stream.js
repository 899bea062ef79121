/** The one event stream of this tab. Feeds the store; closed while the tab is hidden. */

import { EVENTS, status } from './api.js';

const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 15000;

export class Stream {
  /** @param {import('./store.js').Store} store */
  constructor(store) {
    this.store = store;
    this.source = null;
    this.retry = null;
    this.retryMs = FIRST_RETRY_MS;
    this.wanted = false;
    document.addEventListener('visibilitychange', () => this.adjust());
  }

  start() {
    this.wanted = true;
    this.adjust();
  }

  stop() {
    this.wanted = false;
    this.close('paused');
  }

  adjust() {
    if (!this.wanted) return;
    if (document.hidden) this.close('paused');
    else if (!this.source) this.open();
  }

  open() {
    clearTimeout(this.retry);
    this.store.setLink('connecting');
    const source = new EventSource(EVENTS);
    this.source = source;
    source.addEventListener('open', () => this.onOpen());
    source.addEventListener('snapshot', (e) => this.store.snapshot(JSON.parse(e.data)));
    source.addEventListener('delta', (e) => this.store.delta(JSON.parse(e.data)));
    source.addEventListener('error', () => this.onError(source));
  }

  onOpen() {
    this.retryMs = FIRST_RETRY_MS;
    this.store.setLink('live');
  }

  /** While the browser tries again by itself (and resumes) it is left alone; a refusal ends that. */
  onError(source) {
    if (source !== this.source) return;
    this.store.setLink('lost');
    if (source.readyState === EventSource.CLOSED) this.openLater();
  }

  openLater() {
    this.close('lost');
    // The event source hides why it was refused; a plain call tells, and reports a lost session.
    status().catch((error) => {
      if (error.status === 401) this.stop();
    });
    this.retry = setTimeout(() => this.adjust(), this.retryMs);
    this.retryMs = Math.min(LAST_RETRY_MS, this.retryMs * 2);
  }

  close(link) {
    clearTimeout(this.retry);
    this.source?.close();
    this.source = null;
    this.store.setLink(link);
  }
}
