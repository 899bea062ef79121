/** Every view but the overview, and the drawer: most tabs begin without them. */

import { failuresView } from './failures.js';
import { jobsView } from './jobs.js';
import { nodesView } from './nodes.js';
import { submitView } from './submit.js';
import { tasksView } from './tasks.js';
import { timelineView } from './timeline.js';

export { jobView } from './job.js';
export { taskDrawer } from './task-drawer.js';

/** Each takes the store and the query of the address; gives an element and what the frame may call. */
export const VIEWS = {
  jobs: jobsView,
  tasks: tasksView,
  failures: failuresView,
  nodes: nodesView,
  timeline: timelineView,
  submit: submitView,
};
