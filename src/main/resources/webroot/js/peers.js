/** How nodes did lately beside each other, from the server's timeline. Pure. */

const FEW = 10;
const BAD_SHARE = 0.2;
const TIMES_WORSE = 5;

/**
 * @typedef {{finished: number, failed: number, busy: number[], share: ?number, others: number, odd: boolean}} Peer
 *   share: of its tasks that failed; others: the same of all other nodes; odd: it fails far more
 * @param {?import('./types.js').Timeline} timeline
 * @returns {Map<string, Peer>}
 */
export function peersOf(timeline) {
  const sums = (timeline?.nodes ?? []).map(sumOf);
  const all = { finished: total(sums, 'finished'), failed: total(sums, 'failed') };
  return new Map(sums.map((node) => [node.name, compared(node, all)]));
}

const total = (rows, field) => rows.reduce((sum, row) => sum + row[field], 0);

const sumOf = ({ name, bins }) => ({
  name,
  finished: total(bins, 'finished'),
  failed: total(bins, 'failed'),
  busy: bins.map((bin) => bin.busy),
});

function compared({ finished, failed, busy }, all) {
  const ended = finished + failed;
  const share = ended > 0 ? failed / ended : null;
  const othersEnded = all.finished + all.failed - ended;
  const others = othersEnded > 0 ? (all.failed - failed) / othersEnded : 0;
  const odd = failed >= FEW && share >= BAD_SHARE && othersEnded > 0 && share > TIMES_WORSE * others;
  return { finished, failed, busy, share, others, odd };
}
