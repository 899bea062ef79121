package io.distcomp.cli;

import io.distcomp.task.Counted;
import io.distcomp.task.JobStatus;
import io.distcomp.task.TaskCounts;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** The queue as lines of a screen. Pure; one per size of the screen. */
final class TopView {

  private static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
  private static final int NAME = 20;
  private static final int FIXED_LINES = 7;
  private static final int MOST_ATTENTION = 4;
  private static final int FEWEST_ROWS = 3;

  private final int rows;
  private final int columns;
  private final boolean unicode;
  private final boolean colour;

  TopView(int rows, int columns, boolean unicode, boolean colour) {
    this.rows = rows;
    this.columns = columns;
    this.unicode = unicode;
    this.colour = colour;
  }

  /**
   * The whole screen.
   *
   * @param title the first line, with what is to be said of the connection
   * @param selected the row among jobs and then nodes that is to be seen; -1 for none
   */
  List<AttributedString> lines(LiveQueue queue, String title, int selected, Instant now) {
    List<AttributedString> lines = new ArrayList<>();
    lines.add(styled(title, PLAIN.bold()));
    lines.add(styled(tasks(queue), PLAIN));
    lines.add(styled(machines(queue), PLAIN));
    List<String> words = queue.attention();
    lines.addAll(attention(words));
    List<JobStatus> jobs = queue.jobs();
    List<JsonObject> nodes = queue.nodes();
    int room =
        Math.max(2 * FEWEST_ROWS, rows - FIXED_LINES - Math.min(words.size(), MOST_ATTENTION));
    int forNodes = Math.min(nodes.size(), Math.max(FEWEST_ROWS, room / 3));
    int forJobs = room - forNodes;
    lines.add(heading("JOBS", jobs.size(), forJobs));
    window(jobs.size(), forJobs, selected)
        .forEach(i -> lines.add(job(queue, jobs.get(i), i == selected)));
    int node = selected - jobs.size();
    lines.add(heading("NODES", nodes.size(), forNodes));
    window(nodes.size(), forNodes, node)
        .forEach(i -> lines.add(node(nodes.get(i), i == node, now)));
    return lines.stream().map(this::cut).toList();
  }

  private AttributedString cut(AttributedString line) {
    return line.columnLength() <= columns ? line : line.columnSubSequence(0, columns);
  }

  private static String tasks(LiveQueue queue) {
    TaskCounts counts = queue.counts();
    JsonObject rates = Json.object(queue.status(), "rates");
    Duration left = Json.seconds(queue.status(), "eta_s");
    return "tasks  %s queued, %s running, %s finished, %s failed, %s cancelled; %s%s"
        .formatted(
            Counted.of(counts.todo() + counts.waiting()),
            Counted.of(counts.inProgress()),
            Counted.of(counts.finished()),
            Counted.of(counts.failed()),
            Counted.of(counts.cancelled()),
            Wording.rate(Json.decimal(rates, "finished_s") + Json.decimal(rates, "failed_s")),
            left == null || counts.open() == 0 ? "" : ", " + Wording.duration(left) + " left");
  }

  private static String machines(LiveQueue queue) {
    JsonObject status = queue.status();
    return Escape.line(
        "nodes  %s with %s; redis %s; cluster %s"
            .formatted(
                Counted.of(Json.number(status, "nodes")),
                Counted.of(Json.number(status, "slots"), "slot"),
                Json.text(status, "redis", "-"),
                Json.text(status, "cluster", "-")));
  }

  private List<AttributedString> attention(List<String> words) {
    AttributedStyle style = PLAIN.foreground(AttributedStyle.RED);
    int shown = words.size() > MOST_ATTENTION ? MOST_ATTENTION - 1 : words.size();
    List<AttributedString> lines = new ArrayList<>();
    words.stream().limit(shown).forEach(each -> lines.add(styled("! " + each, style)));
    if (shown < words.size()) {
      lines.add(styled("! and " + Counted.of(words.size() - shown) + " more", style));
    }
    return lines;
  }

  private AttributedString heading(String word, int all, int room) {
    String hidden = all > room ? "  (" + room + " of " + Counted.of(all) + ")" : "";
    return styled(word + hidden, PLAIN.bold().underline());
  }

  /** Places that are shown of a list, the chosen one among them. */
  static List<Integer> window(int all, int room, int selected) {
    int last = Math.max(0, all - room);
    int first = Math.max(0, Math.min(last, selected - room / 2));
    return java.util.stream.IntStream.range(first, Math.min(all, first + room)).boxed().toList();
  }

  private AttributedString job(LiveQueue queue, JobStatus job, boolean isSelected) {
    String start =
        "%s%5s  %s  %s "
            .formatted(
                isSelected ? "> " : "  ",
                job.id(),
                fitted(job.name(), NAME),
                fitted(job.state().name().toLowerCase(Locale.ROOT), 9));
    int room = Math.max(1, columns - start.length());
    String bar = ProgressText.bar(job, queue.paceOf(job), room, unicode, colour);
    return new AttributedStringBuilder()
        .append(styled(start, isSelected ? PLAIN.inverse() : PLAIN))
        .append(AttributedString.fromAnsi(bar))
        .toAttributedString();
  }

  private AttributedString node(JsonObject node, boolean isSelected, Instant now) {
    Instant seen = Json.instant(node, "seen_at");
    String line =
        "%s%s  %s %s of %s running, %s, %s of %s free, seen %s ago"
            .formatted(
                isSelected ? "> " : "  ",
                fitted(Json.text(node, "name", ""), NAME),
                fitted(Json.text(node, "state", ""), 9),
                Counted.of(Json.number(node, "running")),
                Counted.of(Json.number(node, "slots")),
                cpus(node),
                Wording.memory(Json.decimal(node, "mem_free_gb")),
                Wording.memory(Json.decimal(node, "mem_gb")),
                seen == null ? "never" : Wording.duration(Duration.between(seen, now)));
    return styled(line, isSelected ? PLAIN.inverse() : PLAIN);
  }

  private static String cpus(JsonObject node) {
    String all = Wording.amount(Json.decimal(node, "cpus"), "cpu");
    return node.getValue("cpus_used") == null
        ? all
        : Wording.decimal(Json.decimal(node, "cpus_used")) + " of " + all + " busy";
  }

  /** Exactly so many columns of a text, whatever its letters take. */
  private static String fitted(String text, int width) {
    AttributedString whole = new AttributedString(Escape.line(text));
    String cut =
        whole.columnLength() > width
            ? whole.columnSubSequence(0, width - 1) + "~"
            : whole.toString();
    return cut + " ".repeat(Math.max(0, width - new AttributedString(cut).columnLength()));
  }

  private AttributedString styled(String text, AttributedStyle style) {
    return colour ? new AttributedString(text, style) : new AttributedString(text);
  }
}
