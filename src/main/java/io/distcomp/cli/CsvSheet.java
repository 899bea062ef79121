package io.distcomp.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.Writer;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tasks as comma-separated values: what a task is, and its last attempt. */
final class CsvSheet implements TaskSheet {

  private static final List<String> OF_TASK =
      List.of(
          "id",
          "job",
          "state",
          "type",
          "command",
          "priority",
          "mem_gb",
          "cpus",
          "timeout_s",
          "tags",
          "cwd");

  private static final List<String> OF_ATTEMPT =
      List.of(
          "node",
          "started_at",
          "ended_at",
          "outcome",
          "exit_code",
          "signal",
          "reason",
          "cpu_s",
          "peak_mem_gb");

  private static final JsonObject NONE = new JsonObject();

  private final CsvWriter csv;
  private final boolean guards;
  private final boolean escapes;

  /**
   * Writes the header.
   *
   * @param guards whether no cell may be a formula of a spreadsheet
   * @param escapes whether control characters are shown, as on a terminal
   */
  CsvSheet(Writer out, boolean guards, boolean escapes) {
    this.csv = CsvWriter.builder().bufferSize(0).lineDelimiter(LineDelimiter.LF).build(out);
    this.guards = guards;
    this.escapes = escapes;
    csv.writeRecord(
        Stream.of(OF_TASK, List.of("attempts"), OF_ATTEMPT).flatMap(List::stream).toList());
  }

  @Override
  public void write(JsonObject task) {
    List<JsonObject> attempts = Json.objects(task, "attempts");
    JsonObject last = attempts.isEmpty() ? NONE : attempts.get(attempts.size() - 1);
    csv.writeRecord(
        Stream.of(
                OF_TASK.stream().map(name -> cell(task.getValue(name))),
                Stream.of(Integer.toString(attempts.size())),
                OF_ATTEMPT.stream().map(name -> cell(last.getValue(name))))
            .flatMap(cells -> cells)
            .toList());
  }

  private String cell(@Nullable Object value) {
    if (value == null || value instanceof Number) {
      return value == null ? "" : value.toString();
    }
    String text = value instanceof JsonArray array ? joined(array) : value.toString();
    String shown = escapes ? Escape.line(text) : text;
    return guards ? SheetCell.guarded(shown) : shown;
  }

  private static String joined(JsonArray array) {
    return array.stream().map(String::valueOf).collect(Collectors.joining(" "));
  }
}
