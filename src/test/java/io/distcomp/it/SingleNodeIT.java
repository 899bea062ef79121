package io.distcomp.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.NodeProcessConf;
import io.distcomp.testkit.NodeProcessHome.Ended;
import io.distcomp.testkit.NodeProcessLogs;
import io.distcomp.testkit.TestClient;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The life of one node: start, work, stop, and start again. */
@ExtendWith(NodeProcessLogs.class)
class SingleNodeIT {

  @Test
  void whatWasRecordedIsThereAfterAStopAndANewStart() {
    try (NodeProcess node = NodeProcess.start(NodeProcessConf.of("keeps"))) {
      Ended submit = node.cli("submit", Examples.tasks().toString(), "--wait");
      assertThat(submit.exitCode()).as(submit.err()).isZero();
      assertThat(submit.out()).contains("40 finished of 40 tasks");
      List<JsonObject> before = node.client().tasks(1);
      byte[] output = node.client().stdout("1.1");

      assertThat(node.stop()).isZero();
      node.startAgain();

      TestClient client = node.client();
      assertThat(client.tasks(1)).isEqualTo(before);
      assertThat(client.stdout("1.1")).isEqualTo(output).asString().isEqualTo("Hello World\n");
      assertThat(client.awaitJob(client.submit("shell:1:0:0:echo again")).getString("state"))
          .isEqualTo("finished");
    }
  }

  /** The files that the repository ships. */
  static final class Examples {
    private Examples() {}

    static Path tasks() {
      return Path.of("examples/tasks.txt").toAbsolutePath();
    }
  }
}
