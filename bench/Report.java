package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a bench found: lines for people, fields for programs, and the machine and commit of both.
 */
final class Report {

  private static final Path FOLDER = Path.of("bench/out");

  private final String name;
  private final Instant at = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final StringBuilder text = new StringBuilder();
  private final Map<String, String> fields = new LinkedHashMap<>();

  Report(String name, String question) throws IOException, InterruptedException {
    this.name = name;
    Map<String, String> machine = machine();
    line("%s", question);
    machine.forEach((key, value) -> line("  %-8s %s", key, value));
    line("");
    fields.put("bench", Json.quote(name));
    fields.put("at", Json.quote(at.toString()));
    machine.forEach((key, value) -> fields.put(key, Json.quote(value)));
  }

  /** Prints the line at once as well. */
  void line(String format, Object... arguments) {
    String line = String.format(Locale.ROOT, format, arguments);
    System.out.println(line);
    text.append(line).append('\n');
  }

  /** The value is JSON. */
  void field(String key, String value) {
    fields.put(key, value);
  }

  void save() throws IOException {
    Files.createDirectories(FOLDER);
    String stamp =
        DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC).format(at);
    Path file = FOLDER.resolve(name + "-" + stamp + ".txt");
    Files.writeString(file, text);
    Files.writeString(
        FOLDER.resolve(name + "-" + stamp + ".json"),
        fields.entrySet().stream()
            .map(e -> Json.quote(e.getKey()) + ":" + e.getValue())
            .collect(Collectors.joining(",\n ", "{", "}\n")));
    System.out.println("\nsaved as " + file + " and .json");
  }

  private static Map<String, String> machine() throws IOException, InterruptedException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "machine",
        Runtime.getRuntime().availableProcessors()
            + " x "
            + Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(System.getProperty("os.arch")));
    facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put(
        "java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
    facts.put("commit", Programs.output("git", "describe", "--always", "--dirty").strip());
    facts.put("load", Files.readString(Path.of("/proc/loadavg")).split(" ")[0] + " at the start");
    return facts;
  }
}
