package io.distcomp.process;

import io.distcomp.task.Incarnation;
import io.distcomp.task.NodeId;
import io.distcomp.task.TaskId;
import io.distcomp.task.Token;

/**
 * The text by which every process of one execution is found: {@code <node id>.<incarnation>.<job>.
 * <index>.<generation>.<attempt>} in the variable {@code DISTCOMP_MARK}. The generation is in it
 * because attempts are counted anew after a retry: what an earlier run left behind must not be
 * taken for the present one, nor the present one be killed with it. Pure; for whoever builds a
 * {@link Command} or sweeps.
 */
public final class Marks {

  /** The variable that carries the mark. */
  public static final String VARIABLE = "DISTCOMP_MARK";

  private Marks() {}

  public static String of(NodeId node, TaskId task, Token token) {
    return ofIncarnation(node, token.incarnation())
        + task
        + "."
        + token.generation()
        + "."
        + token.attempt();
  }

  /** Of a command that is no task: {@code word} begins with a letter and is unlike any other. */
  public static String ofHook(NodeId node, Incarnation incarnation, String word) {
    return ofIncarnation(node, incarnation) + word;
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
