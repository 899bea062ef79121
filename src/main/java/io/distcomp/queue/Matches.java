package io.distcomp.queue;

import io.distcomp.queue.ManyTasks.Change;
import io.distcomp.queue.ManyTasks.Count;
import io.distcomp.queue.TaskQueue.TaskFilter;
import io.distcomp.task.TaskId;
import io.distcomp.task.TaskState;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** All tasks that match: how many they are, and what is done to all of them. */
final class Matches {

  /** Steps of one count: a second or less. */
  private static final int STEPS_OF_COUNT = 50;

  /** Tasks that one script changes. */
  private static final int STEP = 500;

  private final RedisLink link;
  private final QueueKeys keys;
  private final TaskReader reader;
  private final Control control;

  Matches(RedisLink link, QueueKeys keys, TaskReader reader, Control control) {
    this.link = link;
    this.keys = keys;
    this.reader = reader;
    this.control = control;
  }

  // --- counting

  /** By the counters where they know it, else by a walk. */
  Future<Count> count(TaskFilter filter, @Nullable String cursor) {
    return cursor == null && isCounted(filter)
        ? counted(filter).map(n -> new Count(n, null))
        : walk(filter, cursor);
  }

  private static boolean isCounted(TaskFilter filter) {
    return filter.equals(new TaskFilter(filter.job(), filter.state(), null, null, null, null));
  }

  private Future<Long> counted(TaskFilter filter) {
    List<TaskState> states =
        filter.state() == null ? List.of(TaskState.values()) : List.of(filter.state());
    Request request =
        Request.cmd(Command.HMGET)
            .arg(filter.job() == null ? keys.counts() : keys.job(filter.job()));
    states.forEach(state -> request.arg(state.word()));
    return link.send(request)
        .recover(Replies::noneIfWrongType)
        .map(
            row -> {
              long sum = 0;
              for (int i = 0; row != null && i < row.size(); i++) {
                sum += row.get(i) == null ? 0 : Replies.number(row.get(i).toString());
              }
              return sum;
            });
  }

  /** The cursor is the count so far, a dash and the place. */
  private Future<Count> walk(TaskFilter filter, @Nullable String cursor) {
    Walk walk = reader.walk(filter);
    int dash = cursor == null ? -1 : cursor.indexOf('-');
    Counting counting = new Counting();
    if (cursor == null) {
      counting.place = walk.start();
    } else {
      if (!cursor.matches("\\d{1,12}-[a-z]+-[-0-9/.e+]+")) {
        throw new IllegalArgumentException("'" + cursor + "' is no cursor");
      }
      counting.count = Long.parseLong(cursor.substring(0, dash));
      counting.place = cursor.substring(dash + 1);
    }
    return StepLoop.over(counting.place, place -> counting.go(walk, place))
        .map(v -> counting.result());
  }

  /** One count being made. */
  private static final class Counting {
    private long count;
    private int steps;
    private String place = StepLoop.END;

    Future<String> go(Walk walk, String from) {
      return walk.step(from)
          .map(
              step -> {
                count += step.ids().size();
                place = step.next();
                return ++steps < STEPS_OF_COUNT ? place : StepLoop.END;
              });
    }

    Count result() {
      return new Count(count, place.equals(StepLoop.END) ? null : count + "-" + place);
    }
  }

  // --- changing

  Future<Change> cancel(TaskFilter filter, long expected) {
    return change(filter, expected, control::cancel);
  }

  Future<Change> retry(TaskFilter filter, long expected) {
    return change(filter, expected, control::retry);
  }

  /** First all are found and then changed: a change must not hide others from the walk. */
  private Future<Change> change(
      TaskFilter filter, long expected, Function<List<TaskId>, Future<Integer>> verb) {
    Future<Long> known = isCounted(filter) ? counted(filter) : Future.succeededFuture(expected);
    return known.compose(
        n ->
            n == expected
                ? find(filter).compose(found -> apply(found, expected, verb))
                : Future.succeededFuture(Change.refused(n)));
  }

  private Future<TaskSet> find(TaskFilter filter) {
    Walk walk = reader.walk(filter);
    TaskSet found = new TaskSet();
    return StepLoop.over(
            walk.start(),
            place ->
                walk.step(place)
                    .map(
                        step -> {
                          step.ids().forEach(found::add);
                          return step.next();
                        }))
        .map(v -> found);
  }

  private static Future<Change> apply(
      TaskSet found, long expected, Function<List<TaskId>, Future<Integer>> verb) {
    if (found.size() != expected) {
      return Future.succeededFuture(Change.refused(found.size()));
    }
    List<Integer> changed = new ArrayList<>();
    return StepLoop.over("1", step -> apply(found.take(STEP), changed, verb))
        .map(
            v ->
                new Change(
                    expected,
                    true,
                    changed.stream().mapToLong(Integer::longValue).sum(),
                    found.jobs()));
  }

  private static Future<String> apply(
      List<TaskId> tasks, List<Integer> changed, Function<List<TaskId>, Future<Integer>> verb) {
    return tasks.isEmpty()
        ? Future.succeededFuture(StepLoop.END)
        : verb.apply(tasks)
            .map(
                n -> {
                  changed.add(n);
                  return "1";
                });
  }
}
