package io.distcomp.task;

import org.jspecify.annotations.Nullable;

/**
 * What a node has measured on its machine a moment ago. Immutable.
 *
 * @param taskBytes resident memory of the processes of its running tasks; null where the system
 *     does not tell
 * @param milliCpus busy processors of the machine, whoever keeps them busy, in thousandths; null
 *     where the system does not tell, and at first
 */
public record MachineUse(@Nullable Long taskBytes, @Nullable Long milliCpus) {

  /** Nothing is known. */
  public static final MachineUse UNKNOWN = new MachineUse(null, null);
}
