package io.distcomp.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.NodeProcessLogs;
import io.distcomp.testkit.RedisServer;
import io.distcomp.testkit.TestClient;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Real commands over real files: what is recorded is what they print. */
@Timeout(400)
@ExtendWith(NodeProcessLogs.class)
class SweepIT {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  @RegisterExtension
  static final RedisServer REDIS = RedisServer.create().durability(RedisServer.Durability.EVERYSEC);

  @TempDir Path folder;

  @Test
  void eachOfFiveThousandTasksIsRecordedAsItRunsDirectly() throws Exception {
    List<String> commands = SweepCommands.all(Files.createDirectory(folder.resolve("odd names")));
    assertThat(commands).hasSizeGreaterThanOrEqualTo(5_000).doesNotHaveDuplicates();
    DirectRun direct = DirectRun.of(commands, Files.createDirectory(folder.resolve("direct")));

    try (Nodes nodes = new Nodes(REDIS)) {
      NodeProcess node = nodes.start("sweep", conf -> conf.with("max_retry_per_task", 1));
      TestClient client = node.client();
      long job = client.submit(commands.stream().map(c -> "shell:5:0:0:" + c).toList());
      client.awaitJob(job, LIMIT);

      Map<String, JsonObject> tasks = byId(client.tasks(job));
      assertThat(tasks).hasSize(commands.size());
      for (int i = 0; i < commands.size(); i++) {
        assertSame(client, tasks.get(job + "." + (i + 1)), commands.get(i), direct, i);
      }
    }
  }

  private static Map<String, JsonObject> byId(List<JsonObject> tasks) {
    Map<String, JsonObject> all = new HashMap<>();
    tasks.forEach(task -> all.put(task.getString("id"), task));
    return all;
  }

  private static void assertSame(
      TestClient client, JsonObject task, String command, DirectRun direct, int at)
      throws Exception {
    int exitCode = direct.exitCode(at);
    assertThat(task.getString("command")).isEqualTo(command);
    assertThat(task.getString("state"))
        .as(command)
        .isEqualTo(exitCode == 0 ? "finished" : "failed");
    assertThat(Nodes.attempts(task)).as(command).hasSize(1);
    assertThat(Nodes.attempts(task).get(0).getInteger("exit_code")).as(command).isEqualTo(exitCode);
    assertSameText(client, task, "stdout", command, direct.stdout(at));
    if (exitCode != 0) {
      assertSameText(client, task, "stderr", command, direct.stderr(at));
    }
  }

  private static void assertSameText(
      TestClient client, JsonObject task, String stream, String command, byte[] expected) {
    byte[] recorded =
        stream.equals("stdout")
            ? client.stdout(task.getString("id"))
            : client.stderr(task.getString("id"));
    assertThat(new String(recorded, StandardCharsets.ISO_8859_1))
        .as(command)
        .isEqualTo(new String(expected, StandardCharsets.ISO_8859_1));
  }
}
