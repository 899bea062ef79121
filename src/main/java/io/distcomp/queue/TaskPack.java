package io.distcomp.queue;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/**
 * Tasks as one argument of {@code submit-3.lua}: lists of their identities, of the numbers of their
 * profiles and of their commands, in <a
 * href="https://github.com/msgpack/msgpack/blob/master/spec.md">MessagePack</a>, which Redis reads
 * by itself: one argument to read instead of three for each task. For one thread, made by {@link
 * TaskChunk}.
 */
final class TaskPack {

  /** Bytes of commands; a single one may be longer. */
  static final int FULL_BYTES = 1 << 20;

  private static final int LIST = 0xdd;
  private static final int LISTS = 0x90;
  private static final int STRING_8 = 0xd9;
  private static final int STRING_32 = 0xdb;
  private static final int INT_32 = 0xce;

  private final Buffer identities = Buffer.buffer();
  private final Buffer profiles = Buffer.buffer();
  private final Buffer commands = Buffer.buffer();
  private int tasks;

  /** One more, behind the others. */
  void add(byte[] identity, int profile, String command) {
    string(identities, identity);
    profiles.appendUnsignedByte((short) INT_32).appendInt(profile);
    string(commands, command.getBytes(StandardCharsets.UTF_8));
    tasks++;
  }

  boolean isEmpty() {
    return tasks == 0;
  }

  boolean isFull() {
    return tasks >= TaskQueue.MAX_CHUNK || commands.length() >= FULL_BYTES;
  }

  Buffer bytes() {
    Buffer all = Buffer.buffer().appendUnsignedByte((short) (LISTS + 3));
    for (Buffer list : new Buffer[] {identities, profiles, commands}) {
      all.appendUnsignedByte((short) LIST).appendInt(tasks).appendBuffer(list);
    }
    return all;
  }

  private static void string(Buffer to, byte[] bytes) {
    if (bytes.length < 256) {
      to.appendUnsignedByte((short) STRING_8).appendUnsignedByte((short) bytes.length);
    } else {
      to.appendUnsignedByte((short) STRING_32).appendInt(bytes.length);
    }
    to.appendBytes(bytes);
  }
}
