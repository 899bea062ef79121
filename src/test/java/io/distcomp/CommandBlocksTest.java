package io.distcomp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Each block of the documents that has no language is known here: it is no command, or a test runs
 * it, or there is a reason why none does. A new block fails until somebody has decided.
 */
class CommandBlocksTest {

  private static final String FENCE = "```";
  private static final String OUTPUT = "no command: what a program prints, or a form";
  private static final String CURL = "HttpExamplesIT";
  private static final String TYPED = "CommandsIT";

  /** By document and first line, up to where it is long. */
  private static final Map<String, String> KNOWN = new LinkedHashMap<>();

  static {
    known("README.md", "mvn -q -DskipTests package", TYPED);
    known("README.md", "INFO  distcomp: node vm-run", OUTPUT);
    known("README.md", "shell:5:0.1:1:echo", OUTPUT);
    known("README.md", "java -jar target/distcomp-fat.jar -conf", TYPED);
    known("README.md", "job 1 (tasks.txt): 40 tasks", OUTPUT);
    known("README.md", "mvn verify", "it is what runs these tests");
    known("ARCHITECTURE.md", "POST /jobs", OUTPUT);
    known("docs/cli.md", "$ distcomp run tasks.txt", TYPED);
    known("docs/cli.md", "$ distcomp submit mixed.txt", TYPED);
    known("docs/cli.md", "$ distcomp tasks 6", TYPED);
    known("docs/cli.md", "$ distcomp retry 12", "ControlVerbsTest");
    known("docs/cli.md", "source <(distcomp completion bash)", TYPED);
    known("docs/cli.md", "$ distcomp top", "TopIT");
    known("docs/cli.md", "$ distcomp manager", "ManagerIT");
    known("docs/cli.md", "$ distcomp doctor", TYPED);
    known("docs/cli.md", "$ distcomp node deploy-ssh", "DeploySshIT");
    known("docs/http-api.md", "U=http://127.0.0.1:8080", CURL);
    known("docs/http-api.md", "$ curl -s -H \"$T\" -H 'Content-Type: text/plain'", CURL);
    known("docs/http-api.md", "$ curl -s -X POST -H \"$T\" \"$U/jobs/4", CURL);
    known("docs/http-api.md", "$ curl -s -H \"$T\" \"$U/tasks/count", CURL);
    known("docs/http-api.md", "$ curl -s -H \"$T\" \"$U/status", CURL);
    known("docs/http-api.md", "$ curl -s -H \"$T\" \"$U/tasks/2.2/explain", CURL);
    known("docs/http-api.md", "$ curl -sN -H \"$T\" \"$U/events", CURL);
    known("docs/http-api.md", "$ curl -s -X POST -H \"$T\" \"$U/login-codes", CURL);
    known("docs/security.md", "user distcomp on", "RedisRightsTest");
    known("docs/security.md", "{\"time\":", OUTPUT);
    known("docs/task-files.md", "type:priority:", OUTPUT);
    known(
        "docs/operations.md",
        "docker build -t",
        "it needs a container engine; docker/check does the same");
    known("docs/operations.md", "{\"id\":\"job_finished", OUTPUT);
    known("docs/migration.md", "java -jar distcomp-fat.jar -conf", "SingleNodeIT");
    known("docs/migration.md", "java -jar distcomp-fat.jar manager", "LegacyImportIT");
    known("CONTRIBUTING.md", "export DOCKER_HOST=", "it needs a container engine");
  }

  private static void known(String document, String start, String why) {
    KNOWN.put(document + ": " + start, why);
  }

  @Test
  void eachBlockOfTheDocumentsIsKnown() throws IOException {
    Set<String> unused = new TreeSet<>(KNOWN.keySet());
    List<String> unknown = new ArrayList<>();
    for (String block : blocks()) {
      if (!unused.removeIf(block::startsWith)) {
        unknown.add(block);
      }
    }
    assertThat(unknown).as("blocks that nobody has decided about").isEmpty();
    assertThat(unused).as("blocks that are in no document any more").isEmpty();
  }

  @Test
  void theTestsThatAreNamedExist() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      List<String> names = files.map(file -> file.getFileName().toString()).toList();
      KNOWN.values().stream()
          .filter(why -> why.matches("\\w+(IT|Test)"))
          .forEach(test -> assertThat(names).contains(test + ".java"));
    }
  }

  private static List<String> blocks() throws IOException {
    List<Path> documents = new ArrayList<>();
    for (String name : List.of("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md")) {
      documents.add(Path.of(name));
    }
    try (Stream<Path> files = Files.list(Path.of("docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
    }
    List<String> found = new ArrayList<>();
    for (Path document : documents) {
      found.addAll(blocks(document));
    }
    return found;
  }

  private static List<String> blocks(Path document) throws IOException {
    List<String> found = new ArrayList<>();
    List<String> lines = Files.readAllLines(document);
    boolean inside = false;
    for (int at = 0; at < lines.size(); at++) {
      String line = lines.get(at).strip();
      if (line.startsWith(FENCE)) {
        boolean begins = !inside;
        // Blocks of a language are no commands: they are held by tests of their own kind.
        if (begins && line.equals(FENCE)) {
          found.add(document + ": " + lines.get(at + 1).strip());
        }
        inside = begins;
      }
    }
    return found;
  }
}
