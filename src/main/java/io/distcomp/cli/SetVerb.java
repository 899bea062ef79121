package io.distcomp.cli;

import io.distcomp.task.JobId;
import io.distcomp.task.JobStatus;
import io.distcomp.task.TaskSpec;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code distcomp set JOB}. Made by {@link Verbs}. */
@Command(
    name = "set",
    description = "Changes the settings of jobs, also while they run.",
    footer = {
      "%nExamples:%n",
      "  distcomp set 12 --priority 9",
      "  distcomp set last --limit 8 --max-fails none"
    })
final class SetVerb extends JobsChangeVerb {

  @Option(
      names = "--priority",
      paramLabel = "N",
      description = "Of all tasks that have not started: 0 to 9999, higher first.")
  @Nullable Integer priority;

  @Option(
      names = "--limit",
      paramLabel = "N|none",
      converter = NumberOrNone.Converter.class,
      description = "The most tasks of the job that run at a time.")
  @Nullable NumberOrNone limit;

  @Option(
      names = "--max-fails",
      paramLabel = "N|none",
      converter = NumberOrNone.Converter.class,
      description = "How many failed tasks stop the job.")
  @Nullable NumberOrNone maxFails;

  SetVerb(Session session) {
    super(session);
  }

  @Override
  boolean concerns(JobStatus job) {
    return job.counts().open() > 0;
  }

  @Override
  void agree(List<JobStatus> all) {
    // It can be set back.
  }

  @Override
  JsonObject change(JobId job) {
    return node().change("PATCH", "/jobs/" + job, settings());
  }

  @Override
  String words(JobId job, JsonObject answer) {
    StringJoiner now = new StringJoiner(", ");
    settings().fieldNames().forEach(name -> now.add(setting(name, answer)));
    return named(job, answer) + ": " + now;
  }

  private JsonObject settings() {
    JsonObject settings = new JsonObject();
    if (priority != null) {
      settings.put("priority", Options.within("--priority", priority, 0, TaskSpec.MAX_PRIORITY));
    }
    if (limit != null) {
      settings.put("limit", limit.positive("--limit"));
    }
    if (maxFails != null) {
      settings.put("max_fails", maxFails.positive("--max-fails"));
    }
    if (settings.isEmpty()) {
      throw CliException.usage("set what? Give --priority, --limit or --max-fails");
    }
    return settings;
  }

  private static String setting(String name, JsonObject answer) {
    return name.replace('_', ' ') + " " + Escape.line(Json.text(answer, name, "none"));
  }
}
