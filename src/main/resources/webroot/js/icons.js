/** The few icons of the page, drawn as strokes in the colour of the text. */

import { svg } from './dom.js';

const PATHS = {
  overview: 'M3 12.5V17h4v-4.5zM8.5 8v9h4V8zM14 3v14h3.5V3z',
  jobs: 'M3 5h14M3 10h14M3 15h9',
  tasks: 'M4 4.5h12v11H4zM7 8.5l2 1.8-2 1.8M10.5 12.5H13',
  nodes: 'M3 4h14v5H3zM3 11h14v5H3zM6 6.5h.01M6 13.5h.01',
  failures: 'M10 3l7.5 13.5h-15zM10 8.5v3.5M10 14.3h.01',
  timeline: 'M3 4.5h6v3H3zM7 9h7v3H7zM11 13.5h6v3h-6z',
  add: 'M10 4v12M4 10h12',
  up: 'M10 17V7M5.5 11L10 6.5l4.5 4.5M4 3h12',
  play: 'M6.5 4.5v11l9-5.5z',
  trash: 'M3.5 5.5h13M8 5.5v-2h4v2M5.5 5.5l.8 11h7.4l.8-11',
  left: 'M12 4.5L6.5 10l5.5 5.5',
  right: 'M8 4.5l5.5 5.5L8 15.5',
  file: 'M5 3h6.5L15 6.5V17H5zM11 3v4h4',
  keys: 'M2.5 5.5h15v9h-15zM5.5 8.5h.01M8.5 8.5h.01M11.5 8.5h.01M14.5 8.5h.01M6.5 11.5h7',
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
