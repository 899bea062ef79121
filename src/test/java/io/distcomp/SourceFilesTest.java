package io.distcomp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the product's sources to their limits, and the limits to sources that break them. */
class SourceFilesTest {

  private static final Path SOURCES = Path.of("src/main/java/io/distcomp");

  @Test
  void everySourceOfTheProductKeepsTheLimits() throws IOException {
    Map<String, String> texts = new TreeMap<>();
    for (Path file : files()) {
      texts.put(SOURCES.relativize(file).toString(), Files.readString(file));
    }

    assertThat(texts).hasSizeGreaterThan(150);
    assertThat(SourceFiles.faults(texts)).isEmpty();
  }

  @Test
  void everyPackageOfTheProductSaysWhatItIs() throws IOException {
    List<Path> packages = files().stream().map(Path::getParent).distinct().toList();

    assertThat(packages)
        .filteredOn(folder -> !folder.equals(SOURCES))
        .hasSizeGreaterThan(5)
        .allSatisfy(folder -> assertThat(folder.resolve("package-info.java")).exists());
  }

  @Test
  void aFileOfMoreThan300LinesIsReported() {
    assertThat(faults("A", "// why\n".repeat(296))).isEmpty();
    assertThat(faults("A", "// why\n".repeat(297)))
        .containsExactly("node/A.java has 301 lines, 300 are allowed");
  }

  @Test
  void aMethodOfMoreThan40LinesIsReported() {
    assertThat(faults("A", "/** D. */\nvoid m() {\n" + "m();\n".repeat(38) + "}")).isEmpty();
    assertThat(faults("A", "/** D. */\nvoid m() {\n" + "m();\n".repeat(39) + "}"))
        .containsExactly("node/A.java:4: m has 41 lines");
  }

  @Test
  void aVerticleOfMoreThan150LinesOfCodeIsReported() {
    String body = "// why\n\n".repeat(50) + "int i;\n".repeat(148);

    assertThat(faults("A extends VerticleBase", body)).isEmpty();
    assertThat(faults("A extends VerticleBase", body + "int i;\n"))
        .containsExactly("node/A.java has 151 lines of code, a verticle may have 150");
  }

  @Test
  void aTypeWithoutASentenceIsReported() {
    assertThat(SourceFiles.faults(Map.of("node/A.java", "class A {}")))
        .containsExactly("node/A.java does not say in a sentence what it is");
  }

  @Test
  void aLockOnALoopIsReported() {
    String locks = "void m() { synchronized (this) {} }\nsynchronized void n() {}";

    assertThat(faults("A", locks))
        .containsExactly(
            "node/A.java:3: a lock on an event loop", "node/A.java:4: a lock on an event loop");
    assertThat(SourceFiles.faults(Map.of("process/A.java", type("A", locks)))).isEmpty();
  }

  private static List<String> faults(String declaration, String body) {
    return SourceFiles.faults(Map.of("node/A.java", type(declaration, body)));
  }

  private static String type(String declaration, String body) {
    return "/** Is. */\nclass " + declaration + " {\n" + body + "\n}";
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(SOURCES)) {
      return all.filter(f -> f.toString().endsWith(".java")).sorted().toList();
    }
  }
}
