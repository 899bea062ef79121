/** Starts the page: signs in, opens the stream, and shows the view that the address names. */

import * as api from './api.js';
import { toast } from './dialogs.js';
import { fillWith } from './dom.js';
import { listenToKeys } from './keys.js';
import { follow, link, takeCode, parse } from './router.js';
import { shell } from './shell.js';
import { Store } from './store.js';
import { Stream } from './stream.js';
import { overview } from './views/overview.js';
import { signedOutView } from './views/signed-out.js';

const store = new Store();
const stream = new Stream(store);
const main = document.getElementById('view');
let frame = null;
let page = null;
/** The other views and the drawer; null until they are loaded. */
let rest = null;
let drawer = null;
let loading = null;

/** Loads what the overview does without: with its first figures, or when the address wants it. */
function loadRest() {
  loading ??= import('./views/rest.js').then(
    (views) => {
      rest = views;
      drawer = rest.taskDrawer(store, closeDrawer);
      show(parse(location.hash));
    },
    () => {
      loading = null;
      toast('The other views could not be loaded. Is the node still running?', 'bad');
    },
  );
}

/** Once, when the first figures have been drawn. */
function loadRestBehindFigures() {
  const stop = store.subscribe(() => {
    if (store.status === null) return;
    stop();
    setTimeout(loadRest);
  });
}

/** One id of a task in the address opens the drawer over whatever is shown. */
function show(route) {
  if (frame === null) return;
  if (rest === null && route.path.length > 0) return loadRest();
  if (route.path[0] === 'tasks' && route.path.length === 2) {
    const came = page !== null;
    if (!came) showPage(parse(link('jobs', route.path[1].split('.')[0])));
    drawer.open(route.path[1], came);
    return;
  }
  drawer?.close();
  showPage(route);
}

function showPage(route) {
  const name = route.path.join('/');
  if (page?.hash === route.hash) return;
  if (page?.name === name && page.view.navigate) {
    page.hash = route.hash;
    page.view.navigate(route.query);
    return;
  }
  page?.view.dispose?.();
  const view = create(route);
  page = { name, hash: route.hash, view };
  // What was pressed goes with its view: the next Tab starts in the new one.
  const leaving = main.contains(document.activeElement);
  fillWith(main, view.el);
  if (leaving) main.focus({ preventScroll: true });
  scrollTo(0, 0);
  frame.select(route.path[0] ?? 'overview');
  view.update?.(store);
  view.shown?.();
}

function create({ path, query }) {
  if (path[0] === 'jobs' && path.length === 2) return rest.jobView(store, path[1], query);
  return (rest?.VIEWS[path[0]] ?? overview)(store, query);
}

/** Back to the list below: by history where the drawer was opened from it, else by address. */
function closeDrawer(openedFromPage) {
  if (openedFromPage) history.back();
  else location.hash = page.hash;
}

function signedOut() {
  stream.stop();
  drawer?.close();
  page?.view.dispose?.();
  page = null;
  frame = null;
  document.getElementById('top').replaceChildren();
  document.getElementById('banner').hidden = true;
  fillWith(main, signedOutView());
}

function update() {
  if (frame === null) return;
  frame.update(store);
  page?.view.update?.(store);
  drawer?.update(store);
}

/** Asks for the first figures; true unless the node says that this tab has no session. */
const hasSession = () =>
  api.status().then(
    (status) => {
      store.ahead(status);
      return true;
    },
    (error) => error.status !== 401,
  );

async function start() {
  api.whenSignedOut(() => frame !== null && signedOut());
  const code = takeCode();
  const fresh = code !== null && (await api.login(code).then(() => true, () => false));
  const session = hasSession();
  // A used-up link in a tab that still has its session is no reason to lock it out.
  if (code !== null && !fresh && !(await session)) return signedOut();
  // Without a code before it is known whether there is a session: the page waits for figures.
  stream.start();
  if (parse(location.hash).path.length > 0) loadRest();
  if (code === null && !(await session)) return signedOut();
  frame = shell();
  store.subscribe(update);
  loadRestBehindFigures();
  follow(show);
  listenToKeys(() => page?.view.keys);
  setInterval(() => document.hidden || store.tick(), 1000);
}

// A second link pasted into an open tab carries a code, too.
addEventListener('hashchange', () => location.hash.startsWith('#code=') && location.reload());
start();
