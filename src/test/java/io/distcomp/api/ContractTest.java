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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PATCH | /jobs/1 | {"limt":2} | 422 | /limt | unknown field 'limt' | did you mean limit?
          PATCH | /jobs/1 | {"priority":10000} | 422 | /priority | priority has to be a whole number from 0 to 9999, not '10000' |
          PATCH | /jobs/1 | {"limit":0} | 422 | /limit | limit has to be a whole number from 1 to 1000000 or null, not '0' |
          PATCH | /jobs/1 | {"limit":"3"} | 422 | /limit | limit has to be a whole number from 1 to 1000000 or null, not '3' |
          PATCH | /jobs/1 | {} | 422 | | a JSON body with one of limit, max_fails, priority is wanted |
          GET | /tasks?state=fialed | | 400 | state | state has to be one of todo, waiting, in_progress, finished, failed, cancelled, not 'fialed' | did you mean failed?
          GET | /tasks/1 | | 400 | id | id has to be the id of a task such as 3.17, not '1' |
          GET | /tasks?limit=0 | | 400 | limit | limit has to be a whole number from 1 to 1000, not '0' |
          POST | /tasks/retry | {} | 422 | /expect | the field expect is missing |
          POST | /tasks/retry | {"expect":1,"state":"done"} | 422 | /state | state has to be one of todo, waiting, in_progress, finished, failed, cancelled, not 'done' |
          """)
  void whatIsWrongIsSaidInOurOwnWords(
      String method, String path, String body, int status, String at, String message, String hint) {
    var request = api.request(HttpMethod.valueOf(method), "/api/v1" + path);
    var answer =
        TestApi.await(body == null ? request.send() : request.sendJsonObject(new JsonObject(body)));

    assertThat(answer.statusCode()).as(answer.bodyAsString()).isEqualTo(status);
    JsonObject error = answer.bodyAsJsonObject().getJsonObject("error");
    assertThat(error.getString("message")).isEqualTo(message);
    assertThat(error.getString("path")).isEqualTo(at);
    assertThat(error.getString("hint")).isEqualTo(hint);
  }
}
