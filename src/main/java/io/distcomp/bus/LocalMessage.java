package io.distcomp.bus;

import io.distcomp.task.AttemptReport;
import io.distcomp.task.Claim;
import io.distcomp.task.Demand;
import io.distcomp.task.Held;
import java.util.List;

/** What the verticles of one node say to each other. */
public sealed interface LocalMessage {

  /**
   * The executor could start this much now.
   *
   * @param batch the last batch of claims that this takes into account
   */
  record CapacityFreed(Demand demand, long batch) implements LocalMessage {}

  /** The fetcher has claimed tasks; the executor starts them. Batches are numbered from 1. */
  record TasksClaimed(List<Claim> claims, long batch) implements LocalMessage {

    public TasksClaimed {
      claims = List.copyOf(claims);
    }
  }

  /** An execution is over; the reporter records it. */
  record AttemptFinished(AttemptReport report) implements LocalMessage {}

  /** The executor kills these: users cancelled them, or somebody else holds their tasks. */
  record TasksRevoked(List<Held> cancelled, List<Held> lost) implements LocalMessage {

    public TasksRevoked {
      cancelled = List.copyOf(cancelled);
      lost = List.copyOf(lost);
    }
  }

  /** A user asked the node to drain, or to take tasks again. */
  record DrainAsked(boolean draining) implements LocalMessage {}

  /** The queue does not know the node's lease: renew or register now. */
  record LeaseInDoubt() implements LocalMessage {}

  /** The node is stopping and its user does not want to wait: kill what runs. */
  record StopHurried() implements LocalMessage {}
}
