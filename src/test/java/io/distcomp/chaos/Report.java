package io.distcomp.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The rows of {@code target/chaos/report.md}, one for each run. */
final class Report {

  private static final Path FILE = Path.of("target/chaos/report.md");
  private static final String HEAD =
      """
      | run | faults | injections | tasks | re-executions | overlapping | stale | already | lost | duplicates | unexpected | survivors | recovery p50/p99/max | seed |
      | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
      """;

  private Report() {}

  static void add(String run, Figures figures, List<Violation> violations, long seed) {
    String row =
        "| %s | %s | %d | %d | %d | %d | %d | %d | %d | %d | %d | %d | %s | %d |%n"
            .formatted(
                run,
                kinds(figures),
                figures.injections(),
                figures.acknowledged(),
                figures.reexecutions(),
                figures.overlaps(),
                figures.stale(),
                figures.already(),
                figures.gone(),
                count(violations, Violation.Kind.DUPLICATE_COMMIT, Violation.Kind.DUPLICATED),
                count(violations, Violation.Kind.UNEXPECTED),
                figures.survivors(),
                recovery(figures),
                seed);
    try {
      Files.createDirectories(FILE.getParent());
      if (!Files.exists(FILE)) {
        Files.writeString(FILE, HEAD);
      }
      Files.writeString(FILE, row, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    System.out.print(row);
    System.out.println("  " + sentence(figures, violations));
  }

  private static String kinds(Figures figures) {
    return figures.faults().entrySet().stream()
        .map(kind -> kind.getValue() + " " + kind.getKey())
        .collect(Collectors.joining(", "));
  }

  private static long count(List<Violation> violations, Violation.Kind... kinds) {
    return violations.stream().filter(v -> List.of(kinds).contains(v.kind())).count();
  }

  private static String recovery(Figures figures) {
    return String.format(
        Locale.ROOT,
        "%.1f / %.1f / %.1f s",
        figures.recovery(0.5).toMillis() / 1000.0,
        figures.recovery(0.99).toMillis() / 1000.0,
        figures.recovery(1).toMillis() / 1000.0);
  }

  private static String sentence(Figures figures, List<Violation> violations) {
    return "%d faults of %d kinds, %d tasks attempted, %d acknowledged, %d recovered, %d requests sent again, %d violations"
        .formatted(
            figures.injections(),
            figures.faults().size(),
            figures.attempted(),
            figures.acknowledged(),
            figures.recovered(),
            figures.repeats(),
            violations.size());
  }
}
