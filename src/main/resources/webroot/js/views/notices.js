/** The list of what needs a person. */

import { attention } from '../attention.js';
import { h, keyed, setAttr, setText } from '../dom.js';
import { plural } from '../format.js';
import { openTasks } from '../history.js';
import { icon } from '../icons.js';
import { card } from '../parts.js';

const ICONS = { bad: 'alert', warn: 'alert', info: 'info' };

export function attentionCard() {
  const list = h('ul', { class: 'notices' });
  const calm = h('small');
  const fine = h('div', { class: 'fine' }, icon('check'), h('p', null, h('b', null, 'Nothing needs you.'), calm));
  const badge = h('small');
  const el = card('Needs attention', [h('span', { class: 'grow' }), badge], list, fine);
  el.classList.add('attention');
  /** @param {import('../attention.js').Facts} facts */
  const update = (store, facts) => {
    const notices = attention(store, facts);
    keyed(list, notices, (n) => n.key, noticeRow);
    list.hidden = notices.length === 0;
    fine.hidden = notices.length > 0 || !store.status;
    setText(badge, notices.length > 0 ? plural(notices.length, 'item') : '');
    setText(calm, calmText(store));
  };
  return { el, update };
}

function calmText(store) {
  if (!store.status) return '';
  const open = openTasks(store.status.counts);
  const nodes = store.nodes.size > 0 ? ', every node answers' : '';
  return `${open > 0 ? `${plural(open, 'task')} on the way` : 'No open tasks'}, no failures${nodes}.`;
}

function noticeRow(first) {
  let notice = first;
  const text = h('span');
  const detail = h('small');
  const action = first.run
    ? h('button', { class: 'do', type: 'button', on: { click: () => notice.run() } })
    : h('a', { class: 'do' });
  const el = h('li', { class: first.kind }, icon(ICONS[first.kind]), h('p', null, text, detail), action);
  const update = (now) => {
    notice = now;
    setAttr(el, 'class', now.kind);
    setText(text, now.text);
    setText(detail, now.detail);
    setText(action, now.action ?? '');
    if (!now.run) setAttr(action, 'href', now.href);
    action.hidden = !now.action;
  };
  return { el, update };
}
