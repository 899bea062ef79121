package io.distcomp.chaos;

import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Faults of the Redis server: killed, frozen, robbed of its newest writes, busy, full. */
final class ServerFaults {
  private ServerFaults() {}

  /** {@code kill -9}, and a restart after 0 to 3 s. */
  record Kill() implements Fault {
    @Override
    public String kind() {
      return "redis kill -9";
    }

    @Override
    public void inject(ChaosRig rig, RandomGenerator random) {
      rig.struckAll(kind());
      rig.redis().kill();
      ChaosRig.last(Duration.ofMillis(random.nextInt(3000)));
      rig.redis().restart();
    }
  }

  /**
   * {@code kill -9}, and the last bytes of the append-only file are gone: what a fall of the
   * machine does to what was not on the disk yet.
   */
  record CutTail() implements Fault {

    @Override
    public String kind() {
      return "redis loses its tail";
    }

    @Override
    public void inject(ChaosRig rig, RandomGenerator random) {
      Tail tail = Tail.whileItGrows(rig.redis());
      rig.struckAll(kind());
      rig.redis().kill();
      tail.cut(random);
      ChaosRig.last(Duration.ofMillis(random.nextInt(1000)));
      rig.redis().restart();
      rewrite(rig.redis());
    }
  }

  /**
   * What a server has written within a second, which is what {@code everysec} may lose.
   *
   * @param from where it begins in the append-only file
   */
  private record Tail(RedisServer redis, long from) {

    private static final int MOST_BYTES = 64 * 1024;
    private static final Duration UNSYNCED = Duration.ofSeconds(1);

    static Tail whileItGrows(RedisServer redis) {
      Tail tail = new Tail(redis, size(redis));
      ChaosRig.last(UNSYNCED);
      return tail;
    }

    /**
     * At least a byte of a dead server's; as many short cuts as long ones: a short one ends inside
     * a transaction.
     */
    void cut(RandomGenerator random) {
      long size = size(redis);
      int bytes = 1 + random.nextInt(1 << random.nextInt(1, 17));
      truncate(redis, size - Math.max(1, Math.min(Math.min(bytes, MOST_BYTES), size - from)));
    }
  }

  /**
   * {@code kill -9} of Redis and of all nodes, which then start again: nobody is left who could
   * send anything again.
   *
   * @param cut whether the newest writes are gone as well
   */
  record Fall(boolean cut) implements Fault {
    @Override
    public String kind() {
      return cut ? "all fall, redis loses its tail" : "all fall";
    }

    @Override
    public void inject(ChaosRig rig, RandomGenerator random) {
      Tail tail = Tail.whileItGrows(rig.redis());
      rig.struckAll(kind());
      rig.redis().kill();
      rig.nodes().forEach(NodeProcess::kill);
      if (cut) {
        tail.cut(random);
      }
      rig.redis().restart();
      rewrite(rig.redis());
      IntStream.range(0, rig.size()).forEach(rig::revive);
    }
  }

  /**
   * Redis 7.0 leaves the beginning of a cut transaction in the file and runs it at the restart
   * after next: that is judged nowhere else, and is not what this fault is about.
   */
  private static void rewrite(RedisServer redis) {
    redis.cli("BGREWRITEAOF");
    ChaosRig.await(Duration.ofSeconds(30), "a new append-only file")
        .until(() -> redis.cli("INFO", "persistence").contains("aof_rewrite_in_progress:0"));
  }

  /** How long the newest append-only file is. */
  static long size(RedisServer redis) {
    return newest(redis).toFile().length();
  }

  /** Cuts the newest append-only file of a dead server. */
  static void truncate(RedisServer redis, long length) {
    try (FileChannel file = FileChannel.open(newest(redis), StandardOpenOption.WRITE)) {
      file.truncate(length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Redis 7 has a folder of them; 6.2 has one file. */
  private static Path newest(RedisServer redis) {
    try (Stream<Path> files = Files.walk(redis.directory())) {
      return files
          .filter(file -> file.toString().matches(".*(\\.incr\\.aof|appendonly\\.aof)"))
          .filter(Files::isRegularFile)
          .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
          .orElseThrow(() -> new IllegalStateException("no append-only file"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGSTOP for 1 to 20 s: its connections stay and answer nothing. */
  record Freeze() implements Fault {
    @Override
    public String kind() {
      return "redis frozen";
    }

    @Override
    public void inject(ChaosRig rig, RandomGenerator random) {
      rig.struckAll(kind());
      rig.redis().freeze();
      ChaosRig.last(Duration.ofMillis(random.nextInt(1000, 20_000)));
      rig.redis().thaw();
    }
  }

  /** A command of an operator, and another one that takes it back after 1 to 3 s. */
  record Command(String kind, List<String> strike, List<String> heal) implements Fault {

    static List<Fault> all() {
      return List.of(
          new Command("redis SCRIPT FLUSH", List.of("SCRIPT", "FLUSH"), List.of("PING")),
          new Command(
              "redis CLIENT KILL",
              List.of("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"),
              List.of("PING")),
          new Command(
              "redis out of memory",
              List.of("CONFIG", "SET", "maxmemory", "1mb"),
              List.of("CONFIG", "SET", "maxmemory", "0")),
          new Command("redis busy", List.of("EVAL", BUSY, "0", "2000"), List.of("PING")));
    }

    /** The same as DEBUG SLEEP, which a server forbids by default. */
    private static final String BUSY =
        "local function now() local t = redis.call('TIME') return t[1] * 1000 + t[2] / 1000 end "
            + "local till = now() + ARGV[1] repeat until now() > till return 1";

    @Override
    public void inject(ChaosRig rig, RandomGenerator random) {
      rig.struckAll(kind);
      rig.redis().cli(strike.toArray(String[]::new));
      ChaosRig.last(Duration.ofMillis(random.nextInt(1000, 3000)));
      rig.redis().cli(heal.toArray(String[]::new));
    }
  }
}
