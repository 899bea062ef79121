package io.distcomp.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.distcomp.bus.BusAuth;
import io.distcomp.testkit.MemoryTokens;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long a token is compared says nothing about how much of it was right. */
class TokenTimingTest {

  private static final String TOKEN = "t".repeat(43);
  private static final String WRONG_AT_ONCE = "x" + TOKEN.substring(1);
  private static final String WRONG_AT_THE_END = TOKEN.substring(1) + "x";
  private static final int ROUNDS = 400;
  private static final int CALLS = 200;
  private static final int PROBES = 300;

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
    assertAsLong(ROUNDS, token -> nanos(book, token), WRONG_AT_ONCE, WRONG_AT_THE_END);
  }

  /** Times both in turn. */
  private static void assertAsLong(
      int rounds, ToDoubleFunction<String> nanos, String wrongAtOnce, String wrongAtTheEnd) {
    double[] early = new double[rounds];
    double[] late = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      early[i] = nanos.applyAsDouble(wrongAtOnce);
      late[i] = nanos.applyAsDouble(wrongAtTheEnd);
    }
    double ratio = median(late) / median(early);
    assertThat(ratio).isBetween(1 / MOST, MOST);
  }

  /** As somebody from outside measures it, who has unlike here no limit of ten tries a minute. */
  @Test
  void aProbeOverHttpLearnsNothingFromTheTimeOfTheRefusal(@TempDir Path folder) {
    try (TestApi api = new TestApi(folder).start()) {
      String right = TestApi.TOKEN_TEXT;
      String other = right.startsWith("x") ? "y" : "x";
      String wrongAtOnce = other + right.substring(1);
      String wrongAtTheEnd = right.substring(0, right.length() - 1) + other;
      assertAsLong(PROBES, token -> nanos(api, token), wrongAtOnce, wrongAtTheEnd);
    }
  }

  private static double nanos(TestApi api, String candidate) {
    api.clock.advance(FailureLimit.WINDOW);
    var request =
        api.anonymous(HttpMethod.GET, "/api/v1/status").bearerTokenAuthentication(candidate);
    long start = System.nanoTime();
    int status = TestApi.await(request.send()).statusCode();
    long took = System.nanoTime() - start;
    assertThat(status).isEqualTo(401);
    return took;
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
