package io.distcomp.task;

/**
 * The right of one node incarnation to run one attempt of a task; a later token makes it stale. The
 * spec is complete: the job's working directory and environment are in it.
 */
public record Claim(TaskId id, Token token, TaskSpec spec) {}
