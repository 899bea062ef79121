package io.distcomp.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/distcomp}: which java it takes, what it says without one, and its archives. */
class WrapperIT {

  private static final Path SCRIPT = Path.of("bin", "distcomp").toAbsolutePath();
  private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));
  private static final int LIMIT_S = 120;

  @TempDir Path folder;

  private final Map<String, String> environment = new TreeMap<>();

  @BeforeEach
  void surroundings() {
    environment.put("HOME", folder.toString());
    environment.put("PATH", "/usr/bin:/bin");
    environment.put("JAVA_HOME", JAVA_HOME.toString());
    environment.put("DISTCOMP_JAR", System.getProperty("distcomp.jar"));
    environment.put("DISTCOMP_ARCHIVE", "off");
  }

  @Test
  void itHandsOnAllWordsAndTheExitCode() throws Exception {
    assertThat(call("version").text()).startsWith("distcomp ");
    Said refused =
        call("submit", "no such file", "--name", "two words", "--url", "http://127.0.0.1:1");
    assertThat(refused.exitCode()).isEqualTo(65);
    assertThat(refused.text()).contains("no such file");
  }

  @Test
  void itIsFoundThroughALinkAndFindsTheJarThatTheBuildMakes() throws Exception {
    environment.remove("DISTCOMP_JAR");
    Path link = Files.createSymbolicLink(folder.resolve("dc"), SCRIPT);
    assertThat(run(link, "version").text()).startsWith("distcomp ");
  }

  @Test
  void aJavaThatIsTooOldIsNamedWithWhatIsNeeded() throws Exception {
    for (String version : List.of("1.8.0_402", "11.0.22", "16.0.2")) {
      environment.put("JAVA_HOME", fakeJava(version).toString());
      Said said = call("version");
      assertThat(said.exitCode()).as(version).isEqualTo(78);
      assertThat(said.text()).contains("is version " + version, "Java 17 or newer");
    }
  }

  /** The fake is no java: that it is called at all shows that its version was enough. */
  @Test
  void newerVersionsAreTaken() throws Exception {
    for (String version : List.of("17", "17.0.15", "21.0.2", "100")) {
      environment.put("JAVA_HOME", fakeJava(version).toString());
      assertThat(call("version").text()).contains("called with ").contains(" version");
    }
  }

  @Test
  void noJavaAtAllIsSaidInOneLine() throws Exception {
    environment.put("JAVA_HOME", folder.resolve("nowhere").toString());
    Said said = call("version");
    assertThat(said.exitCode()).isEqualTo(78);
    assertThat(said.text().lines()).singleElement().asString().contains("JAVA_HOME", "17 or newer");

    environment.remove("JAVA_HOME");
    environment.put("PATH", emptyPath().toString());
    Said nowhere = call("version");
    assertThat(nowhere.exitCode()).isEqualTo(78);
    assertThat(nowhere.text()).contains("no java on the PATH");
  }

  @Test
  void anArchiveIsMadeForTheUserAloneAndUsedFromThenOn() throws Exception {
    environment.remove("DISTCOMP_ARCHIVE");
    Said prepared = call("--prepare");
    assertThat(prepared.exitCode()).as(prepared.text()).isZero();
    Path archive = Path.of(prepared.text().strip());
    assertThat(archive).exists().hasParent(cache());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache())))
        .isEqualTo("rwx------");
    assertThat(archives()).containsExactly(archive);

    environment.put("DISTCOMP_JAVA_OPTS", "-Xlog:class+load:file=" + folder + "/loaded.txt");
    assertThat(call("version").exitCode()).isZero();
    assertThat(Files.readString(folder.resolve("loaded.txt")))
        .containsPattern("io.distcomp.DistComp source: shared objects file \\(top\\)");
  }

  @Test
  void theSerialCollectorWithLittleRoomIsTakenUnlessAnotherIsAskedFor() throws Exception {
    environment.put("DISTCOMP_JAVA_OPTS", "-XX:+PrintCommandLineFlags");
    assertThat(call("version").text()).contains("-XX:+UseSerialGC", "-XX:MaxNewSize=" + (48 << 20));

    environment.put("DISTCOMP_JAVA_OPTS", "-XX:+PrintCommandLineFlags -XX:+UseParallelGC");
    assertThat(call("version").text()).contains("-XX:+UseParallelGC").doesNotContain("MaxNewSize");

    environment.put("DISTCOMP_JAVA_OPTS", "-XX:+PrintCommandLineFlags");
    environment.put("JAVA_TOOL_OPTIONS", "-XX:+UseG1GC");
    assertThat(call("version").text()).contains("-XX:+UseG1GC").doesNotContain("MaxNewSize");
  }

  @Test
  void anArchiveInAFolderThatOthersCanWriteToIsNotUsed() throws Exception {
    environment.remove("DISTCOMP_ARCHIVE");
    environment.put("JAVA_HOME", fakeJava("17").toString());
    Files.createDirectories(cache());
    for (String mode : List.of("rwxrwxrwx", "rwxrwx---", "rwxr-xr-x")) {
      Files.setPosixFilePermissions(cache(), PosixFilePermissions.fromString(mode));
      assertThat(call("status").text()).as(mode).doesNotContain("Archive");
      assertThat(call("--prepare").exitCode()).as(mode).isEqualTo(78);
    }
    Files.setPosixFilePermissions(cache(), PosixFilePermissions.fromString("rwx------"));
    assertThat(call("status").text()).contains("ArchiveClassesAtExit");

    Files.setPosixFilePermissions(
        cache().getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(call("status").text()).doesNotContain("Archive");
  }

  private Path cache() {
    return folder.resolve(".cache").resolve("distcomp");
  }

  private List<Path> archives() throws IOException {
    try (Stream<Path> files = Files.list(cache())) {
      return files.toList();
    }
  }

  /** A folder like a JDK's whose java prints how it was called. */
  private Path fakeJava(String version) throws IOException {
    Path home = Files.createTempDirectory(folder, "java-");
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    Path java = Files.createDirectory(home.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\necho \"called with $*\"\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    return home;
  }

  /** What the script itself needs, and no java. */
  private Path emptyPath() throws IOException {
    Path path = Files.createDirectory(folder.resolve("path"));
    for (String program : List.of("dirname", "readlink", "sh")) {
      Files.createSymbolicLink(path.resolve(program), Path.of("/bin", program));
    }
    return path;
  }

  private record Said(int exitCode, String text) {}

  private Said call(String... words) throws Exception {
    return run(SCRIPT, words);
  }

  private Said run(Path script, String... words) throws Exception {
    File out = Files.createTempFile(folder, "out-", ".txt").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(Stream.concat(Stream.of(script.toString()), Stream.of(words)).toList());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).redirectOutput(out).start();
    if (!process.waitFor(LIMIT_S, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(script + " does not end: " + Files.readString(out.toPath()));
    }
    return new Said(process.exitValue(), Files.readString(out.toPath()));
  }
}
