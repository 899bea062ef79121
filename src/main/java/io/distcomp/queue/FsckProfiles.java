package io.distcomp.queue;

import io.distcomp.task.JobId;
import io.distcomp.task.TaskSpec;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.util.BitSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The profiles of one job: which cannot be read, as only Java can tell, and which can be written
 * again from the other half. For one fsck.
 */
final class FsckProfiles {

  /** So many bad ones are named to a script; the others are found by the next fsck. */
  private static final int MOST = 5_000;

  private final FsckSteps steps;
  private final JobId job;
  private final TreeSet<Integer> bad = new TreeSet<>();
  private final BitSet seen = new BitSet();

  FsckProfiles(FsckSteps steps, JobId job) {
    this.steps = steps;
    this.job = job;
  }

  /** The numbers that cannot be read, comma separated, after what could be restored was. */
  Future<String> bad() {
    return read()
        .compose(v -> StepLoop.over("0", cursor -> steps.profiles(job, cursor, words())))
        .compose(v -> read())
        .compose(v -> keepPlaces())
        .map(v -> words());
  }

  private Future<Void> read() {
    bad.clear();
    seen.clear();
    return StepLoop.over("0", this::page);
  }

  private Future<String> page(String cursor) {
    return steps
        .read(Command.HSCAN, r -> r.arg(steps.keys.profiles(job)).arg(cursor).arg("COUNT").arg(500))
        .map(
            page -> {
              if (page == null) {
                return StepLoop.END;
              }
              note(page.get(1));
              return page.get(0).toString();
            });
  }

  private void note(Response rows) {
    for (int i = 0; i + 1 < rows.size(); i += 2) {
      String number = rows.get(i).toString();
      if (number.matches("[1-9]\\d{0,6}")) {
        seen.set(Integer.parseInt(number));
        if (!isProfile(rows.get(i + 1).toString()) && bad.size() < MOST) {
          bad.add(Integer.valueOf(number));
        }
      }
    }
  }

  private static boolean isProfile(String text) {
    try {
      TaskSpec spec = Profiles.spec(text, "-", "x");
      return spec.priority() <= 9999;
    } catch (RuntimeException e) {
      return false; // whatever is wrong with it, no node could read it
    }
  }

  /** A new profile gets the number behind how many there are: a gap would make it an old one. */
  private Future<Void> keepPlaces() {
    Future<Void> all = FsckSteps.done();
    for (int n = seen.nextClearBit(1); n < seen.length(); n = seen.nextClearBit(n + 1)) {
      int number = n;
      String key = steps.keys.profiles(job);
      boolean mend = steps.mendsAll();
      steps.tally.add(
          new Finding(Finding.Kind.PROFILE, key, job.toString(), "lost profile " + n, true, mend));
      if (mend) {
        all =
            all.compose(v -> steps.read(Command.HSETNX, r -> r.arg(key).arg(number).arg("-")))
                .mapEmpty();
      }
    }
    return all;
  }

  private String words() {
    return bad.stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}
