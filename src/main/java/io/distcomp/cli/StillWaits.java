package io.distcomp.cli;

import io.distcomp.task.JobId;
import io.distcomp.task.JobStatus;
import java.time.Instant;
import java.util.StringJoiner;

/** What a job that may run is still waiting for. Used by the verbs that let jobs start. */
record StillWaits(Session session, JobStatus job) {

  /** {@code 2026-11-30 00:30, after job 11}; empty when it waits for neither. */
  String words() {
    StringJoiner waits = new StringJoiner(", ");
    Instant start = job.holds().notBefore();
    if (start != null && session.isToCome(start)) {
      waits.add(Wording.dayAndTime(start, session.zone()));
    }
    JobId after = job.holds().after();
    if (after != null) {
      waits.add("after job " + after);
    }
    return waits.toString();
  }
}
