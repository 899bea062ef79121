package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The ways to call the program: java -jar, and bin/distcomp with its archive of classes. */
final class Ways implements AutoCloseable {

  /**
   * One of them.
   *
   * @param key in front of the names of its results
   */
  record Way(String name, String key, List<String> program) {

    List<String> with(String... words) {
      return Stream.concat(program.stream(), Stream.of(words)).toList();
    }
  }

  private final Path cache = Files.createTempDirectory("distcomp-bench-cache-");
  private final Way jar = new Way("java -jar", "", Node.program());
  private final Way wrapper = new Way("bin/distcomp", "wrapper_", wrapper());

  Ways() throws IOException {}

  /** All of them; makes the archive. */
  List<Way> prepared() throws IOException, InterruptedException {
    String unused = Programs.output(wrapper.with("--prepare").toArray(String[]::new));
    return List.of(jar, wrapper);
  }

  /** By env, since nodes and programs are started with the bench's own environment. */
  private List<String> wrapper() {
    return List.of(
        "env",
        "XDG_CACHE_HOME=" + cache,
        "DISTCOMP_JAR=" + Path.of(Node.jar()).toAbsolutePath(),
        "JAVA_HOME=" + System.getProperty("java.home"),
        Path.of("bin", "distcomp").toAbsolutePath().toString());
  }

  @Override
  public void close() throws IOException {
    Programs.remove(cache);
  }
}
