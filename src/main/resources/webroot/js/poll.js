/** Asks the server for something again and again, while the tab is seen and the view is there. */

/**
 * @template T
 * @param {{load: (signal: AbortSignal) => Promise<T>, every: (last: ?T) => number,
 *   show: (value: ?T, error: ?Error) => void}} how every tells the pause in ms
 * @returns {{again: () => void, dispose: () => void}} again drops what is on the way and asks at once
 */
export function poll({ load, every, show }) {
  let request = null;
  let timer = null;

  async function again() {
    clearTimeout(timer);
    request?.abort();
    const mine = new AbortController();
    request = mine;
    let value = null;
    let error = null;
    try {
      value = await load(mine.signal);
    } catch (refusal) {
      error = refusal;
    }
    if (mine.signal.aborted) return;
    request = null;
    show(value, error);
    timer = setTimeout(next, every(value));
  }

  /** A hidden tab asks for nothing; it asks when it is seen again. */
  function next() {
    if (!document.hidden) again();
  }

  function onSeen() {
    if (!document.hidden && request === null) again();
  }

  document.addEventListener('visibilitychange', onSeen);
  again();
  return {
    again,
    dispose() {
      clearTimeout(timer);
      request?.abort();
      document.removeEventListener('visibilitychange', onSeen);
    },
  };
}
