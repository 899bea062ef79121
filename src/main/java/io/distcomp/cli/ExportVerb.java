package io.distcomp.cli;

import io.distcomp.task.JobId;
import io.vertx.core.json.JsonObject;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code distcomp export [JOB]}. Made by {@link Verbs}. */
@Command(
    name = "export",
    sortOptions = false,
    description = "Writes tasks as a table for other programs, and collects their outputs.",
    footer = {
      "%nExamples:%n",
      "  distcomp export 12 > tasks.csv",
      "  distcomp export 12 -o joblog > joblog.tsv",
      "  distcomp export last --state failed -o jsonl --output outputs"
    })
final class ExportVerb implements Callable<Integer> {

  /** How the tasks are written. */
  enum Form {
    /** A header and a line for each task, as RFC 4180 says. */
    CSV,
    /** Each task as the API shows it, one a line. */
    JSONL,
    /** The columns of GNU parallel's {@code --joblog}. */
    JOBLOG;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Mixin final TargetOptions target = new TargetOptions();
  @Mixin final TaskFilter filter = new TaskFilter();

  @Parameters(
      arity = "0..1",
      paramLabel = "JOB",
      converter = SelectorConverter.Jobs.class,
      description = "A job (12), last (the default), or all.")
  Selector selector = new Selector.Last();

  @Option(
      names = {"-o", "--format"},
      paramLabel = "FORMAT",
      description =
          "csv (the default), jsonl (as the API answers, one task a line) or joblog (the columns of"
              + " GNU parallel).")
  Form form = Form.CSV;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Also put the outputs there, as 12.345.stdout and 12.345.stderr.")
  @Nullable String folder;

  @Option(
      names = "--raw",
      description =
          "Change no character: no apostrophe before a cell that a spreadsheet would take for a"
              + " formula, nothing escaped on a terminal.")
  boolean raw;

  private final Session session;

  ExportVerb(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    NodeClient node = session.connect(target);
    Object job = job(node);
    OutputFolder outputs =
        folder == null ? null : new OutputFolder(node, session.caller().path(folder));
    try (Writer out = writer()) {
      TaskSheet sheet = sheet(out);
      Pages.each(
          node, "/tasks", "tasks", () -> filter.query(job), task -> write(task, sheet, outputs));
    } catch (IOException e) {
      throw new CliException(ExitCode.INTERNAL, "cannot write: " + e.getMessage(), e);
    }
    return outputs == null || outputs.isComplete(session.console())
        ? ExitCode.OK
        : ExitCode.TASKS_FAILED;
  }

  private @Nullable Object job(NodeClient node) {
    if (selector instanceof Selector.All) {
      if (form == Form.JOBLOG) {
        throw CliException.usage("a joblog is of one job: its Seq is the place in that job");
      }
      return null;
    }
    JobFinder finder = new JobFinder(node);
    JobId id = finder.one(selector);
    finder.mustExist(id);
    return id;
  }

  /** Goes on until nobody reads any more. */
  private boolean write(JsonObject task, TaskSheet sheet, @Nullable OutputFolder outputs) {
    sheet.write(task);
    if (outputs != null) {
      outputs.collect(task);
    }
    return !session.console().out().checkError();
  }

  private TaskSheet sheet(Writer out) {
    boolean escapes = session.console().outIsTerminal() && !raw;
    return switch (form) {
      case CSV -> new CsvSheet(out, !raw, escapes);
      case JSONL -> new JsonlSheet(out, escapes);
      case JOBLOG -> new JoblogSheet(out);
    };
  }

  /** Its end flushes and leaves the stream open. */
  private Writer writer() {
    return new BufferedWriter(
        new OutputStreamWriter(session.console().out(), StandardCharsets.UTF_8) {
          @Override
          public void close() throws IOException {
            flush();
          }
        });
  }
}
