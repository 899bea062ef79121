package io.distcomp.queue;

import io.distcomp.task.TaskId;
import java.util.List;
import java.util.Random;

/** Spoils what Redis has of a task, as a stray hand or a bad disk would. Used by the model test. */
record Corruption(Random random) {

  private static final List<String> RECORDS =
      List.of(
          "",
          "garbage",
          "t",
          "z 1 1 - - 0 0 0 0 0 - - -",
          "t 1 0 - - 0 0 0 0 0 - -",
          "t 99999999999999999999 0 - - 0 0 0 0 0 - - -",
          "p 3 1 nobody o 0 0 0 0 0 - - -",
          "p 3 1 00000000000000ff c 0 0 0 0 0 - - -",
          "d 3 1 00000000000000ff o 0 0 0 0 0 - - -",
          "w 3 1 - - -1 0 0 0 0 - - -",
          "t 3 1 - - 0 0 0 0 0 lots - -",
          "f 3 1 - - 0 0 0 0 0 - - -trailing",
          "{\"json\": true}");

  private static final List<String> COMMANDS = List.of("", "1", "1 ", "x echo", "999 echo 1");

  /** Says what it did; the task may be one that does not exist. */
  String spoil(TaskId id) {
    String bucket = id.job() + ":" + id.index() / 64;
    String index = Long.toString(id.index());
    return switch (random.nextInt(5)) {
      case 0 -> delete("rec:" + bucket, index);
      case 1 -> delete("spec:" + bucket, index);
      case 2 -> replace("spec:" + bucket, index, any(COMMANDS));
      case 3 -> replace("rec:" + bucket, index, "x".repeat(20_000));
      default -> replace("rec:" + bucket, index, any(RECORDS));
    };
  }

  private String any(List<String> texts) {
    return texts.get(random.nextInt(texts.size()));
  }

  private static String delete(String key, String field) {
    QueueFixture.REDIS.cli("HDEL", "dc:{test}:" + key, field);
    return "without " + key;
  }

  /** Only what is there: else a task would come to be. */
  private static String replace(String key, String field, String text) {
    String name = "dc:{test}:" + key;
    if (QueueFixture.REDIS.cli("HEXISTS", name, field).equals("1")) {
      QueueFixture.REDIS.cli("HSET", name, field, text);
    }
    return key + " " + text.substring(0, Math.min(30, text.length()));
  }
}
