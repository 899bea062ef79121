/** The few icons of the page, drawn as strokes in the colour of the text. */

import { svg } from './dom.js';

const PATHS = {
  overview: 'M3 12.5V17h4v-4.5zM8.5 8v9h4V8zM14 3v14h3.5V3z',
  jobs: 'M3 5h14M3 10h14M3 15h9',
  tasks: 'M4 4.5h12v11H4zM7 8.5l2 1.8-2 1.8M10.5 12.5H13',
  nodes: 'M3 4h14v5H3zM3 11h14v5H3zM6 6.5h.01M6 13.5h.01',
  failures: 'M10 3l7.5 13.5h-15zM10 8.5v3.5M10 14.3h.01',
  alert: 'M10 3l7.5 13.5h-15zM10 8.5v3.5M10 14.3h.01',
  check: 'M4 10.5l4 4 8-9',
  copy: 'M7 7h9v9H7zM4 13V4h9',
  close: 'M5 5l10 10M15 5L5 15',
  down: 'M10 3v10M5.5 9L10 13.5 14.5 9M4 17h12',
  theme: 'M10 3a7 7 0 1 0 7 7 5.5 5.5 0 0 1-7-7z',
  retry: 'M16 10a6 6 0 1 1-2-4.5M16 3v3.5h-3.5',
  stop: 'M5.5 5.5h9v9h-9z',
  search: 'M9 3.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM13.2 13.2L17 17',
  clock: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 6v4.3l2.8 1.7',
  pause: 'M7 5v10M13 5v10',
  info: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 9v5M10 6.3h.01',
};

/** @param {keyof typeof PATHS} name */
export const icon = (name) =>
  svg('svg', { class: 'icon', viewBox: '0 0 20 20', 'aria-hidden': 'true' }, svg('path', { d: PATHS[name] }));

const SQUARES = [
  [1, 1, 'run'],
  [11, 1, 'done'],
  [1, 11, 'todo'],
  [11, 11, 'done'],
];

export const logo = () =>
  svg(
    'svg',
    { class: 'logo', viewBox: '0 0 20 20', 'aria-hidden': 'true' },
    SQUARES.map(([x, y, kind]) => svg('rect', { x, y, width: 8, height: 8, rx: 2, class: `fill-${kind}` })),
  );
