package io.distcomp.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * The tasks of one run, numbered from 1 and drawn from a seeded generator: many short ones, some
 * long, some that fail, hang, flood or leave a process behind. Safe for threads.
 */
final class Workload {

  private static final int FIRST_SLOW = 70;
  private static final int FIRST_LONG = 85;
  private static final int FIRST_FAILING = 90;
  private static final int FIRST_HANGING = 94;
  private static final int FIRST_FLOOD = 97;
  private static final int FIRST_PARENT = 99;
  private static final int MEGABYTE = 1 << 20;

  private final Map<Integer, Work> all = new ConcurrentHashMap<>();
  private final RandomGenerator random;

  Workload(RandomGenerator random) {
    this.random = random;
  }

  /** The next tasks of the mix. */
  synchronized List<Work> next(int count) {
    List<Work> drawn = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      drawn.add(draw());
    }
    return drawn;
  }

  /** One more of this kind. */
  synchronized Work one(Work.Kind kind, int size) {
    Work work = new Work(all.size() + 1, kind, size);
    all.put(work.number(), work);
    return work;
  }

  private Work draw() {
    int percent = random.nextInt(100);
    if (percent < FIRST_SLOW) {
      return one(Work.Kind.QUICK, 0);
    } else if (percent < FIRST_LONG) {
      return one(Work.Kind.MEDIUM, random.nextInt(200, 1000));
    } else if (percent < FIRST_FAILING) {
      return one(Work.Kind.LONG, random.nextInt(2000, 5000));
    } else if (percent < FIRST_HANGING) {
      return one(Work.Kind.FAILS, 0);
    } else if (percent < FIRST_FLOOD) {
      return one(Work.Kind.TIMES_OUT, 0);
    } else if (percent < FIRST_PARENT) {
      return one(Work.Kind.FLOODS, random.nextInt(MEGABYTE, 5 * MEGABYTE));
    }
    return one(Work.Kind.LEAVES_CHILD, 0);
  }

  Map<Integer, Work> all() {
    return Map.copyOf(all);
  }
}
