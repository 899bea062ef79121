package io.distcomp.cli;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code distcomp manager}: {@code redisManager.py} of the Python tool, with its flags and its
 * columns, on the job of that name. Made by {@link Verbs}.
 */
@Command(
    name = "manager",
    sortOptions = false,
    description = {
      "Does what redisManager.py of the Python tool did, with its options and its output, on the"
          + " job named 'manager'.",
      "Tasks: "
          + ManagerVerb.TASKS
          + "; several are joined by &. BOOL is"
          + " true (the default) or false, and tells checkTask what to show."
    },
    footer = {
      "%nExamples:%n",
      "  distcomp manager --task 'initRedis&loadTask' --taskfile task",
      "  distcomp manager --task checkTask --finished false --todo false",
      "  distcomp manager --task checkWorker",
      "  distcomp manager --task importLegacy"
    })
final class ManagerVerb implements Callable<Integer> {

  static final String TASKS =
      "initRedis, loadTask, checkTask, checkWorker, cleanup, removeFinishedTask,"
          + " moveInProgressTaskToTodo, moveFailedTaskToTodo, importLegacy";

  private static final String IMPORT = "importLegacy";
  private static final List<String> KNOWN = List.of(TASKS.split(", ?"));

  @Mixin final TargetOptions target = new TargetOptions();

  @Option(
      names = "--task",
      required = true,
      paramLabel = "TASKS",
      completionCandidates = Tasks.class,
      description = "What to do, in this order, such as 'initRedis&loadTask'.")
  String task = "";

  @Option(
      names = "--taskfile",
      paramLabel = "FILE",
      description = "The task lines of loadTask (default: ${DEFAULT-VALUE}).")
  String taskfile = "task";

  @Option(
      names = "--include",
      paramLabel = "TEXT",
      description = "Show only tasks and workers with this in their line.")
  String include = "";

  @Option(
      names = "--exclude",
      paramLabel = "TEXT",
      description = "Show only tasks and workers without it.")
  String exclude = "";

  @Option(
      names = "--todo",
      paramLabel = "BOOL",
      arity = "1",
      converter = Truth.class,
      completionCandidates = Truth.class,
      description = "List tasks that wait.")
  boolean todo = true;

  @Option(
      names = "--finished",
      paramLabel = "BOOL",
      arity = "1",
      converter = Truth.class,
      completionCandidates = Truth.class,
      description = "List finished tasks.")
  boolean finished = true;

  @Option(
      names = "--in_progress",
      paramLabel = "BOOL",
      arity = "1",
      converter = Truth.class,
      completionCandidates = Truth.class,
      description = "List running tasks.")
  boolean inProgress = true;

  @Option(
      names = "--failed",
      paramLabel = "BOOL",
      arity = "1",
      converter = Truth.class,
      completionCandidates = Truth.class,
      description = "List failed tasks.")
  boolean failed = true;

  @Option(
      names = "--failed_reason",
      paramLabel = "BOOL",
      arity = "1",
      converter = Truth.class,
      completionCandidates = Truth.class,
      description = "Say why tasks failed.")
  boolean failedReason = true;

  @Option(
      names = "--print_result",
      paramLabel = "BOOL",
      arity = "1",
      converter = Truth.class,
      completionCandidates = Truth.class,
      description = "Show the output of finished tasks.")
  boolean printResult = true;

  @Option(
      names = "--yes",
      description =
          "Let initRedis kill tasks that run, and importLegacy import beside live workers.")
  boolean yes;

  @Mixin final LegacyRedis redis = new LegacyRedis();

  private final Session session;

  ManagerVerb(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    List<String> tasks = Arrays.asList(task.split("&", -1));
    tasks.forEach(ManagerVerb::mustBeKnown);
    if (redis.isGiven() && !tasks.contains(IMPORT)) {
      session.console().note("the --redis_ options are not used: the node knows its Redis");
    }
    NodeClient node = session.connect(target);
    Manager manager = new Manager(session, node);
    tasks.forEach(each -> run(node, manager, each));
    return ExitCode.OK;
  }

  private void run(NodeClient node, Manager manager, String name) {
    LineFilter filter = new LineFilter(include, exclude);
    switch (name) {
      case "initRedis" -> manager.empty(yes);
      case "loadTask" -> manager.load(taskfile);
      case "checkTask" -> manager.checkTasks(shown(), filter);
      case "checkWorker" -> manager.checkWorkers(filter);
      case "cleanup" -> manager.cleanUp();
      case "removeFinishedTask" -> manager.removeFinished();
      case "moveInProgressTaskToTodo" -> manager.requeueRunning();
      case IMPORT -> new LegacyImport(session, node).run(redis.address(session), yes);
      default -> manager.requeueFailed();
    }
  }

  private ManagedTasks.Shown shown() {
    return new ManagedTasks.Shown(todo, inProgress, finished, failed, failedReason, printResult);
  }

  private static void mustBeKnown(String name) {
    if (!KNOWN.contains(name)) {
      throw CliException.usage(
          "unknown task '" + Escape.line(name) + "' in --task; there are: " + TASKS);
    }
  }

  /** For shells; several may be joined all the same. */
  static final class Tasks implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return KNOWN.iterator();
    }
  }

  /** The words of Python's strtobool; shells offer the plain ones alone. */
  static final class Truth implements ITypeConverter<Boolean>, Iterable<String> {
    private static final List<String> TRUE = List.of("y", "yes", "t", "true", "on", "1");
    private static final List<String> FALSE = List.of("n", "no", "f", "false", "off", "0");

    @Override
    public Boolean convert(String text) {
      String word = text.toLowerCase(Locale.ROOT);
      if (!TRUE.contains(word) && !FALSE.contains(word)) {
        throw new TypeConversionException("'" + text + "' is neither true nor false");
      }
      return TRUE.contains(word);
    }

    @Override
    public Iterator<String> iterator() {
      return List.of("true", "false").iterator();
    }
  }
}
