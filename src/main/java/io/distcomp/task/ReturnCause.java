package io.distcomp.task;

import org.jspecify.annotations.Nullable;

/**
 * Why a task was given back. It is said by the first word of the outcome's reason, so that it is in
 * whatever keeps an outcome and people read it too.
 */
public enum ReturnCause {
  /** The machine, or the node's share of it, had too little memory for it. */
  MEMORY("memory: "),
  /** The node is stopping: says nothing about the task and is never counted. */
  DRAIN("drain: "),
  /** The node cannot start processes, or cannot store the output. */
  SICK("");

  private final String prefix;

  ReturnCause(String prefix) {
    this.prefix = prefix;
  }

  /** The reason with this cause in front. */
  String say(String reason) {
    return prefix + reason;
  }

  /** Reads what {@link #say} wrote. */
  static ReturnCause of(@Nullable String reason) {
    for (ReturnCause cause : values()) {
      if (reason != null && reason.startsWith(cause.prefix)) {
        return cause;
      }
    }
    return SICK;
  }
}
