package bench;

import io.distcomp.queue.RedisTaskQueue;
import io.distcomp.task.Resources;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Does the depth of the queue cost anything: 1,000 tasks out of 1,000, out of many, and out of many
 * of 1,000 different needs of which three in ten fit nowhere? Rivals alternate. Arguments: rounds,
 * tasks of the deep queues.
 */
final class Depth {

  private static final int PORTION = 1000;
  private static final int CLASSES = 1000;
  private static final int UNFIT = 300;
  private static final int WARM_UP = 30;

  private Depth() {}

  /** One queue on a Redis of its own, and one node. */
  private static final class Rival {
    private final PlainRedis redis = new PlainRedis();
    private final RedisTaskQueue queue;
    private final SimulatedNode node;
    private final Samples speed = new Samples();

    Rival(Vertx vertx) throws IOException, InterruptedException {
      queue = SimulatedNode.queue(vertx, redis.url());
      node =
          new SimulatedNode(
              vertx, redis.url(), "node", 32, SimulatedNode.LARGE, Duration.ZERO);
    }

    double portion() {
      long goal = node.ended() + PORTION;
      long began = System.nanoTime();
      node.run(PORTION);
      while (node.ended() < goal) {
        Programs.pause(1);
      }
      return PORTION * 1e9 / (System.nanoTime() - began);
    }

    void close() throws IOException {
      node.close();
      queue.close();
      redis.close();
    }
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    Programs.endAtFailure();
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 51;
    int deep = args.length > 1 ? Integer.parseInt(args[1]) : 1_000_000;
    Report report =
        new Report(
            "depth",
            String.format(
                Locale.ROOT,
                "Claim and commit of %d tasks at several depths, one node of 32 slots, %d rounds",
                PORTION,
                rounds));
    Vertx vertx = Vertx.vertx();
    Rival shallow = new Rival(vertx);
    Rival many = new Rival(vertx);
    Rival classes = new Rival(vertx);
    Filling.fill(many.queue, "deep", deep, i -> Resources.NONE);
    Filling.fill(classes.queue, "classes", deep, Depth::needs);
    for (int round = -WARM_UP; round < rounds; round++) {
      Filling.fill(shallow.queue, "portion" + round, PORTION, i -> Resources.NONE);
      for (Rival rival : List.of(shallow, many, classes)) {
        double speed = rival.portion();
        if (round >= 0) {
          rival.speed.add(speed);
        }
      }
    }
    report.line("%-44s %9s %9s %14s", "", "median/s", "ratio", "its quartiles");
    print(report, PORTION + " queued", "shallow", shallow, shallow);
    print(report, deep + " queued", "deep", many, shallow);
    String what = deep + " queued, " + CLASSES + " needs, 30 % unfit";
    print(report, what, "classes", classes, shallow);
    for (Rival rival : List.of(shallow, many, classes)) {
      rival.close();
    }
    report.save();
    System.exit(0);
  }

  /** Of each thousand tasks 300 need more memory than the node has. */
  private static Resources needs(long number) {
    long kind = number % CLASSES;
    return kind < UNFIT ? Resources.of(2000 + kind, 0) : new Resources(1 + kind, 0);
  }

  private static void print(Report report, String what, String key, Rival rival, Rival base) {
    Samples ratio = rival.speed.over(base.speed);
    report.line(
        "%-44s %9.0f %9.2f %14s",
        what,
        rival.speed.median(),
        ratio.median(),
        String.format(Locale.ROOT, "%.2f to %.2f", ratio.percentile(25), ratio.percentile(75)));
    report.field(key, rival.speed.json());
    report.field(key + "_ratio", ratio.json());
  }
}
