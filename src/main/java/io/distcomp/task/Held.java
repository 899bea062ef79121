package io.distcomp.task;

/**
 * A task that a node holds, or held, under this token: one execution of it. A node may know two of
 * one task when Redis has lost its memory.
 */
public record Held(TaskId id, Token token) {}
