package io.distcomp.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.FilePayload;
import io.distcomp.task.JobRequest;
import io.distcomp.taskfile.Mistake;
import io.distcomp.taskfile.TaskFile;
import io.distcomp.taskfile.TaskFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tasks are handed over on the page, and it reads them as the node does. */
class SubmitPageIT extends DashboardCase {

  private static final int TEXTS = 400;

  @Test
  void pastedLinesAreReadThenSentThenRun() {
    DashboardPage page = openPage();
    page.choose("submit");
    page.raw().getByLabel("Tasks, one in each line").fill("echo pasted-one\necho pasted-two\n");
    assertThat(page.main()).containsText("2 tasks, read as plain commands");
    page.raw().locator("#submit-name").fill("pasted");
    page.button("Submit 2 tasks").click();
    assertThat(page.title().locator("h1")).hasText("pasted");
    assertThat(page.remark("Done")).hasText("2 of 2");
  }

  @Test
  void mistakesAreShownByLineBeforeAnythingIsSent() {
    DashboardPage page = openPage();
    page.choose("submit");
    page.raw()
        .getByLabel("Tasks, one in each line")
        .fill("shell:5:0:1:echo kept\nshll:5:0:1:echo no\nshell:x:0:1:echo no\n");
    assertThat(page.mistake("line 2")).containsText("did you mean shell?");
    assertThat(page.mistake("line 3")).containsText("E_PRIORITY");
    assertThat(page.button("Submit 1 task")).isDisabled();
    page.raw().getByLabel("Leave out lines with mistakes").check();
    page.button("Submit 1 task").click();
    assertThat(page.remark("Done")).hasText("1 of 1");
  }

  @Test
  void aFileGivesItsJobItsName() {
    DashboardPage page = openPage();
    page.choose("submit");
    byte[] tasks = "shell:5:0:0:echo from-a-file\n".getBytes(StandardCharsets.UTF_8);
    page.raw()
        .getByLabel("A file with tasks")
        .setInputFiles(new FilePayload("sweep.txt", "text/plain", tasks));
    page.button("Submit 1 task").click();
    assertThat(page.title().locator("h1")).hasText("sweep.txt");
  }

  @Test
  void thePageReadsLinesAsTheNodeDoes() throws IOException {
    long seed = System.nanoTime();
    System.out.println("lines of tasks, seed " + seed);
    Random random = new Random(seed);
    List<String> texts = IntStream.range(0, TEXTS).mapToObj(i -> text(random)).toList();
    List<String> expected = new ArrayList<>();
    for (String text : texts) {
      expected.add(asTheNode(text));
    }
    assertThat(asThePage(texts)).as("seed " + seed).isEqualTo(expected);
  }

  private static final String READ =
      """
      async (texts) => {
        const { readTasks } = await import('/js/task-reader.js');
        const signal = new AbortController().signal;
        const said = [];
        for (const text of texts) {
          const { tasks, mistakes } = await readTasks(new Blob([text]), { signal });
          said.push(tasks + mistakes.map((m) => ' ' + m.line + m.code).join(''));
        }
        return said;
      }
      """;

  private Object asThePage(List<String> texts) {
    return openPage().raw().evaluate(READ, texts);
  }

  private static String asTheNode(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    JobRequest job = new JobRequest(null, null, null, new TreeMap<>(), JobRequest.Mode.ADD, null);
    try (TaskFile file =
        TaskFiles.open(new ByteArrayInputStream(bytes), TaskFile.Format.AUTO, job)) {
      int tasks = file.next(TEXTS).size();
      return tasks + file.mistakes().stream().map(SubmitPageIT::said).collect(Collectors.joining());
    }
  }

  private static String said(Mistake mistake) {
    return " " + mistake.line() + mistake.code();
  }

  private static final Map<String, List<String>> FIELDS =
      Map.of(
          "type", List.of("shell", "python", " demo ", "shll", "SHELL", "", "\u2003shell", "a b"),
          "priority", List.of("5", "0", "9999", "10000", "-1", "", " 7", "1.5", "0000000001"),
          "memory", List.of("8", "0", ".5", "5.", "-0", "1e3", "1048576", "1048577", "NaN", ""),
          "cpus", List.of("2", "0", "100000", "100001", "y", "1.25"),
          "timeout", List.of("", "300:", "0:", "315360000:", "315360001:", "300 :", ":"),
          "command",
              List.of("echo hi", "curl http://x:80/", "", "  ", "300", "12:", "a\0b", "# x"));

  private static String text(Random random) {
    return random
        .ints(random.nextInt(6), 0, 3)
        .mapToObj(kind -> line(kind, random) + (random.nextBoolean() ? "\n" : "\r\n"))
        .collect(Collectors.joining());
  }

  private static String line(int kind, Random random) {
    return switch (kind) {
      case 0 -> one("command", random);
      case 1 ->
          List.of("# c", "", "\t", "{ cd x; make; }", "a:b:c", "a:b:c:d").get(random.nextInt(6));
      default ->
          String.join(
              ":",
              one("type", random),
              one("priority", random),
              one("memory", random),
              one("cpus", random),
              one("timeout", random) + one("command", random));
    };
  }

  private static String one(String field, Random random) {
    List<String> values = FIELDS.get(field);
    return values.get(random.nextInt(values.size()));
  }
}
