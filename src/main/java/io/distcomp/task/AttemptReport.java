package io.distcomp.task;

/** One execution, over, with what it wrote: what a node commits. */
public record AttemptReport(
    TaskId id, Token token, Attempt attempt, CapturedStream stdout, CapturedStream stderr) {}
