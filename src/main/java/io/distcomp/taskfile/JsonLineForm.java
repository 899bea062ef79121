package io.distcomp.taskfile;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.distcomp.task.TaskSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** One JSON task in each line. Private to {@link LineTasks}. */
record JsonLineForm(int priority) implements LineForm {

  @Override
  public @Nullable TaskSpec read(String line, long number, Mistakes mistakes) {
    try (JsonParser parser = Json.FACTORY.createParser(line)) {
      return read(new JsonCursor(parser, mistakes, number - 1));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot happen: the line is in memory", e);
    }
  }

  private @Nullable TaskSpec read(JsonCursor in) throws IOException {
    try {
      return task(in);
    } catch (JsonProcessingException e) {
      in.broken(e);
      return null;
    }
  }

  private @Nullable TaskSpec task(JsonCursor in) throws IOException {
    if (in.next() != JsonToken.START_OBJECT) {
      in.unexpected("a task object");
      return null;
    }
    TaskSpec task = JsonTask.read(in, priority);
    if (in.next() == null) {
      return task;
    }
    in.mistake("E_JSON", "text follows the end of the object");
    return null;
  }
}
