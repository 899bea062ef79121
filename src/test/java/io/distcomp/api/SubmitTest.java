package io.distcomp.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.distcomp.task.JobId;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubmitTest {

  @TempDir Path folder;
  private TestApi api;

  @BeforeEach
  void start() {
    api = new TestApi(folder).start();
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void aTextWithTwoCommandsBecomesAJobOfTwoTasks() {
    HttpResponse<Buffer> answer = api.submit("?name=nightly&priority=7", "echo a\necho b\n");

    assertThat(answer.statusCode()).isEqualTo(201);
    JsonObject body = answer.bodyAsJsonObject();
    assertThat(body.getInteger("accepted")).isEqualTo(2);
    assertThat(body.getInteger("duplicates")).isZero();
    assertThat(body.getJsonArray("rejected")).isEmpty();
    JsonObject job = body.getJsonObject("job");
    assertThat(job.getString("name")).isEqualTo("nightly");
    assertThat(job.getString("state")).isEqualTo("running");
    assertThat(job.getJsonObject("counts").getInteger("todo")).isEqualTo(2);
    JsonObject task = api.get("/api/v1/tasks/1.2").bodyAsJsonObject();
    assertThat(task.getString("command")).isEqualTo("echo b");
    assertThat(task.getInteger("priority")).isEqualTo(7);
  }

  @Test
  void aJobThatIsBeingRemovedTakesNoTasks() {
    api.submit("?name=nightly", "echo a\n");
    api.queue.startRemoval(new JobId(1));

    HttpResponse<Buffer> answer = api.submit("?name=nightly", "echo b\n");

    assertThat(answer.statusCode()).isEqualTo(409);
    JsonObject error = answer.bodyAsJsonObject().getJsonObject("error");
    assertThat(error.getString("code")).isEqualTo("E_REMOVED");
    assertThat(error.getString("message")).isEqualTo("job 1 is being removed");
    assertThat(error.getString("hint")).contains("send it again");
  }

  @Test
  void aJsonBodyNamesItsJob() {
    JsonObject body =
        new JsonObject()
            .put("name", "from json")
            .put("tasks", new JsonArray().add(new JsonObject().put("command", "echo a")));

    HttpResponse<Buffer> answer =
        TestApi.await(api.request(HttpMethod.POST, "/api/v1/jobs").sendJsonObject(body));

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.bodyAsJsonObject().getJsonObject("job").getString("name"))
        .isEqualTo("from json");
  }

  @Test
  void theDirectoryOfTheQueryIsThatOfItsTasks() {
    api.submit("?cwd=/usr/share", "echo a\n");

    assertThat(api.get("/api/v1/tasks/1.1").bodyAsJsonObject().getString("cwd"))
        .isEqualTo("/usr/share");
  }

  @Test
  void ndjsonIsOneTaskALine() {
    HttpResponse<Buffer> answer =
        send(
            "application/x-ndjson",
            null,
            Buffer.buffer("{\"command\":\"a\"}\n{\"command\":\"b\"}\n"));

    assertThat(answer.bodyAsJsonObject().getInteger("accepted")).isEqualTo(2);
  }

  @Test
  void aGzippedBodyIsReadLikeAPlainOne() throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write("echo a\necho b\n".getBytes(StandardCharsets.UTF_8));
    }
    Buffer bytes = Buffer.buffer(zipped.toByteArray());

    assertThat(send("text/plain", "gzip", bytes).bodyAsJsonObject().getInteger("accepted"))
        .isEqualTo(2);
    assertThat(send("application/gzip", null, bytes).statusCode()).isEqualTo(201);
    assertThat(TestApi.error(send("text/plain", "br", bytes)).getString("code"))
        .isEqualTo("E_CONTENT_ENCODING");
  }

  @Test
  void aHundredThousandLinesArriveWhole() {
    String text =
        IntStream.range(0, 100_000).mapToObj(i -> "echo " + i).collect(Collectors.joining("\n"));

    HttpResponse<Buffer> answer = api.submit("", text);

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.bodyAsJsonObject().getInteger("accepted")).isEqualTo(100_000);
    assertThat(api.get("/api/v1/tasks/1.100000").bodyAsJsonObject().getString("command"))
        .isEqualTo("echo 99999");
  }

  @Test
  void nothingOfABadTextIsStored() throws IOException {
    HttpResponse<Buffer> answer = api.submit("", "echo a\nbad 1\nbad 2\n");

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(TestApi.error(answer).getString("code")).isEqualTo("E_FIELDS");
    assertThat(TestApi.error(answer).getString("message")).contains("line 2").contains("1 more");
    JsonArray rejected = answer.bodyAsJsonObject().getJsonArray("rejected");
    assertThat(rejected).hasSize(2);
    assertThat(rejected.getJsonObject(1).getInteger("line")).isEqualTo(3);
    assertThat(api.get("/api/v1/jobs").bodyAsJsonObject().getJsonArray("jobs")).isEmpty();
    assertThat(api.spooled()).isEmpty();
  }

  @Test
  void partialStoresTheGoodTasksAndNamesTheOthers() {
    HttpResponse<Buffer> answer = api.submit("?partial=true", "echo a\nbad 1\necho b\n");

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.bodyAsJsonObject().getInteger("accepted")).isEqualTo(2);
    assertThat(answer.bodyAsJsonObject().getJsonArray("rejected")).hasSize(1);
    assertThat(api.submit("?partial=true", "bad 1\n").statusCode()).isEqualTo(422);
  }

  @Test
  void theSameNameAgainAddsOnlyWhatIsNew() {
    assertThat(api.submit("?name=n", "a\nb\na\n").bodyAsJsonObject().getInteger("duplicates"))
        .isEqualTo(1);

    JsonObject again = api.submit("?name=n", "a\nb\nc\n").bodyAsJsonObject();

    assertThat(again.getInteger("accepted")).isEqualTo(1);
    assertThat(again.getInteger("duplicates")).isEqualTo(2);
    assertThat(again.getJsonObject("job").getInteger("id")).isEqualTo(1);
    JsonObject fresh = api.submit("?name=n&new", "a\n").bodyAsJsonObject();
    assertThat(fresh.getJsonObject("job").getInteger("id")).isEqualTo(2);
  }

  @Test
  void theSameIdempotencyKeyGetsTheSameAnswer() {
    HttpResponse<Buffer> first = keyed("k1", "a\nb\n");
    HttpResponse<Buffer> second = keyed("k1", "a\nb\n");

    assertThat(second.statusCode()).isEqualTo(201);
    assertThat(second.bodyAsString()).isEqualTo(first.bodyAsString());
    assertThat(keyed("k1", "other\n").statusCode()).isEqualTo(422);
    assertThat(keyed("k2", "a\n").bodyAsJsonObject().getJsonObject("job").getInteger("id"))
        .isEqualTo(2);
  }

  @Test
  void aRefusedSubmissionMayBeRepairedUnderItsKey() {
    assertThat(keyed("k", "bad\n").statusCode()).isEqualTo(422);
    assertThat(keyed("k", "good\n").statusCode()).isEqualTo(201);
  }

  @Test
  void withoutRedisASubmissionIsToComeAgain() throws IOException {
    api.queue.setAway(true);

    HttpResponse<Buffer> answer = api.submit("", "a\n");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.getHeader("Retry-After")).isNotNull();
    assertThat(TestApi.error(answer).getString("code")).isEqualTo("E_REDIS");
    assertThat(api.spooled()).isEmpty();
  }

  @Test
  void aBrokenUploadLeavesNothingAndIsNeverReadableByOthers() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.web.port())) {
      socket
          .getOutputStream()
          .write(
              ("POST /api/v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
                      + "Authorization: Bearer "
                      + TestApi.TOKEN_TEXT
                      + "\r\nContent-Length: 10000\r\n\r\necho a\n"
                      + "#".repeat(Body.MOST_IN_MEMORY))
                  .getBytes(StandardCharsets.US_ASCII));
      await().until(() -> api.spooled().size() == 1);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(api.spooled().get(0))))
          .isEqualTo("rw-------");
    }
    await().until(() -> api.spooled().isEmpty());
    assertThat(api.queue.jobNamed("job-1").result()).isEmpty();
    assertThat(api.queue.job(new JobId(1)).result()).isEmpty();
  }

  @Test
  void whatIsLeftOfAKilledNodeIsClearedAtTheStart() throws IOException {
    Path other = Files.createDirectories(folder.resolve("other/spool"));
    Files.writeString(other.resolve("submission-1.spool"), "echo a");
    try (TestApi second = new TestApi(folder.resolve("other")).start()) {
      assertThat(second.spooled()).isEmpty();
    }
  }

  @Test
  void bodiesAroundTheLargestThatIsKeptInMemoryAreTakenWhole() throws IOException {
    for (int size : new int[] {4095, 4096, 4097, 70_000, 300_000}) {
      String text = "echo " + "x".repeat(size - 6) + "\n";
      int job = api.submit("", text).bodyAsJsonObject().getJsonObject("job").getInteger("id");

      JsonObject task = api.get("/api/v1/tasks/" + job + ".1").bodyAsJsonObject();
      assertThat(task.getString("command")).as("%d bytes", size).isEqualTo(text.strip());
    }
    api.clock.advance(Replays.WINDOW.plusSeconds(1));
    await().until(() -> api.spooled().isEmpty());
  }

  @Test
  void thePriorityBehindTheTasksOfASmallBodyCounts() {
    Buffer body = Buffer.buffer("{\"tasks\":[{\"command\":\"a\"}],\"priority\":7}");

    int job =
        send("application/json", null, body)
            .bodyAsJsonObject()
            .getJsonObject("job")
            .getInteger("id");

    assertThat(api.get("/api/v1/tasks/" + job + ".1").bodyAsJsonObject().getInteger("priority"))
        .isEqualTo(7);
  }

  private HttpResponse<Buffer> keyed(String key, String text) {
    return TestApi.await(
        api.request(HttpMethod.POST, "/api/v1/jobs")
            .putHeader("Content-Type", "text/plain")
            .putHeader("Idempotency-Key", key)
            .sendBuffer(Buffer.buffer(text)));
  }

  private HttpResponse<Buffer> send(String type, String encoding, Buffer body) {
    var request = api.request(HttpMethod.POST, "/api/v1/jobs").putHeader("Content-Type", type);
    if (encoding != null) {
      request.putHeader("Content-Encoding", encoding);
    }
    return TestApi.await(request.sendBuffer(body));
  }
}
