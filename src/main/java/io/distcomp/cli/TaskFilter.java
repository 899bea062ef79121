package io.distcomp.cli;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which tasks are meant, by what they are. A mixin of the verbs that work on many. */
final class TaskFilter {

  @Option(
      names = "--state",
      paramLabel = "STATE",
      converter = KnownWords.States.class,
      completionCandidates = KnownWords.States.class,
      description = "todo, waiting, in_progress, finished, failed or cancelled.")
  @Nullable String state;

  @Option(
      names = "--outcome",
      paramLabel = "OUTCOME",
      converter = KnownWords.Outcomes.class,
      completionCandidates = KnownWords.Outcomes.class,
      description = "How the last attempt ended: failed, timed_out, lost and so on.")
  @Nullable String outcome;

  @Option(
      names = "--exit-code",
      paramLabel = "N",
      description = "The exit code of the last attempt.")
  @Nullable Integer exitCode;

  @Option(names = "--node", paramLabel = "NAME", description = "The node of the last attempt.")
  @Nullable String nodeName;

  @Option(
      names = {"-q", "--search"},
      paramLabel = "TEXT",
      description = "Part of the command.")
  @Nullable String text;

  @Option(
      names = "--failure",
      paramLabel = "KEY",
      description = "A group of failures, by the key that GET /failures gives it.")
  @Nullable String failure;

  boolean isEmpty() {
    return fields(null, state).isEmpty();
  }

  /** For {@code GET}; a null job means all. */
  Query query(@Nullable Object job) {
    return query(job, state);
  }

  /** As if this state had been asked for. */
  Query query(@Nullable Object job, @Nullable String inState) {
    Query query = new Query();
    fields(job, inState).forEach(query::with);
    return query;
  }

  /** For the calls that change all tasks that match. */
  JsonObject json(@Nullable Object job, @Nullable String inState) {
    return new JsonObject(fields(job, inState));
  }

  private Map<String, Object> fields(@Nullable Object job, @Nullable String inState) {
    Map<String, Object> fields = new LinkedHashMap<>();
    put(fields, "job", job);
    put(fields, "state", inState);
    put(fields, "outcome", outcome);
    put(fields, "exit_code", exitCode);
    put(fields, "node", nodeName);
    put(fields, "q", text);
    put(fields, "failure", failure);
    return fields;
  }

  private static void put(Map<String, Object> fields, String name, @Nullable Object value) {
    if (value != null) {
      fields.put(name, value);
    }
  }
}
