package io.distcomp.cli;

import io.distcomp.queue.RedisFacts;
import java.time.Duration;
import java.util.List;

/** What {@code doctor} makes of the facts of a Redis. Pure. */
final class RedisChecks {

  private static final Duration SLOW = Duration.ofMillis(50);
  private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(2);

  private RedisChecks() {}

  static List<Checkup> all(RedisFacts facts) {
    return List.of(
        version(facts),
        schema(facts),
        eviction(facts),
        memory(facts),
        appendOnly(facts),
        roundTrip(facts),
        clock(facts));
  }

  private static Checkup version(RedisFacts facts) {
    return facts.versionIsKnown()
        ? Checkup.ok("redis version", facts.version())
        : Checkup.fault("redis version", facts.version(), "use Redis 6.2 or newer");
  }

  private static Checkup schema(RedisFacts facts) {
    String found = facts.schema() == null ? "an empty queue" : facts.schema();
    return facts.schemaIsKnown()
        ? Checkup.ok("schema", found)
        : Checkup.fault("schema", found, "this jar does not know it; use the newer one");
  }

  private static Checkup eviction(RedisFacts facts) {
    String policy = facts.policy();
    if (policy == null) {
      return Checkup.warning("eviction", "not told", "check that maxmemory-policy is noeviction");
    }
    return policy.equals("noeviction") || facts.memoryLimit() == 0
        ? Checkup.ok("eviction", policy + (facts.memoryLimit() == 0 ? ", no limit" : ""))
        : Checkup.fault(
            "eviction", policy + ": tasks get lost", "set maxmemory-policy to noeviction");
  }

  private static Checkup memory(RedisFacts facts) {
    double used = MachineChecks.gb(facts.memoryUsed());
    if (facts.memoryLimit() == 0) {
      return Checkup.ok("redis memory", Wording.memory(used));
    }
    String found =
        Wording.memory(used) + " of " + Wording.memory(MachineChecks.gb(facts.memoryLimit()));
    return facts.memoryUsed() < facts.memoryLimit() / 10 * 9
        ? Checkup.ok("redis memory", found)
        : Checkup.fault("redis memory", found, "raise maxmemory, or it will refuse writes");
  }

  private static Checkup appendOnly(RedisFacts facts) {
    String trouble = facts.diskTrouble();
    if (trouble != null) {
      return Checkup.fault("append-only", trouble, "make room on the disk of Redis; see its log");
    }
    String kept = facts.appendOnly();
    if (kept == null) {
      return Checkup.warning("append-only", "not told", "check that appendonly is yes");
    }
    return kept.equals("yes")
        ? Checkup.ok("append-only", kept)
        : Checkup.warning(
            "append-only",
            kept + ": what it acknowledged is lost when it stops",
            "set appendonly yes");
  }

  private static Checkup roundTrip(RedisFacts facts) {
    String found = Wording.decimal(facts.roundTrip().toNanos() / 1e6) + " ms";
    return facts.roundTrip().compareTo(SLOW) < 0
        ? Checkup.ok("round trip", found)
        : Checkup.warning("round trip", found, "claims and outcomes are slow over such a way");
  }

  private static Checkup clock(RedisFacts facts) {
    Duration ahead = facts.clockAhead();
    String found =
        ahead.abs().toMillis()
            + " ms "
            + (ahead.isNegative() ? "behind" : "ahead of")
            + " this one";
    return ahead.abs().compareTo(CLOCKS_DIFFER) < 0
        ? Checkup.ok("clock of redis", found)
        : Checkup.warning(
            "clock of redis", found, "times of attempts will look odd: set both clocks (NTP)");
  }
}
