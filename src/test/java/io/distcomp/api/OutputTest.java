package io.distcomp.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.distcomp.bus.Channels;
import io.distcomp.bus.OutputMessages.OutputChunk;
import io.distcomp.bus.OutputMessages.OutputRequest;
import io.distcomp.task.CapturedStream;
import io.distcomp.task.NodeStatus;
import io.distcomp.task.Outcome;
import io.distcomp.task.ProcessUse;
import io.distcomp.task.TaskId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputTest {

  private static final TaskId ID = TaskId.parse("1.1");
  private static final String USAGE = "/api/v1/tasks/1.1/usage";
  private static final String STDOUT = "/api/v1/tasks/1.1/stdout";

  /** A node that has one file, or runs the task: then the text is what it wrote so far. */
  private static final class Holder {
    private volatile byte[] text = new byte[0];
    private volatile boolean running;
    private volatile boolean gone;
    private volatile ProcessUse use = new ProcessUse(Duration.ofMillis(61_250), 3L << 29, 2L << 30);

    private Future<OutputChunk> answer(OutputRequest question) {
      boolean asksForRunning = question.file() == null;
      if (gone || asksForRunning != running) {
        return Future.succeededFuture(OutputChunk.NOT_FOUND);
      }
      int from = (int) Math.min(question.offset(), text.length);
      int to = Math.min(text.length, from + question.max());
      return Future.succeededFuture(
          new OutputChunk(
              true,
              Arrays.copyOfRange(text, from, to),
              from,
              text.length,
              running,
              running ? use : null));
    }
  }

  @TempDir Path folder;
  private TestApi api;
  private final Holder holder = new Holder();

  @BeforeEach
  void start() {
    api = new TestApi(folder).start();
    api.queue.putNode(api.self, NodeStatus.State.LIVE, 1);
    TestApi.await(
        api.bus.answer(Channels.OUTPUT, api.self.incarnation(), holder::answer).completion());
    api.submit("", "a\n");
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private void finished(CapturedStream stdout, CapturedStream stderr) {
    api.queue.start(ID, "alpha");
    api.queue.finish(ID, Outcome.exited(0), stdout, stderr);
  }

  private static CapturedStream small(byte[] text) {
    return new CapturedStream(text, new byte[0], text.length, null, 0);
  }

  private static CapturedStream large(byte[] text, long fileLength) {
    return new CapturedStream(
        Arrays.copyOf(text, 1000),
        Arrays.copyOfRange(text, text.length - 1000, text.length),
        text.length,
        "1/1.out",
        fileLength);
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @Test
  void aSmallOutputComesAsItIsAlsoWhenItIsNotUtf8() {
    byte[] text = {'h', 'i', '\n', (byte) 0xff, 0, (byte) 0xc3};
    finished(small(text), small("oops".getBytes(StandardCharsets.UTF_8)));

    HttpResponse<Buffer> answer = api.get(STDOUT);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body().getBytes()).isEqualTo(text);
    assertThat(answer.getHeader("Content-Type")).startsWith("text/plain");
    assertThat(answer.getHeader("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.getHeader("X-DistComp-Partial")).isNull();
    assertThat(api.get("/api/v1/tasks/1.1/stderr").bodyAsString()).isEqualTo("oops");
  }

  @Test
  void aLargeOutputIsFetchedFromItsNode() {
    holder.text = random(1_000_003);
    finished(large(holder.text, holder.text.length), CapturedStream.EMPTY);

    HttpResponse<Buffer> answer = api.get(STDOUT);

    assertThat(answer.body().getBytes()).isEqualTo(holder.text);
    assertThat(answer.getHeader("X-DistComp-Partial")).isNull();
    assertThat(api.get("/api/v1/tasks/1.1/stderr").body()).isNull();
  }

  @Test
  void ofANodeThatIsGoneHeadAndTailAreLeft() {
    holder.gone = true;
    byte[] text = "x".repeat(10_000).getBytes(StandardCharsets.UTF_8);
    finished(large(text, text.length), CapturedStream.EMPTY);
    String expected =
        "x".repeat(1000)
            + "\n[distcomp: 8000 bytes are on node alpha, which does not answer]\n"
            + "x".repeat(1000);

    assertPartial(expected);
    api.queue.removeNode("alpha");
    assertPartial(expected);
  }

  private void assertPartial(String expected) {
    HttpResponse<Buffer> answer = api.get(STDOUT);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.getHeader("X-DistComp-Partial")).isEqualTo("true");
    assertThat(answer.bodyAsString()).isEqualTo(expected);
  }

  @Test
  void whatWasBeyondTheSizeLimitIsMarked() {
    byte[] text = random(10_000);
    holder.text = Arrays.copyOf(text, 5000);
    finished(large(text, 5000), CapturedStream.EMPTY);

    byte[] body = api.get(STDOUT).body().getBytes();

    assertThat(Arrays.copyOf(body, 5000)).isEqualTo(holder.text);
    assertThat(new String(body, StandardCharsets.ISO_8859_1))
        .contains("[distcomp: 4000 bytes beyond the size limit were not kept]");
    assertThat(Arrays.copyOfRange(body, body.length - 1000, body.length))
        .isEqualTo(Arrays.copyOfRange(text, 9000, 10_000));
  }

  @Test
  void aRunningTaskShowsWhatItWroteSoFar() {
    api.queue.start(ID, "alpha");
    holder.running = true;
    holder.text = "so far".getBytes(StandardCharsets.UTF_8);

    assertThat(api.get(STDOUT).bodyAsString()).isEqualTo("so far");
  }

  @Test
  void aRunningTaskSaysWhatItUses() {
    api.queue.start(ID, "alpha");
    holder.running = true;
    assertThat(api.get(USAGE).bodyAsJsonObject())
        .isEqualTo(
            new JsonObject()
                .put("running", true)
                .put("cpu_s", 61.25)
                .put("mem_gb", 1.5)
                .put("peak_mem_gb", 2));
    holder.use = new ProcessUse(Duration.ZERO, 0, 0);
    assertThat(api.get(USAGE).bodyAsJsonObject().getValue("cpu_s")).isNull();
    holder.gone = true;
    assertThat(api.get(USAGE).bodyAsJsonObject().getBoolean("running")).isFalse();
  }

  @Test
  void aTaskThatHasNotRunHasNoOutput() {
    assertThat(api.get(USAGE).bodyAsJsonObject().getBoolean("running")).isFalse();
    assertThat(TestApi.error(api.get(STDOUT)).getString("code")).isEqualTo("E_NO_OUTPUT");
  }

  @Test
  void followingShowsEverythingUntilTheTaskEnds() {
    holder.running = true;
    Buffer seen = Buffer.buffer();
    Future<Void> ended =
        api.vertx
            .createHttpClient()
            .request(HttpMethod.GET, api.web.port(), "127.0.0.1", STDOUT + "?follow=true")
            .compose(
                request ->
                    request.putHeader("Authorization", "Bearer " + TestApi.TOKEN_TEXT).send())
            .compose(
                response -> {
                  response.handler(
                      bytes -> {
                        synchronized (seen) {
                          seen.appendBuffer(bytes);
                        }
                      });
                  return response.end();
                });
    holder.text = "one\n".getBytes(StandardCharsets.UTF_8);
    api.queue.start(ID, "alpha");
    await().until(() -> text(seen).equals("one\n"));
    holder.text = "one\ntwo\n".getBytes(StandardCharsets.UTF_8);
    await().until(() -> text(seen).equals("one\ntwo\n"));
    holder.running = false;
    api.queue.finish(
        ID,
        Outcome.exited(0),
        small("one\ntwo\nthree\n".getBytes(StandardCharsets.UTF_8)),
        CapturedStream.EMPTY);

    TestApi.await(ended);
    assertThat(text(seen)).isEqualTo("one\ntwo\nthree\n");
  }

  private static String text(Buffer seen) {
    synchronized (seen) {
      return seen.toString();
    }
  }

  @Test
  void piecesNeverOverlapWhateverWasSent() {
    byte[] text = random(100);
    CapturedStream stream =
        new CapturedStream(
            Arrays.copyOf(text, 30), Arrays.copyOfRange(text, 80, 100), 100, null, 0);
    for (int offset = 0; offset <= 100; offset++) {
      OutputPieces pieces = new OutputPieces(stream, offset);
      assertThat(offset + pieces.head().length + pieces.missing() + pieces.tail().length)
          .as("offset " + offset)
          .isEqualTo(100);
    }
  }
}
