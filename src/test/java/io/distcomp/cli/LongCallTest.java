package io.distcomp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Changes that take longer than an answer usually may. */
class LongCallTest extends DeskFixture {

  private static final Duration SIGN_OF_LIFE = Duration.ofMillis(100);

  @Test
  void aNodeThatWorksOnABigJobIsWaitedFor() {
    CountDownLatch asked = new CountDownLatch(3);
    node.onHealth(
            exchange -> {
              asked.countDown();
              FakeNode.send(exchange, 503, "draining".getBytes(StandardCharsets.UTF_8));
            })
        .on(
            "POST /jobs/12/cancel",
            exchange -> {
              await(asked);
              FakeNode.send(exchange, 200, "{\"count\":7}".getBytes(StandardCharsets.UTF_8));
            });
    assertThat(client(node.url()).post("/jobs/12/cancel").getLong("count")).isEqualTo(7);
  }

  @Test
  void aNodeThatShowsNoLifeIsNot() throws IOException {
    try (ServerSocket frozen = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      NodeClient client = client(URI.create("http://127.0.0.1:" + frozen.getLocalPort()));
      assertThatThrownBy(() -> client.post("/jobs/12/cancel"))
          .isInstanceOfSatisfying(
              CliException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.UNAVAILABLE))
          .hasMessageContaining("no node answers at http://127.0.0.1:" + frozen.getLocalPort());
    }
  }

  private NodeClient client(URI url) {
    return new NodeClient(
        new Target(url, home.resolve(".distcomp/token"), true, null), SIGN_OF_LIFE);
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
