package io.distcomp;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the product to the rules of its shape, and each rule to classes that break it. Run by
 * {@code make check} too.
 */
class ArchitectureTest {

  private static final String PRODUCT = "io.distcomp";
  private static final String FIXTURE = "io.distcomp.archfixture";

  private static final JavaClasses PRODUCT_CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(PRODUCT);

  private static final JavaClasses FIXTURE_CLASSES =
      new ClassFileImporter().importPackages(FIXTURE);

  /** In the order of {@link ArchitectureRules#all()}: the classes that break the rule. */
  private static final List<String> OFFENDERS =
      List.of(
          "api.KnowsTheNode common.Leftovers queue.KnowsTheCluster task.KnowsTheQueue",
          "queue.Rows task.KnowsTheQueue",
          "api.KnowsAnHttpClient cluster.KnowsPicocli node.ConfiguredVerticle node.KnowsHazelcast"
              + " node.KnowsJna node.KnowsRedis node.KnowsTheRouter process.KnowsJson process.KnowsVertx",
          "bus.Untyped",
          "node.UsesTheEventBus",
          "node.MakesAClock node.ReadsTheTime",
          "cluster.Sleeps",
          "cluster.Awaits",
          "queue.Blocks",
          "cli.Exits",
          "node.Prints",
          "node.ConfiguredVerticle",
          "node.ConfiguredVerticle",
          "node.DisorderedVerticle",
          "node.ConfiguredVerticle",
          "node.DisorderedVerticle");

  @Test
  void theProductsClassesAreFound() {
    assertThat(PRODUCT_CLASSES).hasSizeGreaterThan(200);
    assertThat(PRODUCT_CLASSES.contain(FIXTURE + ".cluster.Sleeps")).isFalse();
  }

  static Stream<ArchRule> rules() {
    return new ArchitectureRules(PRODUCT).all().stream();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void theProductKeepsTheRule(ArchRule rule) {
    rule.check(PRODUCT_CLASSES);
  }

  static Stream<Arguments> rulesWithOffenders() {
    List<ArchRule> rules = new ArchitectureRules(FIXTURE).all();
    assertThat(OFFENDERS).hasSameSizeAs(rules);
    List<Arguments> all = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      all.add(Arguments.of(rules.get(i), OFFENDERS.get(i)));
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("rulesWithOffenders")
  void theRuleReportsTheClassesThatBreakItAndNoOthers(ArchRule rule, String offenders) {
    List<String> details = rule.evaluate(FIXTURE_CLASSES).getFailureReport().getDetails();

    assertThat(namedIn(details)).containsExactlyInAnyOrder(offenders.split(" "));
  }

  /** The classes that the violations start from, without the package of the fixture. */
  private static Set<String> namedIn(List<String> details) {
    Set<String> names = new TreeSet<>();
    FIXTURE_CLASSES.forEach(
        type -> {
          String origin = "<" + type.getName();
          if (details.stream().flatMap(String::lines).anyMatch(line -> startsWith(line, origin))) {
            names.add(type.getName().substring(FIXTURE.length() + 1));
          }
        });
    return names;
  }

  private static boolean startsWith(String line, String origin) {
    int first = line.indexOf('<');
    if (first < 0 || !line.startsWith(origin, first)) {
      return false;
    }
    char next = line.charAt(first + origin.length());
    return next == '.' || next == '>' || next == '$';
  }
}
