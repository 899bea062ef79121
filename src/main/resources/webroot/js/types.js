/**
 * The shapes that the API sends, for editors and readers; this file holds no code.
 *
 * @typedef {{todo: number, waiting: number, in_progress: number, finished: number, failed: number, cancelled: number}} Counts
 *
 * @typedef {'loading'|'running'|'paused'|'finished'|'failed'|'cancelled'} JobState
 * @typedef {{id: number, name: string, submitted_at: string, state: JobState, priority: ?number,
 *   limit: ?number, max_fails?: ?number, after?: ?number, not_before?: ?string, counts: Counts,
 *   eta_s: ?number}} Job
 *
 * @typedef {{node: string, started_at: string, ended_at: ?string, outcome: ?string,
 *   exit_code: ?number, signal: ?number, reason: ?string, cpu_s: ?number, peak_mem_gb: ?number,
 *   mem_gb?: ?number,
 *   background_killed: ?boolean}} Attempt
 * @typedef {'todo'|'waiting'|'in_progress'|'finished'|'failed'|'cancelled'} TaskState
 * @typedef {{id: string, job: number, state: TaskState, type: string, command: string,
 *   priority: number, mem_gb: number, cpus: number, timeout_s: ?number, tags: string[],
 *   cwd: ?string, attempts: Attempt[], reason?: ?string, not_before?: ?string}} Task
 *
 * @typedef {'live'|'draining'|'lost'|'stopped'} NodeState
 * @typedef {{name: string, state: NodeState, incarnation: string, started_at: string,
 *   seen_at: string, slots: number, running: number, cpus: number, mem_gb: number,
 *   mem_free_gb: ?number, host?: string, mem_reserved_gb?: number, cpus_reserved?: number,
 *   mem_tasks_gb?: ?number, cpus_used?: ?number,
 *   trouble?: ?string, notice?: ?string, tags: string[]}} Node
 *
 * @typedef {{count: number, exact: boolean, next_cursor: ?string}} Count
 * @typedef {{key: string, message: string, count: number, exit_code: ?number, signal: ?number,
 *   outcome: string, nodes: string[], jobs: number[], example: string}} FailureGroup
 * @typedef {{groups: FailureGroup[], exact?: boolean}} Failures
 * @typedef {{line: ?number, code: string, message: string, path?: ?string}} Mistake
 *
 * @typedef {{nodes: number, slots: number, counts: Counts, rates: {finished_s: number, failed_s: number},
 *   eta_s: ?number, redis: string, cluster: string}} Status
 *
 * @typedef {{at: string, finished: number, failed: number, todo: ?number, in_progress: ?number}} PastPoint
 * @typedef {{range: string, step_s: number, points: PastPoint[]}} Past
 *
 * @typedef {{finished: number, failed: number, busy: number}} Bin
 * @typedef {{from: string, to: string, bin_s: number, nodes: {name: string, bins: Bin[]}[]}} Timeline
 *
 * @typedef {{mem_gb: number, cpus: number, tags: string[], todo: number, nodes: ?number}} Demand
 *
 * @typedef {{status?: Status, jobs?: Job[], nodes?: Node[]}} Change
 */
export {};
