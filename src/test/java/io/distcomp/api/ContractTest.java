package io.distcomp.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The served contract and the served calls are the same, and requests are held to it. */
class ContractTest {

  private static final Set<String> METHODS = Set.of("get", "post", "patch", "put", "delete");

  @TempDir Path folder;
  private TestApi api;

  @BeforeEach
  void open() {
    api = new TestApi(folder).start();
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void theContractHasEveryCallAndNoOther() throws IOException {
    Set<String> written = new TreeSet<>();
    for (Map.Entry<String, Object> path : Contract.parse().getJsonObject("paths")) {
      ((JsonObject) path.getValue())
          .fieldNames().stream()
              .filter(METHODS::contains)
              .forEach(
                  method ->
                      written.add(
                          method.toUpperCase(Locale.ROOT) + " " + Contract.routed(path.getKey())));
    }
    assertThat(written).isEqualTo(api.web.calls());
  }

  @Test
  void theContractIsOneOfThePagesFiles() throws IOException {
    assertThat(WebrootFiles.load("webroot").paths()).contains("/openapi.yaml");
  }

  @Test
  void aBodyThatTheContractDoesNotKnowIsRefused() {
    var answer =
        TestApi.await(
            api.request(HttpMethod.POST, "/api/v1/jobs/1/cancel")
                .sendJsonObject(new JsonObject().put("why", "because")));

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.bodyAsJsonObject().getJsonObject("error").getString("code"))
        .isEqualTo("E_FIELD");
  }
}
