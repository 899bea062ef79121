/** The frame around every view: brand, navigation with counts, state of the stream, theme. */

import { h, fillWith, setAttr, setText } from './dom.js';
import { compact, count, roughly } from './format.js';
import { openTasks, settledTasks } from './history.js';
import { icon, logo } from './icons.js';
import { showKeys } from './keys.js';
import { link } from './router.js';
import { toggleTheme } from './theme.js';

const STALE_AFTER_SECONDS = 5;

const VIEWS = [
  ['overview', 'Overview', link(), () => ''],
  ['jobs', 'Jobs', link('jobs'), (s) => s.jobList().filter((j) => j.state === 'running').length],
  ['tasks', 'Tasks', link('tasks'), () => ''],
  ['failures', 'Failures', link('failures'), (s) => s.status?.counts.failed ?? 0],
  ['nodes', 'Nodes', link('nodes'), (s) => s.nodesIn('live').length],
  ['timeline', 'Timeline', link('timeline'), () => ''],
];

/** @returns {{update: (store: import('./store.js').Store) => void, select: (view: string) => void}} */
export function shell() {
  const items = VIEWS.map(navItem);
  const live = liveMark();
  const submit = h(
    'a',
    {
      class: 'btn primary submit',
      href: link('submit'),
      'data-view': 'submit',
      'aria-label': 'Submit tasks',
    },
    icon('add'),
    h('span', null, 'Submit'),
  );
  const keys = h(
    'button',
    {
      class: 'btn icon-only wide',
      type: 'button',
      title: 'Keys (?)',
      'aria-label': 'Show the keys',
      on: { click: showKeys },
    },
    icon('keys'),
  );
  const theme = h(
    'button',
    {
      class: 'btn icon-only',
      type: 'button',
      title: 'Light or dark',
      'aria-label': 'Switch between light and dark',
      on: { click: toggleTheme },
    },
    icon('theme'),
  );
  fillWith(
    document.getElementById('top'),
    h('a', { class: 'brand', href: link() }, logo(), 'DistComp'),
    h(
      'nav',
      { 'aria-label': 'Views' },
      items.map((item) => item.el),
    ),
    h('span', { class: 'grow' }),
    live.el,
    submit,
    keys,
    theme,
  );
  skipLink();
  return {
    select: (view) => {
      items.forEach((item) => setAttr(item.el, 'aria-current', item.view === view ? 'page' : null));
      setAttr(submit, 'aria-current', view === 'submit' ? 'page' : null);
    },
    update(store) {
      items.forEach((item) => item.update(store));
      live.update(store);
      setBanner(store);
      setTitle(store);
    },
  };
}

function navItem([view, label, href, numberOf]) {
  const badge = h('span', { class: view === 'failures' ? 'n bad' : 'n' });
  const el = h('a', { href, 'data-view': view }, icon(view), h('span', null, label), badge);
  const update = (store) => {
    const n = numberOf(store);
    setText(badge, n > 0 ? compact(n) : '');
  };
  return { view, el, update };
}

const LINKS = { live: 'live', connecting: 'connecting', paused: 'paused', lost: 'no contact' };

function liveMark() {
  const text = h('span');
  const el = h('span', { class: 'live', role: 'status' }, h('i'), text);
  const update = (store) => {
    // A connection to a node that says nothing true is none.
    const state = store.link === 'live' && store.age() > STALE_AFTER_SECONDS ? 'lost' : store.link;
    setAttr(el, 'data-link', state);
    setText(text, LINKS[state]);
  };
  return { el, update };
}

/** Old figures are greyed and say how old they are. */
function setBanner(store) {
  const stale = store.status !== null && store.age() > STALE_AFTER_SECONDS;
  const unreached = store.status === null && store.link === 'lost';
  document.body.classList.toggle('stale', stale);
  const banner = document.getElementById('banner');
  banner.hidden = !stale && !unreached;
  if (stale) setText(banner, `${whyStale(store)} These figures are ${roughly(store.age())} old; trying again.`);
  if (unreached) setText(banner, 'The node does not answer; trying again.');
}

const whyStale = ({ link: state, status }) =>
  state === 'live' && status.redis !== 'ok' ? 'The node does not reach Redis.' : 'No contact with the node.';

/** Progress in the title of the tab, for those who look elsewhere meanwhile. */
function setTitle(store) {
  const counts = store.status?.counts;
  const open = counts ? openTasks(counts) : 0;
  const wanted =
    open > 0 ? `${count(open)} open, ${count(settledTasks(counts))} done \u2013 DistComp` : 'DistComp';
  if (document.title !== wanted) document.title = wanted;
}

/** An address that is a route cannot be a fragment too: the link moves the focus by itself. */
function skipLink() {
  document.getElementById('skip').addEventListener('click', (event) => {
    event.preventDefault();
    document.getElementById('view').focus();
  });
}
