package io.distcomp.it;

import io.vertx.core.json.JsonObject;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** The example {@code examples/bus-client}, compiled against the fat jar and nothing else. */
final class BusClientProgram {

  private static final Path SOURCE = Path.of("examples", "bus-client", "BusClient.java");
  private static final String JAR = System.getProperty("distcomp.jar", "target/distcomp-fat.jar");
  private static final long SECONDS = 120;

  private final Path classes;

  private BusClientProgram(Path classes) {
    this.classes = classes;
  }

  /**
   * How it ended.
   *
   * @param out what it printed
   * @param err what it complained about
   */
  record Result(int exitCode, List<String> out, List<String> err) {

    /** The JSON behind this word in each line that starts with it. */
    List<JsonObject> lines(String word) {
      return out.stream()
          .filter(line -> line.startsWith(word + " "))
          .map(line -> new JsonObject(line.substring(word.length() + 1)))
          .toList();
    }
  }

  /** Compiles it with every warning an error. */
  static BusClientProgram compiledInto(Path classes) throws Exception {
    Files.createDirectories(classes);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    int result =
        compiler.run(
            null,
            null,
            null,
            "-Xlint:all,-classfile,-processing",
            "-Werror",
            "-proc:none",
            "-cp",
            JAR,
            "-d",
            classes.toString(),
            SOURCE.toString());
    if (result != 0) {
      throw new AssertionError(SOURCE + " does not compile");
    }
    return new BusClientProgram(classes);
  }

  /** Runs it to its end. */
  Result run(Path folder, String redisUrl, Path tokenFile, String... commands) throws Exception {
    Path out = Files.createTempFile(folder, "bus-client", ".out");
    Path err = Files.createTempFile(folder, "bus-client", ".err");
    List<String> line = new ArrayList<>(List.of(java(), "-cp", JAR + File.pathSeparator + classes));
    line.addAll(List.of("BusClient", redisUrl, tokenFile.toString()));
    line.addAll(List.of(commands));
    Process process =
        new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the example does not end: " + Files.readString(err));
    }
    return new Result(process.exitValue(), Files.readAllLines(out), Files.readAllLines(err));
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
