package io.distcomp.bus;

import io.distcomp.task.AttemptReport;
import io.distcomp.task.Claim;
import io.distcomp.task.Demand;
import io.distcomp.task.TaskId;
import java.util.List;

/** What the verticles of one node say to each other. */
public sealed interface LocalMessage {

  /** The executor could start this much now. */
  record CapacityFreed(Demand demand) implements LocalMessage {}

  /** The fetcher has claimed tasks; the executor starts them. */
  record TasksClaimed(List<Claim> claims) implements LocalMessage {

    public TasksClaimed {
      claims = List.copyOf(claims);
    }
  }

  /** An execution is over; the reporter records it. */
  record AttemptFinished(AttemptReport report) implements LocalMessage {}

  /** The executor kills these: users cancelled them, or somebody else holds them now. */
  record TasksRevoked(List<TaskId> cancelled, List<TaskId> lost) implements LocalMessage {

    public TasksRevoked {
      cancelled = List.copyOf(cancelled);
      lost = List.copyOf(lost);
    }
  }

  /** A claim was answered or given up; renewals may take back what is unknown up to it. */
  record ClaimSettled(long sequence) implements LocalMessage {}

  /** Outcomes that are not recorded yet; above a bound the node claims nothing. */
  record Unreported(int count) implements LocalMessage {}

  /** Stop or resume claiming. */
  record ClaimingPaused(boolean paused) implements LocalMessage {}
}
