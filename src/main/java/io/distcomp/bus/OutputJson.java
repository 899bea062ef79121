package io.distcomp.bus;

import io.distcomp.bus.OutputMessages.OutputChunk;
import io.distcomp.bus.OutputMessages.OutputRequest;
import io.distcomp.bus.OutputMessages.Stream;
import io.distcomp.task.ProcessUse;
import io.distcomp.task.TaskId;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Output questions and answers as JSON; bytes travel as base64. */
final class OutputJson {
  private OutputJson() {}

  static JsonObject encodeRequest(OutputRequest request) {
    return new JsonObject()
        .put("task", request.task().toString())
        .put("stream", request.stream().name())
        .put("file", request.file())
        .put("offset", request.offset())
        .put("max", request.max());
  }

  static OutputRequest decodeRequest(JsonObject json) {
    return new OutputRequest(
        TaskId.parse(json.getString("task", "")),
        Stream.valueOf(json.getString("stream", "")),
        json.getString("file"),
        Math.max(0, json.getLong("offset", 0L)),
        Math.min(OutputMessages.MAX_CHUNK, Math.max(0, json.getInteger("max", 0))));
  }

  static JsonObject encodeChunk(OutputChunk chunk) {
    return new JsonObject()
        .put("found", chunk.found())
        .put("bytes", chunk.bytes())
        .put("offset", chunk.offset())
        .put("length", chunk.length())
        .put("running", chunk.running())
        .put("use", chunk.use() == null ? null : encodeUse(chunk.use()));
  }

  private static JsonObject encodeUse(ProcessUse use) {
    return new JsonObject()
        .put("cpu", use.cpu().toMillis())
        .put("memory", use.memoryBytes())
        .put("peak", use.peakMemoryBytes());
  }

  static OutputChunk decodeChunk(JsonObject json) {
    return new OutputChunk(
        json.getBoolean("found", false),
        json.getBinary("bytes", new byte[0]),
        json.getLong("offset", 0L),
        json.getLong("length", 0L),
        json.getBoolean("running", false),
        decodeUse(json.getJsonObject("use")));
  }

  private static @Nullable ProcessUse decodeUse(@Nullable JsonObject json) {
    return json == null
        ? null
        : new ProcessUse(
            Duration.ofMillis(json.getLong("cpu", 0L)),
            json.getLong("memory", 0L),
            json.getLong("peak", 0L));
  }
}
