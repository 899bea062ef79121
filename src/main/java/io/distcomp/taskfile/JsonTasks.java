package io.distcomp.taskfile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.distcomp.task.JobRequest;
import io.distcomp.task.TaskSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A submission that is one JSON object with an array of tasks. Private to {@link TaskFiles}.
 *
 * <p>It is read token by token, never more than one task at a time. Broken syntax ends it; mistakes
 * in values do not.
 */
final class JsonTasks implements TaskFile {
  /** Where the reading stands. */
  private enum Stage {
    START,
    IN_JOB,
    IN_TASKS,
    ENDED
  }

  private final Source source;
  private final Limits limits;
  private final int defaultPriority;
  private final Mistakes mistakes = new Mistakes();
  private final Utf8Reader text;
  private final JsonCursor in;
  private final JsonJob job;
  private Stage stage = Stage.START;
  private long tasksSeen;

  JsonTasks(Source source, Limits limits, int defaultPriority) throws IOException {
    this.source = source;
    this.limits = limits;
    this.defaultPriority = defaultPriority;
    text = new Utf8Reader(source);
    in = new JsonCursor(Json.FACTORY.createParser(text), mistakes, 0);
    job = new JsonJob(in);
  }

  @Override
  public List<TaskSpec> next(int max) throws IOException {
    List<TaskSpec> tasks = new ArrayList<>();
    try {
      while (tasks.size() < max && stage != Stage.ENDED) {
        step(tasks);
      }
    } catch (JsonProcessingException e) {
      stage = Stage.ENDED;
      broken(e);
    }
    return tasks;
  }

  @Override
  public List<Mistake> mistakes() {
    return mistakes.list();
  }

  @Override
  public long mistakeCount() {
    return mistakes.count();
  }

  @Override
  public List<String> notes() {
    return List.copyOf(source.notes());
  }

  @Override
  public JobRequest job(JobRequest base) {
    return job.over(base);
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  private void step(List<TaskSpec> tasks) throws IOException {
    switch (stage) {
      case START -> start();
      case IN_JOB -> field();
      case IN_TASKS -> task(tasks);
      case ENDED -> throw new IllegalStateException("read on behind the end");
    }
  }

  private void start() throws IOException {
    JsonToken first = in.next();
    if (first == JsonToken.START_OBJECT) {
      stage = Stage.IN_JOB;
      return;
    }
    stage = Stage.ENDED;
    if (first == null) {
      end(1, "column 1: unexpected end");
    } else {
      in.unexpected("an object with tasks");
    }
  }

  private void field() throws IOException {
    String name = in.nextName();
    if (name == null) {
      endOfJob();
    } else if (job.field(name)) {
      if (in.isAt(JsonToken.START_ARRAY)) {
        stage = Stage.IN_TASKS;
      } else {
        in.unexpected("an array of tasks");
      }
    }
  }

  private void task(List<TaskSpec> tasks) throws IOException {
    JsonToken token = in.next();
    if (token == JsonToken.END_ARRAY) {
      stage = Stage.IN_JOB;
    } else if (++tasksSeen > limits.lines()) {
      in.mistake("E_TOO_LARGE", "more than " + limits.lines() + " tasks; split the submission");
      stage = Stage.ENDED;
    } else if (token == JsonToken.START_OBJECT) {
      add(tasks, JsonTask.read(in, job.priorityOr(defaultPriority)));
    } else {
      in.unexpected("a task object");
    }
  }

  private static void add(List<TaskSpec> tasks, @Nullable TaskSpec task) {
    if (task != null) {
      tasks.add(task);
    }
  }

  private void endOfJob() throws IOException {
    stage = Stage.ENDED;
    if (!job.hasTasks()) {
      in.mistakeBelow(JsonJob.TASKS, "E_MISSING_FIELD", "a job needs tasks");
    }
    if (in.next() != null) {
      in.mistake("E_JSON", "text follows the end of the object");
    } else {
      end(text.line(), null);
    }
  }

  /** The end of the text: was it the end of the data too? */
  private void end(long line, @Nullable String otherwise) {
    Source.Failure failure = source.failure();
    Mistake encoding = text.fault();
    if (failure != null) {
      mistakes.add(line, failure.code(), failure.message());
    } else if (encoding != null) {
      mistakes.add(encoding.line(), encoding.code(), encoding.message());
    } else if (otherwise != null) {
      mistakes.add(line, "E_JSON", otherwise);
    }
  }

  /** Cut data end too early for the parser as well, which then is not worth a mistake. */
  private void broken(JsonProcessingException e) {
    boolean cut = source.failure() != null || text.fault() != null;
    if (!cut || !(e instanceof JsonEOFException)) {
      in.broken(e);
    }
    end(text.line(), null);
  }
}
