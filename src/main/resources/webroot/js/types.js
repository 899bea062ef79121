/**
 * The shapes that the API sends, for editors and readers; this file holds no code.
 *
 * @typedef {{todo: number, waiting: number, in_progress: number, finished: number, failed: number, cancelled: number}} Counts
 *
 * @typedef {'loading'|'running'|'paused'|'finished'|'failed'|'cancelled'} JobState
 * @typedef {{id: number, name: string, submitted_at: string, state: JobState, priority: ?number,
 *   limit: ?number, counts: Counts, eta_s: ?number}} Job
 *
 * @typedef {{node: string, started_at: string, ended_at: ?string, outcome: ?string,
 *   exit_code: ?number, signal: ?number, reason: ?string, cpu_s: ?number, peak_mem_gb: ?number,
 *   background_killed: ?boolean}} Attempt
 * @typedef {'todo'|'waiting'|'in_progress'|'finished'|'failed'|'cancelled'} TaskState
 * @typedef {{id: string, job: number, state: TaskState, type: string, command: string,
 *   priority: number, mem_gb: number, cpus: number, timeout_s: ?number, tags: string[],
 *   cwd: ?string, attempts: Attempt[], reason?: ?string, not_before?: ?string}} Task
 *
 * @typedef {'live'|'draining'|'lost'|'stopped'} NodeState
 * @typedef {{name: string, state: NodeState, incarnation: string, started_at: string,
 *   seen_at: string, slots: number, running: number, cpus: number, mem_gb: number,
 *   mem_free_gb: ?number, tags: string[]}} Node
 *
 * @typedef {{nodes: number, slots: number, counts: Counts, rates: {finished_s: number, failed_s: number},
 *   eta_s: ?number, redis: string, cluster: string}} Status
 *
 * @typedef {{status?: Status, jobs?: Job[], nodes?: Node[]}} Change
 */
export {};
