package io.distcomp.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.distcomp.bus.BusAuth;
import io.distcomp.testkit.MemoryTokens;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** How long a token is compared says nothing about how much of it was right. */
class TokenTimingTest {

  private static final String TOKEN = "t".repeat(43);
  private static final String WRONG_AT_ONCE = "x" + TOKEN.substring(1);
  private static final String WRONG_AT_THE_END = TOKEN.substring(1) + "x";
  private static final int ROUNDS = 400;
  private static final int CALLS = 200;

  /** Generous: another program may have the processor; a comparison by character shows more. */
  private static final double MOST = 1.5;

  @Test
  void secretsAreComparedByTheMethodThatTakesItsTime() {
    assertThat(calls(TokenBook.class, "isEqual"))
        .contains("java.security.MessageDigest.isEqual")
        .doesNotContain("java.lang.String.equals", "java.util.Arrays.equals");
    assertThat(calls(BusAuth.class, "isGenuine"))
        .contains("java.security.MessageDigest.isEqual")
        .doesNotContain("java.lang.String.equals", "java.util.Arrays.equals");
  }

  private static List<String> calls(Class<?> type, String method) {
    JavaClass imported = new ClassFileImporter().importClass(type);
    return imported.getMethods().stream()
        .filter(m -> m.getName().equals(method))
        .map(JavaMethod::getMethodCallsFromSelf)
        .flatMap(calls -> calls.stream())
        .map(call -> call.getTargetOwner().getName() + "." + call.getTarget().getName())
        .collect(Collectors.toList());
  }

  @Test
  void aTokenThatIsAlmostRightTakesAsLongAsOneThatIsWrongAtOnce() {
    TokenBook book =
        new TokenBook(
            new AccessToken(TOKEN),
            new MemoryTokens(),
            Path.of("token"),
            Duration.ofSeconds(30),
            Clock.systemUTC());
    double[] early = new double[ROUNDS];
    double[] late = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      early[i] = nanos(book, WRONG_AT_ONCE);
      late[i] = nanos(book, WRONG_AT_THE_END);
    }
    double ratio = median(late) / median(early);
    assertThat(ratio).isBetween(1 / MOST, MOST);
  }

  private static double nanos(TokenBook book, String candidate) {
    int matches = 0;
    long start = System.nanoTime();
    for (int i = 0; i < CALLS; i++) {
      Future<Optional<String>> owner = book.owner(candidate);
      matches += owner.succeeded() && owner.result().isPresent() ? 1 : 0;
    }
    long took = System.nanoTime() - start;
    assertThat(matches).isZero();
    return took;
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }
}
