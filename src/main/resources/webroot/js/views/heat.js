/** The heat strip: all nodes at a glance, one cell for each. */

import { h, keyed, setAttr, setStyle } from '../dom.js';
import { memory, visible } from '../format.js';
import { wordOf } from '../parts.js';
import { link } from '../router.js';

/** One cell per node: the fuller, the more are its slots in use. */
export function heatStrip() {
  const el = h('div', { class: 'heat' });
  const scale = h(
    'span',
    { class: 'scale', 'aria-hidden': 'true' },
    [0.1, 0.4, 0.7, 1].map((load) => {
      const cell = h('i', { class: 'cell' });
      setStyle(cell, '--load', String(load));
      return cell;
    }),
  );
  const sign = (state, word) => h('span', null, h('i', { class: `cell ${state}` }), word);
  const legend = h(
    'span',
    { class: 'legend heat-legend' },
    h('span', null, 'slots in use: low ', scale, ' high'),
    sign('draining', 'draining'),
    sign('lost', 'lost'),
  );
  return { el, legend, update: (nodes) => keyed(el, nodes, (n) => n.name, heatCell) };
}

function heatCell(node) {
  // The table below has the same for the keyboard; forty more tab stops would be in the way.
  const el = h('a', { class: 'cell', tabindex: -1, href: link('nodes', { name: node.name }) });
  let shown = null;
  const update = (now) => {
    if (now === shown) return;
    shown = now;
    const words = `${visible(now.name)}: ${wordOf(now.state)}, ${now.running} of ${now.slots} slots in use, ${memory(now.mem_free_gb)} free`;
    setAttr(el, 'class', `cell ${now.state}`);
    setStyle(el, '--load', String(now.slots > 0 ? 0.06 + 0.94 * (now.running / now.slots) : 0));
    setAttr(el, 'title', words);
    setAttr(el, 'aria-label', words);
  };
  return { el, update };
}
