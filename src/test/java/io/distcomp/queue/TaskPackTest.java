package io.distcomp.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.testkit.RedisServer;
import io.vertx.core.json.JsonArray;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TaskPackTest {
  private static final String READ =
      "local bytes = string.gsub(ARGV[1], '..', function(h) return string.char(tonumber(h, 16)) end)"
          + " return cjson.encode(cmsgpack.unpack(bytes))";

  @RegisterExtension static final RedisServer REDIS = RedisServer.create();

  @Test
  void redisReadsWhatWasPacked() {
    List<String> commands =
        List.of("", "echo ü\t\n", "x".repeat(255), "y".repeat(256), "z".repeat(40_000));
    List<String> identities = new ArrayList<>();
    List<Integer> profiles = new ArrayList<>();
    TaskPack pack = new TaskPack();
    for (int i = 0; i < commands.size(); i++) {
      identities.add("twelve bytes" + i);
      profiles.add(1 + i * 30_000);
      pack.add(bytes(identities.get(i)), profiles.get(i), commands.get(i));
    }

    String read = REDIS.cli("EVAL", READ, "0", HexFormat.of().formatHex(pack.bytes().getBytes()));

    assertThat(new JsonArray(read))
        .containsExactly(
            new JsonArray(identities), new JsonArray(profiles), new JsonArray(commands));
  }

  @Test
  void aPackIsFullByItsTasksOrByTheirBytes() {
    TaskPack many = new TaskPack();
    for (int i = 0; i < TaskQueue.MAX_CHUNK; i++) {
      assertThat(many.isFull()).isFalse();
      many.add(bytes("a"), 1, "b");
    }
    TaskPack large = new TaskPack();
    assertThat(large.isEmpty()).isTrue();
    large.add(bytes("a"), 1, "b".repeat(TaskPack.FULL_BYTES));

    assertThat(many.isFull()).isTrue();
    assertThat(large.isFull()).isTrue();
    assertThat(large.isEmpty()).isFalse();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
