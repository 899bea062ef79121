package io.distcomp.taskfile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.task.JobRequest;
import io.distcomp.task.TaskSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads a million tasks in a JVM whose heap could not hold them: it would die of it. */
class FlatMemoryTest {
  private static final long TASKS = 1_000_000;

  @ParameterizedTest
  @ValueSource(strings = {"LINES", "JSON"})
  void aMillionTasksAreReadInASmallHeapWithinSeconds(String format) throws Exception {
    assertThat(child("tasks", format)).isEqualTo(TASKS + " tasks, 0 mistakes");
  }

  @Test
  void aMillionMistakesFitASmallHeap() throws Exception {
    assertThat(child("mistakes", "JSON")).isEqualTo("0 tasks, " + TASKS + " mistakes");
  }

  private static String child(String what, String format) throws Exception {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx24m",
                "-XX:+UseSerialGC",
                "-cp",
                classPath,
                Child.class.getName(),
                what,
                format)
            .redirectErrorStream(true)
            .start();
    try {
      String said = new String(child.getInputStream().readAllBytes(), UTF_8).strip();
      assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return said;
    } finally {
      child.destroyForcibly();
    }
  }

  /** The program of the small JVM. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) throws IOException {
      TaskFile.Format format = TaskFile.Format.valueOf(args[1]);
      InputStream in = args[0].equals("tasks") ? tasks(format) : mistakes();
      long count = 0;
      try (TaskFile file = TaskFiles.open(in, format, JobRequest.named(null))) {
        List<TaskSpec> some = file.next(1000);
        while (!some.isEmpty()) {
          count += some.size();
          some = file.next(1000);
        }
        System.out.println(count + " tasks, " + file.mistakeCount() + " mistakes");
      }
    }

    private static InputStream tasks(TaskFile.Format format) {
      return switch (format) {
        case LINES -> new Generated("", i -> "shell:5:0.5:1:60:echo number " + i + "\n", "");
        case PLAIN, AUTO -> new Generated("", i -> "echo number " + i + "\n", "");
        case NDJSON -> new Generated("", i -> task(i) + "\n", "");
        case JSON ->
            new Generated("{\"tasks\":[", i -> (i == 0 ? "" : ",") + task(i), "],\"priority\":3}");
      };
    }

    private static String task(long i) {
      return "{\"command\":\"echo " + i + "\",\"mem_gb\":0.5,\"env\":{\"NAME_" + i + "\":\"x\"}}";
    }

    /** Names that nobody knows must not be kept. */
    private static InputStream mistakes() {
      return new Generated(
          "{\"tasks\":[",
          i -> (i == 0 ? "" : ",") + "{\"command\":\"a\",\"unknown_" + i + "\":1}",
          "]}");
    }
  }

  /** A long text that is made while it is read. */
  private static final class Generated extends InputStream {
    private final LongFunction<String> part;
    private final String last;
    private byte[] now;
    private int at;
    private long made;

    Generated(String first, LongFunction<String> part, String last) {
      this.now = first.getBytes(UTF_8);
      this.part = part;
      this.last = last;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] out, int from, int length) {
      while (at == now.length) {
        if (made > TASKS) {
          return -1;
        }
        now = (made < TASKS ? part.apply(made) : last).getBytes(UTF_8);
        made++;
        at = 0;
      }
      int n = Math.min(length, now.length - at);
      System.arraycopy(now, at, out, from, n);
      at += n;
      return n;
    }
  }
}
