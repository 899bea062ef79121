package io.distcomp.api;

import io.distcomp.task.JobRequest;
import io.distcomp.task.Resources;
import io.distcomp.task.TaskSpec;
import io.distcomp.task.TaskType;
import io.distcomp.taskfile.Mistake;
import io.distcomp.taskfile.TaskFile;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * A small reader of submissions, for tests of what the API does with one: one command a line, JSON,
 * NDJSON, gzip. A line that begins with {@code bad} is a mistake.
 */
final class FixtureTaskFile implements TaskFile {

  private final BufferedReader reader;
  private final Iterator<Optional<TaskSpec>> tasks;
  private final List<Mistake> mistakes = new ArrayList<>();
  private final JobRequest base;
  private String jobName;
  private Integer jobPriority;
  private long line;

  private FixtureTaskFile(InputStream bytes, Format format, JobRequest base) throws IOException {
    this.base = base;
    this.reader = new BufferedReader(new InputStreamReader(plain(bytes), StandardCharsets.UTF_8));
    this.tasks =
        switch (format) {
          case JSON -> json(reader.lines().reduce("", (a, b) -> a + b)).iterator();
          case NDJSON -> reader.lines().map(text -> task(new JsonObject(text))).iterator();
          default -> reader.lines().filter(text -> !text.isBlank()).map(this::line).iterator();
        };
  }

  static TaskFile open(InputStream bytes, Format format, JobRequest base) {
    try {
      return new FixtureTaskFile(bytes, format, base);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream plain(InputStream bytes) throws IOException {
    PushbackInputStream ahead = new PushbackInputStream(bytes, 2);
    byte[] magic = ahead.readNBytes(2);
    ahead.unread(magic);
    boolean gzip = magic.length == 2 && magic[0] == (byte) 0x1f && magic[1] == (byte) 0x8b;
    return gzip ? new GZIPInputStream(ahead) : ahead;
  }

  private Stream<Optional<TaskSpec>> json(String text) {
    try {
      JsonObject body = new JsonObject(text);
      jobName = body.getString("name");
      jobPriority = body.getInteger("priority");
      JsonArray rows = body.getJsonArray("tasks", new JsonArray());
      return rows.stream().map(row -> task((JsonObject) row));
    } catch (DecodeException e) {
      mistakes.add(new Mistake(1, "E_JSON", "unexpected end", null));
      return Stream.of();
    }
  }

  private Optional<TaskSpec> task(JsonObject row) {
    long index = line++;
    if (row.containsKey("cmd")) {
      mistakes.add(
          new Mistake(0, "E_UNKNOWN_FIELD", "did you mean command?", "/tasks/" + index + "/cmd"));
      return Optional.empty();
    }
    return Optional.of(spec(row.getString("command")));
  }

  private Optional<TaskSpec> line(String text) {
    line++;
    if (text.startsWith("bad")) {
      mistakes.add(new Mistake(line, "E_FIELDS", "'" + text + "' is bad", null));
      return Optional.empty();
    }
    return Optional.of(spec(text));
  }

  private TaskSpec spec(String command) {
    int priority = Objects.requireNonNullElse(base.priority(), TaskSpec.DEFAULT_PRIORITY);
    return TaskSpec.of(TaskType.SHELL, command, priority, Resources.of(0.5, 1));
  }

  @Override
  public List<TaskSpec> next(int max) {
    List<TaskSpec> chunk = new ArrayList<>();
    while (chunk.size() < max && tasks.hasNext()) {
      tasks.next().ifPresent(chunk::add);
    }
    return chunk;
  }

  @Override
  public List<Mistake> mistakes() {
    return List.copyOf(mistakes);
  }

  @Override
  public long mistakeCount() {
    return mistakes.size();
  }

  @Override
  public List<String> notes() {
    return List.of();
  }

  @Override
  public JobRequest job(JobRequest given) {
    return new JobRequest(
        jobName == null ? given.name() : jobName,
        jobPriority == null ? given.priority() : jobPriority,
        given.cwd(),
        given.env(),
        given.mode(),
        given.idempotencyKey(),
        given.rules());
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
