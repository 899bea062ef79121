package io.distcomp.process;

import io.distcomp.task.Incarnation;
import io.distcomp.task.NodeId;
import io.distcomp.task.TaskId;

/**
 * The text by which every process of a task is found: {@code <node id>.<incarnation>.<job>.<index>.
 * <attempt>} in the variable {@code DISTCOMP_MARK}. Pure; for whoever builds a {@link Command} or
 * sweeps.
 */
public final class Marks {

  /** The variable that carries the mark. */
  public static final String VARIABLE = "DISTCOMP_MARK";

  private Marks() {}

  public static String of(NodeId node, Incarnation incarnation, TaskId task, int attempt) {
    return ofIncarnation(node, incarnation) + task + "." + attempt;
  }

  /** What the marks of one start of a node begin with. */
  public static String ofIncarnation(NodeId node, Incarnation incarnation) {
    return ofNode(node) + incarnation + ".";
  }

  /** What all marks of a node begin with. */
  public static String ofNode(NodeId node) {
    return node + ".";
  }
}
