/** Reads and writes the address. The part after # is the view and its query; it can be shared. */

import { queryText } from './api.js';

/** @typedef {{path: string[], query: Object<string, string>, hash: string}} Route */

/** @returns {Route} */
export function parse(hash) {
  const [path, query] = hash.replace(/^#?\/?/, '').split('?');
  return {
    path: path.split('/').filter(Boolean).map(decoded),
    query: Object.fromEntries(new URLSearchParams(query ?? '')),
    hash: hash === '' ? '#/' : hash,
  };
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address of a view: `link('jobs', 12)` or `link('tasks', {state: 'failed'})`. */
export function link(...parts) {
  const query = typeof parts.at(-1) === 'object' ? parts.pop() : {};
  return `#/${parts.map((p) => encodeURIComponent(String(p))).join('/')}${queryText(query)}`;
}

/** The one-time code of a dashboard link (`/#code=...`), taken out of the address bar at once. */
export function takeCode() {
  const code = /^#code=([^&]+)/.exec(location.hash)?.[1];
  if (code === undefined) return null;
  history.replaceState(null, '', `${location.pathname}#/`);
  return decoded(code);
}

/** Calls the listener with each new route, and with the present one. */
export function follow(/** @type {(route: Route) => void} */ listener) {
  addEventListener('hashchange', () => listener(parse(location.hash)));
  listener(parse(location.hash));
}
