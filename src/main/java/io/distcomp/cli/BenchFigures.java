package io.distcomp.cli;

import io.distcomp.task.Counted;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;

/**
 * What {@code bench} has measured. Pure; made by {@link Bench}.
 *
 * @param roundTripMs to Redis and back, the shortest of a few
 * @param processRates empty commands a second without a queue, one of each round
 * @param taskRates the same commands as tasks
 * @param singlesMs from the submission of one task on the idle node to its end
 */
record BenchFigures(
    String redis,
    int slots,
    double roundTripMs,
    List<Double> processRates,
    List<Double> taskRates,
    List<Double> singlesMs) {

  private record Row(String what, String measured) {}

  double tasksPerSecond() {
    return quantile(taskRates, 0.5);
  }

  private double processesPerSecond() {
    return quantile(processRates, 0.5);
  }

  JsonObject json() {
    return new JsonObject()
        .put("redis", redis)
        .put("slots", slots)
        .put("redis_round_trip_ms", roundTripMs)
        .put("processes_s", processesPerSecond())
        .put("tasks_s", tasksPerSecond())
        .put("single_p50_ms", quantile(singlesMs, 0.5))
        .put("single_p99_ms", quantile(singlesMs, 0.99));
  }

  void print(Console console) {
    List<Row> rows =
        List.of(
            new Row("round trip to " + redis, ms(roundTripMs)),
            new Row("empty commands, " + slots + " at a time", rate(processesPerSecond())),
            new Row("the same as tasks, with all that is recorded", rate(tasksPerSecond())),
            new Row("of the commands alone", ratio()),
            new Row("one task on the idle node, median", ms(quantile(singlesMs, 0.5))),
            new Row("the slowest of a hundred", ms(quantile(singlesMs, 0.99))));
    new Table<Row>().left("WHAT", Row::what).right("MEASURED", Row::measured).print(console, rows);
  }

  private String ratio() {
    return String.format(Locale.ROOT, "%.2f", tasksPerSecond() / processesPerSecond());
  }

  private static String ms(double ms) {
    return String.format(Locale.ROOT, "%.1f ms", ms);
  }

  private static String rate(double perSecond) {
    return Counted.of(Math.round(perSecond)) + " /s";
  }

  private static double quantile(List<Double> values, double part) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(Math.min(sorted.size() - 1, (int) (sorted.size() * part)));
  }
}
