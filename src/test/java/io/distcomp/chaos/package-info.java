/**
 * Faults against whole nodes and their Redis while they work, and an oracle that judges what is
 * left. Entry point: {@link io.distcomp.chaos.ChaosRig}. The oracle reads ledgers, records and the
 * API as a stranger would; it uses no code of the product's queue.
 */
package io.distcomp.chaos;
