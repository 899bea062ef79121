/** What is chosen above a timeline: the job to colour, the zoom, the span, chart or table. */

import { fillWith, h, setAttr, setText } from '../dom.js';
import { visible } from '../format.js';
import { button } from '../parts.js';
import { link } from '../router.js';

export const RANGES = [
  ['5m', '5 min'],
  ['1h', '1 h'],
  ['24h', '24 h'],
];
const MOST_JOBS = 50;

export function timelineControls({ zoomIn, zoomOut, all }) {
  const ranges = RANGES.map(([range, word]) => ({ range, el: h('a', null, word) }));
  const forms = ['chart', 'table'].map((form) => ({ form, el: h('a', null, form) }));
  const pick = h('select', { 'aria-label': 'Job to colour' });
  const zooms = h(
    'span',
    { class: 'row tight' },
    button('\u2212', null, zoomOut, 'small'),
    button('+', null, zoomIn, 'small'),
    button('All', null, all, 'small'),
  );
  [...zooms.children].forEach((one, i) => setAttr(one, 'aria-label', ['Zoom out', 'Zoom in', 'Show all'][i]));
  let query = {};
  const hrefOf = (change) => link('timeline', { ...query, ...change });
  pick.addEventListener('change', () => (location.hash = hrefOf({ job: pick.value })));
  const nav = (label, items) => h('nav', { class: 'seg', 'aria-label': label }, items.map((one) => one.el));
  const el = h('span', { class: 'row' }, pick, zooms, nav('Span', ranges), nav('Form', forms));
  const legend = timelineLegend();

  function select(next) {
    query = next;
    for (const { range, el: at } of ranges) current(at, hrefOf({ range }), range === query.range);
    for (const { form, el: at } of forms) {
      const as = form === 'table' ? 'table' : '';
      current(at, hrefOf({ as }), as === query.as);
    }
    legend.show(query.job !== '');
  }

  const show = ({ zoomed, asTable }) => {
    zooms.hidden = asTable;
    zooms.lastChild.disabled = zooms.firstChild.disabled = !zoomed;
  };
  return { el, legend: legend.el, select, show, jobs: jobPicker(pick) };
}

function current(at, href, chosen) {
  setAttr(at, 'href', href);
  setAttr(at, 'aria-current', chosen ? 'true' : null);
}

/** Fills the list anew only where the jobs are others: an open list must not jump. */
function jobPicker(pick) {
  let shown = null;
  return (jobs, { job }) => {
    const known = jobs.slice(0, MOST_JOBS).map(({ id, name }) => [String(id), `${visible(name)} #${id}`]);
    if (job && !known.some(([id]) => id === job)) known.unshift([job, `#${job}`]);
    const now = JSON.stringify(known);
    if (now !== shown) {
      fillWith(pick, h('option', { value: '' }, 'by state, all jobs'), known.map(([value, text]) => h('option', { value }, text)));
      shown = now;
    }
    if (pick.value !== job) pick.value = job;
  };
}

function timelineLegend() {
  const key = (kind, word) => h('span', null, h('i', { class: kind }), word);
  const scale = h('span');
  const other = key('key-other', 'other jobs');
  const el = h('span', { class: 'legend' }, key('key-done', 'finished'), key('key-run', 'running'), key('key-failed', 'failed'), other, scale);
  const show = (ofJob) => {
    other.hidden = !ofJob;
    setText(scale, ofJob ? 'higher: busier' : 'stronger: busier');
  };
  return { el, show };
}
