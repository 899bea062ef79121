package io.distcomp.cli;

import io.distcomp.task.JobStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code distcomp submit}. Made by {@link Verbs}. */
@Command(
    name = "submit",
    customSynopsis = {
      "distcomp submit [OPTIONS] FILE",
      "       distcomp submit [OPTIONS] -- COMMAND [ARGUMENT...]"
    },
    description = {
      "Hands a file of tasks to a node. A file with mistakes is not stored at all, and submitting"
          + " the same file again adds only what is new."
    },
    footer = {
      "%nExamples:%n",
      "  distcomp submit tasks.txt --wait",
      "  seq 100 | sed 's/^/echo /' | distcomp submit - --name hundred",
      "  distcomp submit report.txt --after last --max-fails 5",
      "  distcomp submit -- convert big.png small.jpg"
    })
final class SubmitVerb extends Verb {

  @Spec @Nullable CommandSpec spec;
  @Mixin final SubmissionOptions options = new SubmissionOptions();
  @Mixin final ScheduleOptions schedule = new ScheduleOptions();

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      description = "A file, or - for stdin; after -- the words of one command.")
  List<String> words = new ArrayList<>();

  @Option(names = "--new", description = "Make a new job although one of this name exists.")
  boolean isNew;

  @Option(names = "--wait", description = "Wait for the end as 'distcomp wait' does.")
  boolean wait;

  SubmitVerb(Session session) {
    super(session);
  }

  @Override
  public Integer call() {
    if (isNew && options.rerun) {
      throw CliException.usage("--new and --rerun exclude each other");
    }
    Submission submission = submission();
    Query query = options.query(session.caller()).flag("new", isNew).with("name", name(submission));
    Instant start = schedule.start(session);
    query = schedule.addTo(query, start, new JobFinder(node()));
    Submitter.Answer answer = new Submitter(node()).send(submission, query);
    new Receipt(session, start).print(answer, submission.label(), output.format, wait);
    return wait ? waited(answer.job()) : ExitCode.OK;
  }

  private @Nullable String name(Submission submission) {
    return options.name == null ? submission.name() : options.name;
  }

  private int waited(JobStatus job) {
    Waiting waiting = new Waiting(session, node());
    JobStatus end = waiting.await(job);
    switch (output.format) {
      case JSON -> print(new JobFinder(node()).json(end.id()));
      case QUIET -> {
        // The id was printed when the job was taken.
      }
      case TABLE -> waiting.print(job, end);
    }
    return JobEnd.exitCode(end);
  }

  private Submission submission() {
    int before = words.size() - wordsAfterDashes();
    if (before < words.size()) {
      if (before > 0) {
        throw CliException.usage("give a file or, after --, a command; not both");
      }
      return CommandWords.submission(words);
    }
    if (words.size() != 1) {
      throw CliException.usage(
          words.isEmpty()
              ? "which file? Give one, or - for stdin, or -- and a command"
              : "one file at a time; a command is written after --");
    }
    return Submission.of(words.get(0), session).in(options.format);
  }

  /** The parser keeps no trace of the dashes among the words. */
  private int wordsAfterDashes() {
    CommandSpec known = java.util.Objects.requireNonNull(spec, "picocli sets it");
    List<String> all = known.commandLine().getParseResult().originalArgs();
    int dashes = all.indexOf("--");
    return dashes < 0 ? 0 : all.size() - dashes - 1;
  }
}
