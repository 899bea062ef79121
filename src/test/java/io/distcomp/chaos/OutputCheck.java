package io.distcomp.chaos;

import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.TestClient;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads the output of every finished task through the API of the node that ran it, and compares it
 * with what its command writes. Made by {@link ChaosRun} while the nodes still run.
 */
record OutputCheck(ChaosRig rig, Map<Integer, Work> planned) {

  /** What is wrong, by task; empty when nothing is. */
  Map<String, String> faults() {
    Dump dump = Dump.ofTasks(rig.redis().port());
    Map<String, TaskRecord> records = dump.records();
    Map<String, String> faults = new ConcurrentHashMap<>();
    dump.numbers().entrySet().parallelStream()
        .forEach(
            task -> {
              TaskRecord record = records.get(task.getKey());
              Work work = planned.get(task.getValue());
              if (work != null && record != null && record.state().equals("d")) {
                fault(task.getKey(), record, work).ifPresent(f -> faults.put(task.getKey(), f));
              }
            });
    return Map.copyOf(faults);
  }

  private Optional<String> fault(String id, TaskRecord record, Work work) {
    TaskRecord.Line last = record.last();
    if (last == null) {
      return Optional.of("no attempt");
    }
    Optional<NodeProcess> ranBy =
        rig.nodes().stream().filter(node -> node.name().equals(last.node())).findFirst();
    return ranBy.isEmpty()
        ? Optional.of("ran on the unknown node " + last.node())
        : compare(ranBy.get().client(), id, work);
  }

  private static Optional<String> compare(TestClient client, String id, Work work) {
    try {
      TestClient.Answer answer =
          client.send("GET", "/tasks/" + id + "/stdout", "text/plain", new byte[0]);
      boolean partial = answer.response().headers().firstValue("X-DistComp-Partial").isPresent();
      byte[] wanted = work.output().getBytes(StandardCharsets.UTF_8);
      boolean right =
          answer.status() == 200 && !partial && java.util.Arrays.equals(answer.body(), wanted);
      return right ? Optional.empty() : Optional.of(describe(answer, wanted.length, partial));
    } catch (UncheckedIOException e) {
      return Optional.of("no answer: " + e.getCause());
    }
  }

  private static String describe(TestClient.Answer answer, int wanted, boolean partial) {
    String text = answer.text();
    return "%d, %d bytes of %d%s: %s"
        .formatted(
            answer.status(),
            answer.body().length,
            wanted,
            partial ? ", only a part" : "",
            text.substring(0, Math.min(80, text.length())));
  }
}
