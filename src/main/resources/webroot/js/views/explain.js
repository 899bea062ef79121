/** Why a task waits, in words and node by node. */

import * as api from '../api.js';
import { h, keyed, setAttr, setText } from '../dom.js';
import { count, sentence, visible } from '../format.js';
import { icon } from '../icons.js';
import { button } from '../parts.js';
import { poll } from '../poll.js';

const REFRESH_MS = 4000;
const NODES_SHOWN = 5;
const WAITS = ['todo', 'waiting'];

export function explainPanel(id) {
  const summary = h('p', { class: 'why-summary' });
  const list = h('ul', { class: 'why-nodes' });
  let all = false;
  let nodes = [];
  const more = button('', null, () => show(!all), 'small');
  const el = h('section', { class: 'why', 'aria-label': 'Why it waits', hidden: true }, h('h3', null, 'Why it waits'), summary, list, more);
  let source = null;

  function show(everything) {
    all = everything;
    keyed(list, all ? nodes : nodes.slice(0, NODES_SHOWN), (node) => node.name, nodeRow);
    more.hidden = nodes.length <= NODES_SHOWN;
    setText(more.lastChild, all ? 'Show fewer' : `Show all ${count(nodes.length)} nodes`);
  }

  function take(explanation, error) {
    if (error) setText(summary, error.message);
    if (!explanation) return;
    setText(summary, sentence(explanation.summary));
    nodes = [...explanation.nodes].sort((a, b) => Number(b.fits) - Number(a.fits));
    show(all);
  }

  /** Asks while the task waits, not longer. */
  function update(task) {
    const waits = WAITS.includes(task.state);
    el.hidden = !waits;
    if (waits) source ??= poll({ load: (signal) => api.explain(id, signal), every: () => REFRESH_MS, show: take });
    else dispose();
  }

  function dispose() {
    source?.dispose();
    source = null;
  }

  return { el, update, dispose };
}

function nodeRow(first) {
  const mark = h('span', { class: 'mark' });
  const reason = h('span', { class: 'sub' });
  const el = h('li', null, mark, h('b', null, visible(first.name)), reason);
  let fits = null;
  const update = (node) => {
    setText(reason, visible(node.reason));
    if (fits === node.fits) return;
    fits = node.fits;
    setAttr(el, 'class', fits ? 'fits' : null);
    mark.replaceChildren(icon(fits ? 'check' : 'close'), h('span', { class: 'unseen' }, fits ? 'fits: ' : 'does not fit: '));
  };
  return { el, update };
}
