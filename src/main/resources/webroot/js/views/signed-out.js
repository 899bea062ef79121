/** The page for a tab without a session: how to get a link that works. */

import { h } from '../dom.js';
import { logo } from '../icons.js';
import { JAR, button, commandLine } from '../parts.js';

export function signedOutView() {
  return h(
    'div',
    { class: 'signed-out' },
    h(
      'section',
      { class: 'card' },
      h('div', { class: 'brand' }, logo(), 'DistComp'),
      h('h1', null, 'Open this page with a fresh link'),
      h(
        'p',
        null,
        'A dashboard link works once, and this browser has no session. On a machine with a running node, as its user, run:',
      ),
      commandLine(`${JAR} open`),
      h('p', { class: 'sub' }, 'It prints a new link. The node also writes one to its log when it starts.'),
      button('I have a session, try again', 'retry', () => location.reload()),
    ),
  );
}
